using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Markets;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Offers;

/// <summary><c>/api/v1/offers</c>: what aggregators offer.</summary>
internal static class OffersApi
{
    /// <summary>Adds the resource.</summary>
    public static void MapOffers(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/offers").WithTags("Offers");
        group.MapPost("/", PlaceAsync).For(Role.Aggregator)
            .WithSummary("Place an offer")
            .WithDescription("Until the gate closes. Bus, connection power and customer of each POD come from its registration. The same again answers the same, also later; other content is a conflict.");
        group.MapGet("/", ListAsync)
            .WithSummary("List a session's offers in the order of their arrival")
            .WithDescription("One's own; operator and auditor see all.");
        group.MapGet("/{offer}", GetAsync).AddEndpointFilter<ETagFilter>().WithSummary("Read an offer");
        group.MapDelete("/{offer}", WithdrawAsync).For(Role.Aggregator)
            .WithSummary("Withdraw an offer")
            .WithDescription("One's own, until the gate closes. Repeatable.");
    }

    private static async Task<Created<PlacedView>> PlaceAsync(
        OfferBody body, ClaimsPrincipal user, CommandDesk desk, OfferDesk offers, IMarketScd market, CancellationToken aborted)
    {
        var (session, offer, places) = await offers.OfferAsync(Caller.Of(user).Id, body, aborted);
        await desk.SendAsync(new PlaceOffer(session, offer, desk.Now),
            field => field.StartsWith("price[", StringComparison.Ordinal) ? $"{field}.price" : RenamedFields.InList(field, "pods", places), aborted);
        await desk.ReadBackAsync(c => market.OfferAsync(session, offer.Id, c), aborted);
        return TypedResults.Created($"/api/v1/offers/{offer.Id}?session={session}", new PlacedView(session.Value, offer.Id.Value));
    }

    private static async Task<Ok<PageView<OfferView>>> ListAsync(string session, ClaimsPrincipal user, HttpRequest request, MarketLookup lookup,
        IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.OffersAsync(row.Session, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, OfferView.Of));
    }

    private static async Task<Ok<OfferView>> GetAsync(
        string offer, string session, ClaimsPrincipal user, IMarketScd market, CancellationToken aborted)
    {
        var (ofSession, id) = (new MarketSessionId(Fields.Name("session", session)), new OfferId(Fields.Name("offer", offer)));
        return await market.OfferAsync(ofSession, id, aborted) is { } row && AccessRules.SeesOfMarket(Caller.Of(user), row.Offer.Aggregator)
            ? TypedResults.Ok(OfferView.Of(row))
            : throw ProblemException.NotFound($"session {ofSession} has no offer {id}, or you may not see it");
    }

    private static async Task<NoContent> WithdrawAsync(
        string offer, string session, ClaimsPrincipal user, CommandDesk desk, IMarketScd market, CancellationToken aborted)
    {
        var (ofSession, id) = (new MarketSessionId(Fields.Name("session", session)), new OfferId(Fields.Name("offer", offer)));
        await desk.SendAsync(new WithdrawOffer(ofSession, id, Caller.Of(user).Id, desk.Now), aborted);
        await desk.ReadBackAsync(async c => await market.OfferAsync(ofSession, id, c) is { IsWithdrawn: true } row ? row : null, aborted);
        return TypedResults.NoContent();
    }
}
