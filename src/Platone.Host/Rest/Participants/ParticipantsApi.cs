using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Host.Mqtt;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Participants;

/// <summary><c>/api/v1/participants</c>: who takes part, and with which API keys.</summary>
internal static partial class ParticipantsApi
{
    private static readonly object Gone = new();

    /// <summary>Adds the resource.</summary>
    public static void MapParticipants(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/participants").WithTags("Participants");
        group.MapPost("/", AdmitAsync).For(Role.Operator)
            .WithSummary("Admit a participant")
            .WithDescription("Answers with a fresh API key, shown this once. The same admission again answers 200 without a key; the same id with other values is a conflict.");
        group.MapGet("/", ListAsync).WithSummary("List participants").WithDescription("Operator and auditor see all, others themselves.");
        group.MapGet("/{id}", GetAsync).AddEndpointFilter<ETagFilter>().WithSummary("Read a participant");
        group.MapPost("/{id}/keys", IssueKeyAsync).WithSummary("Issue another API key").WithDescription("For the operator and the participant itself.");
        group.MapDelete("/{id}/keys/{hash}", RevokeKeyAsync)
            .WithSummary("Revoke an API key")
            .WithDescription("The hash is the SHA-256 of the key, lower-case hex. Repeatable. Other nodes of a cluster may take the key for `platone.security.key-cache` longer.");
        group.MapPost("/{id}/suspend", SuspendAsync).For(Role.Operator).WithSummary("Suspend a participant: its keys open nothing until it is reinstated");
        group.MapPost("/{id}/reinstate", ReinstateAsync).For(Role.Operator).WithSummary("End a suspension");
    }

    private static async Task<Results<Created<AdmittedView>, Ok<AdmittedView>>> AdmitAsync(
        AdmissionBody body, CommandDesk desk, IScd scd, CancellationToken aborted)
    {
        var id = Id(body.Id, "id");
        Fields.Length("name", body.Name, 1, 200);
        if (!Enum.IsDefined(body.Role))
            throw ProblemException.Invalid("role", "role is none there is");
        var admitted = await desk.SendAsync(new AdmitParticipant(id, body.Name, body.Role, desk.Now), aborted);
        // Number 1 is the admission itself: whatever follows it, a key was issued before, and its holder has it.
        if (admitted.SequenceNr > 1)
            return TypedResults.Ok(new AdmittedView(body.Id, body.Name, body.Role, null));
        var key = await IssueAsync(id, desk, scd, aborted);
        return TypedResults.Created($"/api/v1/participants/{id}", new AdmittedView(body.Id, body.Name, body.Role, key));
    }

    private static async Task<Ok<PageView<ParticipantView>>> ListAsync(
        ClaimsPrincipal user, HttpRequest request, IScd scd, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var (caller, wanted) = (Caller.Of(user), Paging.Request(cursor, limit));
        if (caller.Role is Role.Operator or Role.Auditor)
            return TypedResults.Ok(Paging.View(request, await scd.ParticipantsAsync(wanted, aborted), ParticipantView.Of));
        var own = await scd.ParticipantAsync(caller.Id, aborted);
        return TypedResults.Ok(new PageView<ParticipantView>(own is null ? [] : [ParticipantView.Of(own)], null));
    }

    private static async Task<Ok<ParticipantView>> GetAsync(string id, ClaimsPrincipal user, IScd scd, CancellationToken aborted)
    {
        var participant = Id(id, "id");
        return AccessRules.MaySee(Caller.Of(user), participant) && await scd.ParticipantAsync(participant, aborted) is { } row
            ? TypedResults.Ok(ParticipantView.Of(row))
            : throw ProblemException.NotFound($"there is no participant {id}, or you may not see it");
    }

    private static async Task<Created<IssuedKeyView>> IssueKeyAsync(string id, HttpContext context, OperatorDesk operators, CommandDesk desk, IScd scd,
        CancellationToken aborted)
    {
        var participant = Keyed(id, context.User);
        // Who issues another's key may then act as the other.
        await operators.RecordAsync(context, aborted);
        var key = await IssueAsync(participant, desk, scd, aborted);
        var hash = ApiKey.Hash(key);
        return TypedResults.Created($"/api/v1/participants/{participant}/keys/{hash}", new IssuedKeyView(key, hash));
    }

    private static async Task<NoContent> RevokeKeyAsync(string id, string hash, HttpContext context, OperatorDesk operators, CommandDesk desk, IScd scd,
        KeyHolders holders, OpenConnections connections, CancellationToken aborted)
    {
        var participant = Keyed(id, context.User);
        if (!HashForm().IsMatch(hash))
            throw ProblemException.Invalid("hash", "hash is the SHA-256 of the key: 64 lower-case hex digits");
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new RevokeApiKey(participant, hash, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await scd.HolderOfKeyAsync(hash, c) is null ? Gone : null, aborted);
        holders.Forget(hash);
        // Whichever key they signed in with: those with another come back at once.
        await connections.EndAsync(participant, aborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> SuspendAsync(string id, SuspensionBody body, HttpContext context, OperatorDesk operators, CommandDesk desk,
        IScd scd, KeyHolders holders, OpenConnections connections, CancellationToken aborted)
    {
        Fields.Length("reason", body.Reason, 1, 500);
        var participant = Id(id, "id");
        if (participant == Caller.Of(context.User).Id)
            throw ProblemException.Rule("own-suspension", "id", "an operator cannot suspend itself");
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new SuspendParticipant(participant, body.Reason, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await scd.ParticipantAsync(participant, c) is { IsSuspended: true } row ? row : null, aborted);
        holders.Forget(participant);
        await connections.EndAsync(participant, aborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ReinstateAsync(string id, HttpContext context, OperatorDesk operators, CommandDesk desk, IScd scd,
        CancellationToken aborted)
    {
        var participant = Id(id, "id");
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new ReinstateParticipant(participant, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await scd.ParticipantAsync(participant, c) is { IsSuspended: false } row ? row : null, aborted);
        return TypedResults.NoContent();
    }

    private static async Task<string> IssueAsync(ParticipantId participant, CommandDesk desk, IScd scd, CancellationToken aborted)
    {
        var key = ApiKey.New();
        await desk.SendAsync(new IssueApiKey(participant, ApiKey.Hash(key), desk.Now), aborted);
        await desk.ReadBackAsync(c => scd.HolderOfKeyAsync(ApiKey.Hash(key), c), aborted);
        return key;
    }

    private static ParticipantId Keyed(string id, ClaimsPrincipal user)
    {
        var participant = Id(id, "id");
        return AccessRules.MayKey(Caller.Of(user), participant)
            ? participant
            : throw ProblemException.Forbidden("keys are issued and revoked by the operator and the participant itself");
    }

    private static ParticipantId Id(string text, string field) => new(Fields.Name(field, text));

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex HashForm();
}
