using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Requests;

/// <summary>A request for flexibility; the requester is the caller.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit; unique in its session.</param>
/// <param name="Service">congestion, voltage or balancing.</param>
/// <param name="Direction">up (less consumption, more injection) or down.</param>
/// <param name="Power">W, 0 or more, a value for each interval of the session.</param>
/// <param name="ExpiresAt">First instant it no longer stands.</param>
/// <param name="Buses">The buses it can be served at; left out for the whole network.</param>
/// <param name="PriceCap">Most it pays, EUR/MWh, at most 4 decimals; left out for any price.</param>
/// <param name="Priority">Lower is served first among the requests of DSO or TSO; standard 0.</param>
internal sealed record RequestBody(string Session, string Id, FlexibilityService Service, Direction Direction, IReadOnlyList<long> Power,
    DateTimeOffset ExpiresAt, IReadOnlyList<string>? Buses = null, decimal? PriceCap = null, int Priority = 0);

/// <summary>A request.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Id">Its id.</param>
/// <param name="Requester">Who asks.</param>
/// <param name="IsDso">Whether that is a DSO, whose requests are served before a TSO's.</param>
/// <param name="Service">congestion, voltage or balancing.</param>
/// <param name="Direction">up or down.</param>
/// <param name="Power">W, a value for each interval.</param>
/// <param name="ExpiresAt">First instant it no longer stands.</param>
/// <param name="Buses">The buses it can be served at; null for the whole network.</param>
/// <param name="PriceCap">Most it pays, EUR/MWh; null for any price.</param>
/// <param name="Priority">Lower is served first.</param>
/// <param name="IsWithdrawn">Whether it was withdrawn.</param>
/// <param name="Event">The event it was placed by; its content is unit 0.</param>
/// <param name="Certification">Where the log stands about it.</param>
internal sealed record RequestView(string Session, string Id, string Requester, bool IsDso, FlexibilityService Service, Direction Direction,
    IReadOnlyList<long> Power, DateTimeOffset ExpiresAt, IReadOnlyList<string>? Buses, decimal? PriceCap, int Priority, bool IsWithdrawn,
    EventView Event, CertificationView Certification)
{
    /// <summary>The view of a row.</summary>
    public static RequestView Of(RequestRow row)
    {
        var r = row.Request;
        return new RequestView(row.Session.Value, r.Id.Value, r.Requester.Value, r.IsDso, r.Service, r.Direction, r.Power.Watts, r.ExpiresAt,
            r.Buses is { } buses ? buses.Items : null, r.PriceCap, r.Priority, row.IsWithdrawn, EventView.Of(row.Event),
            CertificationView.Of(row.Certification));
    }
}

/// <summary><c>/api/v1/requests</c>: what DSO and TSO ask for.</summary>
internal static class RequestsApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapRequests(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/requests").WithTags("Requests");
        group.MapPost("/", PlaceAsync).For(Role.Dso, Role.Tso)
            .WithSummary("Place a request")
            .WithDescription("Until the gate closes. The same again answers the same, also later; other content is a conflict.");
        group.MapGet("/", ListAsync)
            .WithSummary("List a session's requests in the order of their arrival")
            .WithDescription("One's own; operator and auditor see all.");
        group.MapGet("/{request}", GetAsync).AddEndpointFilter<ETagFilter>().WithSummary("Read a request");
        group.MapDelete("/{request}", WithdrawAsync).For(Role.Dso, Role.Tso)
            .WithSummary("Withdraw a request")
            .WithDescription("One's own, until the gate closes. Repeatable.");
    }

    private static async Task<Created<PlacedView>> PlaceAsync(
        RequestBody body, ClaimsPrincipal user, CommandDesk desk, IMarketScd market, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var session = new MarketSessionId(Fields.Name("session", body.Session));
        var request = new FlexibilityRequest(new RequestId(Fields.Name("id", body.Id)), caller.Id, caller.Role == Role.Dso, body.Service, body.Direction,
            body.Buses is { } buses ? buses.Distinct().Order(StringComparer.Ordinal).ToValueList() : null, MarketLookup.Power("power", body.Power),
            body.PriceCap, body.Priority, MarketLookup.Cut(body.ExpiresAt));
        await desk.SendAsync(new PlaceRequest(session, request, desk.Now), aborted);
        await desk.ReadBackAsync(c => market.RequestAsync(session, request.Id, c), aborted);
        return TypedResults.Created($"/api/v1/requests/{request.Id}?session={session}", new PlacedView(session.Value, request.Id.Value));
    }

    private static async Task<Ok<PageView<RequestView>>> ListAsync(string session, ClaimsPrincipal user, HttpRequest request, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.RequestsAsync(row.Session, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, RequestView.Of));
    }

    private static async Task<Ok<RequestView>> GetAsync(
        string request, string session, ClaimsPrincipal user, IMarketScd market, CancellationToken aborted)
    {
        var caller = Caller.Of(user);
        var (ofSession, id) = (new MarketSessionId(Fields.Name("session", session)), new RequestId(Fields.Name("request", request)));
        return await market.RequestAsync(ofSession, id, aborted) is { } row && AccessRules.SeesOfMarket(caller, row.Request.Requester)
            ? TypedResults.Ok(RequestView.Of(row))
            : throw ProblemException.NotFound($"session {ofSession} has no request {id}, or you may not see it");
    }

    private static async Task<NoContent> WithdrawAsync(
        string request, string session, ClaimsPrincipal user, CommandDesk desk, IMarketScd market, CancellationToken aborted)
    {
        var (ofSession, id) = (new MarketSessionId(Fields.Name("session", session)), new RequestId(Fields.Name("request", request)));
        await desk.SendAsync(new WithdrawRequest(ofSession, id, Caller.Of(user).Id, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await market.RequestAsync(ofSession, id, c) is { IsWithdrawn: true } row ? row : null, aborted);
        return TypedResults.NoContent();
    }
}
