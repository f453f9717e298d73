using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Markets;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Operations;

namespace Platone.Host.Rest.Sessions;

/// <summary><c>/api/v1/sessions</c>: market sessions.</summary>
internal static class SessionsApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/sessions").WithTags("Sessions");
        group.MapPost("/", OpenAsync).For(Role.Operator)
            .WithSummary("Open a session")
            .WithDescription("The same again answers the same; other terms are a conflict.");
        group.MapGet("/", ListAsync).WithSummary("List sessions, the latest delivery first").WithDescription("With `area`: those of an area.");
        group.MapGet("/{session}", GetAsync).AddEndpointFilter<ETagFilter>().WithSummary("Read a session")
            .WithDescription("With `ledger`: which transactions fixed its requests, offers, outcome and settlements on a chain, and proved its awards.");
        group.MapGet("/{session}/power", PowerAsync).For(Role.Operator, Role.Dso, Role.Auditor)
            .WithSummary("Read a session's power, interval by interval");
        group.MapPut("/{session}/rebound-rule", ReboundRuleAsync).For(Role.Operator)
            .WithSummary("Say how moved energy is taken to come back, and what is done about awards that make later intervals worse by it")
            .WithDescription("Until the gate closes; the last word counts, and `rules.rebound` of the session has it. Standard: half of it within 4 intervals, "
                + "flag. Repeatable.");
        group.MapPost("/{session}/close-gate", CloseGateAsync).For(Role.Operator)
            .WithSummary("Close a session's gate")
            .WithDescription("Once its time has come; the node does so itself. Repeatable.");
        group.MapPost("/{session}/close", CloseAsync).For(Role.Operator)
            .WithSummary("Close a settled session: nothing changes any more")
            .WithDescription("Repeatable.");
    }

    private static async Task<Created<OpenedSessionView>> OpenAsync(SessionBody body, CommandDesk desk, IMarketScd market, CancellationToken aborted)
    {
        var id = new MarketSessionId(Fields.Name("id", body.Id));
        var area = new MarketAreaId(Fields.Name("area", body.Area));
        var network = new NetworkId(Fields.Name("network", body.Network));
        var terms = new SessionTerms(body.Kind, area, network, Fields.TimeZone("timeZone", body.TimeZone),
            MarketLookup.QuarterHourAt("start", body.Start), body.Intervals, MarketLookup.Cut(body.GateClosesAt), (body.Rules ?? new RulesBody()).Rules());
        await desk.SendAsync(new OpenSession(id, terms, desk.Now), field => field == "first" ? "start" : field, aborted);
        await desk.ReadBackAsync(c => market.SessionAsync(id, c), aborted);
        return TypedResults.Created($"/api/v1/sessions/{id}", new OpenedSessionView(id.Value));
    }

    private static async Task<Ok<PageView<SessionView>>> ListAsync(HttpRequest request, IMarketScd market, CancellationToken aborted,
        string? area = null, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        MarketAreaId? of = area is null ? null : new MarketAreaId(Fields.Name("area", area));
        return TypedResults.Ok(Paging.View(request, await market.SessionsAsync(of, wanted, aborted), SessionView.Of));
    }

    private static async Task<Ok<SessionView>> GetAsync(string session, MarketLookup lookup, IMarketScd market, CancellationToken aborted)
    {
        var row = await lookup.SessionAsync(session, aborted);
        return TypedResults.Ok(SessionView.Of(row, await market.LedgerAsync(row.Session, aborted)));
    }

    private static async Task<Ok<PageView<SessionPowerView>>> PowerAsync(string session, MarketLookup lookup, IMarketScd market,
        CancellationToken aborted)
    {
        var row = await lookup.SessionAsync(session, aborted);
        return TypedResults.Ok(new PageView<SessionPowerView>([.. (await market.PowerAsync(row.Session, aborted)).Select(SessionPowerView.Of)], null));
    }

    private static async Task<NoContent> ReboundRuleAsync(string session, ReboundRuleBody body, CommandDesk desk, IMarketScd market,
        CancellationToken aborted)
    {
        var id = new MarketSessionId(Fields.Name("session", session));
        await desk.SendAsync(new SetReboundRule(id, body.Rule(), desk.Now), aborted);
        await desk.ReadBackAsync(async c => await market.SessionAsync(id, c) is { } row && row.Terms.Rules.Rebound == body.Rule() ? row : null, aborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> CloseGateAsync(string session, HttpContext context, OperatorDesk operators, CommandDesk desk, IMarketScd market,
        CancellationToken aborted)
    {
        var id = new MarketSessionId(Fields.Name("session", session));
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new CloseGate(id, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await market.SessionAsync(id, c) is { Phase: > SessionPhase.Open } row ? row : null, aborted);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> CloseAsync(string session, HttpContext context, OperatorDesk operators, CommandDesk desk, IMarketScd market,
        CancellationToken aborted)
    {
        var id = new MarketSessionId(Fields.Name("session", session));
        await operators.RecordAsync(context, aborted);
        await desk.SendAsync(new CloseSession(id, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await market.SessionAsync(id, c) is { Phase: SessionPhase.Closed } row ? row : null, aborted);
        return TypedResults.NoContent();
    }
}
