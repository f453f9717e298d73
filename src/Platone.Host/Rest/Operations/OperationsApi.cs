using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Participants.OperatorJournals;
using Platone.Field.LightNodes;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Operations;

/// <summary>A read model's place in the journal.</summary>
/// <param name="Name">The projection.</param>
/// <param name="Ordering">Journal position of the last row it has handled.</param>
/// <param name="KeptFrom">What was measured before was dropped from its rows (<c>platone.scd.retention</c>); null where nothing was.</param>
internal sealed record ProjectionView(string Name, long Ordering, DateTimeOffset? KeptFrom = null);

/// <summary>Something an operator told a node to do, by pbm or by REST.</summary>
/// <param name="Action">Its id.</param>
/// <param name="Operator">Who did it.</param>
/// <param name="Command">The command of pbm as it was given, or method and path of the request.</param>
/// <param name="Node">Address of the node's actor system.</param>
/// <param name="At">When it was recorded, which was before it was done.</param>
/// <param name="Event">The event.</param>
internal sealed record OperatorActionView(string Action, string Operator, string Command, string Node, DateTimeOffset At, EventView Event)
{
    /// <summary>The view of a row.</summary>
    public static OperatorActionView Of(OperatorActionRow row) =>
        new(row.Id.ToString(), row.Operator.Value, row.Command, row.Node, row.At, EventView.Of(row.Event));
}

/// <summary>What the gateways refused.</summary>
/// <param name="Count">How many messages since the node's start.</param>
/// <param name="Newest">The last of them, newest first.</param>
/// <param name="UnknownSerials">Messages with a serial nobody registered, by source.</param>
internal sealed record RejectedView(long Count, IReadOnlyList<RejectedMessageView> Newest, IReadOnlyList<StrangerView> UnknownSerials);

/// <summary>A message of which something was refused.</summary>
/// <param name="At">When it arrived.</param>
/// <param name="Serial">The serial in its topic; the whole topic if that is not one of a light node of the sender's.</param>
/// <param name="Source">Address it came from, or the external broker.</param>
/// <param name="Why">Class of the refusal.</param>
/// <param name="Reason">What is wrong, naming the field.</param>
/// <param name="Bytes">Length of the payload.</param>
/// <param name="Head">Its first 256 bytes, base64.</param>
internal sealed record RejectedMessageView(DateTimeOffset At, string Serial, string Source, Rejection Why, string Reason, int Bytes, string Head)
{
    /// <summary>The view of a message.</summary>
    public static RejectedMessageView Of(RejectedMessage message) => new(
        message.At, message.Serial, message.Source, message.Why, message.Reason, message.Bytes, Convert.ToBase64String(message.Head.AsSpan()));
}

/// <summary>Messages with unknown serials.</summary>
/// <param name="Source">Address they came from.</param>
/// <param name="Messages">How many.</param>
internal sealed record StrangerView(string Source, long Messages);

/// <summary><c>/api/v1/projections</c>, <c>/operator-actions</c> and <c>/rejected</c>: for the platform's operator.</summary>
internal static class OperationsApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        api.MapGet("/projections", ProjectionsAsync).WithTags("Operations").For(Role.Operator, Role.Auditor)
            .WithSummary("List the read models with the journal position each has reached");
        api.MapGet("/operator-actions", ActionsAsync).WithTags("Operations").For(Role.Operator, Role.Auditor)
            .WithSummary("List what operators told nodes to do in a month")
            .WithDescription("Commands of pbm, and requests of operators (erase, suspend, reinstate, revoke a key, close, rebuild, a new password, going on with a ledger), that change what others rely on, as they were recorded; months are UTC.");
        api.MapGet("/rejected", Rejected).WithTags("Operations").For(Role.Operator)
            .WithSummary("Read what this node's gateways refused")
            .WithDescription("The last messages with the reason and their first 256 bytes, newest first, and messages with unknown serials by source address. Since the node's start.");
        api.MapPost("/projections/{name}/rebuild", RebuildAsync).WithTags("Operations").For(Role.Operator)
            .WithSummary("Throw a read model away and build it again from the journal")
            .WithDescription("Answers as soon as it is empty; the node fills it again while everything else goes on.");
    }

    private static async Task<Ok<IReadOnlyList<ProjectionView>>> ProjectionsAsync(IScd scd, CancellationToken aborted)
    {
        IReadOnlyList<ProjectionView> rows = [.. (await scd.ProjectionsAsync(aborted)).Select(p => new ProjectionView(p.Name, p.Ordering, p.KeptFrom))];
        return TypedResults.Ok(rows);
    }

    private static async Task<Ok<PageView<OperatorActionView>>> ActionsAsync(string month, HttpRequest request, IScd scd, CancellationToken aborted,
        string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        return TypedResults.Ok(Paging.View(request, await scd.OperatorActionsAsync(Month(month), wanted, aborted), OperatorActionView.Of));
    }

    private static OperatorJournalId Month(string text)
    {
        try
        {
            return OperatorJournalId.Parse(text);
        }
        catch (FormatException)
        {
            throw ProblemException.Invalid("month", $"month is yyyy-MM, not '{text}'");
        }
    }

    private static Ok<RejectedView> Rejected(ReadingsIntake intake) => TypedResults.Ok(new RejectedView(
        intake.Rejected.Count,
        [.. intake.Rejected.Newest().Select(RejectedMessageView.Of)],
        [.. intake.Strangers.BySource().Select(s => new StrangerView(s.Source, s.Messages))]));

    private static async Task<Accepted> RebuildAsync(string name, HttpContext context, OperatorDesk operators, ProjectionRebuild rebuild,
        CancellationToken aborted)
    {
        if (!ProjectionRebuild.Names.Contains(name))
            throw ProblemException.NotFound($"there is no read model {name}; there are {string.Join(", ", ProjectionRebuild.Names)}");
        await operators.RecordAsync(context, aborted);
        await rebuild.ResetAsync(name, aborted);
        return TypedResults.Accepted("/api/v1/projections");
    }
}
