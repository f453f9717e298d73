using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Disputes;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Disputes;

/// <summary>A dispute of a line; the caller is a party of it.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit; unique in its session.</param>
/// <param name="Line">Number of the line in the settlement; the same in every version.</param>
/// <param name="Reason">What is wrong with it, 1 to 1,000 characters.</param>
internal sealed record DisputeBody(string Session, string Id, int Line, string Reason);

/// <summary>What the operator says of a dispute.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Accepted">Whether it is accepted; then the baseline, the meter, or both are given.</param>
/// <param name="Reason">Why, 1 to 1,000 characters.</param>
/// <param name="BaselineW">The corrected baseline of the line's POD and interval, W; null if it stands.</param>
/// <param name="MeteredJ">The corrected metered energy, J; null if it stands.</param>
internal sealed record ResolutionBody(string Session, bool Accepted, string Reason, long? BaselineW = null, long? MeteredJ = null);

/// <summary>A dispute.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Id">Its id.</param>
/// <param name="By">Who disputes.</param>
/// <param name="Version">The last version of the settlement then.</param>
/// <param name="Request">The line's request.</param>
/// <param name="Offer">Its offer.</param>
/// <param name="Pod">Its POD.</param>
/// <param name="Direction">up or down.</param>
/// <param name="Start">First instant of its interval.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="At">When.</param>
/// <param name="State">open, accepted or rejected.</param>
/// <param name="Resolution">What the operator said; null while it is open.</param>
/// <param name="BaselineW">The corrected baseline, W; null if it stands.</param>
/// <param name="MeteredJ">The corrected metered energy, J; null if it stands.</param>
/// <param name="ResolvedAt">When it was resolved; null while it is open.</param>
/// <param name="Event">The event it was recorded by; the line and the reason are unit 1.</param>
/// <param name="ResolvedBy">The event it was resolved by; the resolution is unit 1; null while it is open.</param>
internal sealed record DisputeView(string Session, string Id, string By, int Version, string Request, string Offer, string Pod, Direction Direction,
    DateTimeOffset Start, string Reason, DateTimeOffset At, DisputeState State, string? Resolution, long? BaselineW, long? MeteredJ,
    DateTimeOffset? ResolvedAt, EventView Event, EventView? ResolvedBy)
{
    /// <summary>The view of a row.</summary>
    public static DisputeView Of(DisputeRow row)
    {
        var line = row.Line.Line;
        return new DisputeView(row.Session.Value, row.Dispute.Value, row.By.Value, row.Version, line.Request.Value, line.Offer.Value,
            line.Pod.ToString(), line.Direction, DateTimeOffset.FromUnixTimeSeconds(line.Period.Index * line.Period.Seconds), row.Line.Reason, row.At,
            row.State, row.Resolution?.Reason, row.Resolution?.Input?.BaselineW, row.Resolution?.Input?.MeteredJ, row.ResolvedAt,
            EventView.Of(row.Event), row.ResolvedBy is { } by ? EventView.Of(by) : null);
    }
}

/// <summary><c>/api/v1/disputes</c>.</summary>
internal static class DisputesApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapDisputes(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/disputes").WithTags("Settlements");
        group.MapPost("/", DisputeAsync).For(Role.Dso, Role.Tso, Role.Aggregator, Role.Customer)
            .WithSummary("Dispute a line of a settlement")
            .WithDescription("As its requester, aggregator or customer, until the session is closed. The same again answers the same; other content is a conflict.");
        group.MapGet("/", ListAsync)
            .WithSummary("List a session's disputes in the order of their arrival")
            .WithDescription("Those of lines one is a party of; operator and auditor see all.");
        group.MapPost("/{id}/resolution", ResolveAsync).For(Role.Operator)
            .WithSummary("Resolve a dispute")
            .WithDescription("Accepted with the corrected baseline or metered energy of the line's POD and interval, which gives another version of the settlement; or rejected. Both with a reason. The same again has no effect; another resolution is a conflict.");
    }

    private static async Task<Created<PlacedView>> DisputeAsync(DisputeBody body, ClaimsPrincipal user, CommandDesk desk, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var id = new DisputeId(Fields.Name("id", body.Id));
        var session = (await lookup.SessionAsync(body.Session, aborted)).Session;
        var line = await market.LineAsync(session, null, body.Line, AccessRules.MarketScope(caller), aborted)
            ?? throw new ProblemException(new Problem("unknown-line", $"session {session} has no line {body.Line}, or you may not see it", "line",
                ProblemKind.NotFound));
        await desk.SendAsync(new DisputeLine(session, id, caller.Id, new DisputedLine(line.Line.Order.Key, body.Reason), desk.Now), aborted);
        await desk.ReadBackAsync(c => market.DisputeAsync(session, id, c), aborted);
        return TypedResults.Created($"/api/v1/disputes?session={session}", new PlacedView(session.Value, id.Value));
    }

    private static async Task<Ok<PageView<DisputeView>>> ListAsync(string session, ClaimsPrincipal user, HttpRequest request, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.DisputesAsync(row.Session, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, DisputeView.Of));
    }

    private static async Task<NoContent> ResolveAsync(string id, ResolutionBody body, CommandDesk desk, MarketLookup lookup, IMarketScd market,
        CancellationToken aborted)
    {
        var dispute = new DisputeId(Fields.Name("id", id));
        var session = (await lookup.SessionAsync(body.Session, aborted)).Session;
        if (!body.Accepted && (body.BaselineW is not null || body.MeteredJ is not null))
            throw ProblemException.Invalid("accepted", "a rejected dispute corrects nothing");
        var input = body.Accepted ? new CorrectedInput(body.BaselineW, body.MeteredJ) : null;
        await desk.SendAsync(new ResolveDispute(session, dispute, body.Reason, input, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await market.DisputeAsync(session, dispute, c) is { State: not DisputeState.Open } row ? row : null, aborted);
        return TypedResults.NoContent();
    }
}
