using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Reliability;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Problems;

namespace Platone.Host.Rest.Reliabilities;

/// <summary>How reliable an offer was taken to be in its session's clearing.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Portfolio">The portfolio it is from.</param>
/// <param name="OwnFigure">The aggregator's own figure, 0 to 1; it counts as much as 10 orders.</param>
/// <param name="Orders">Orders of the portfolio that were settled before.</param>
/// <param name="Delivered">Sum of the shares of them that were delivered, 0 to the number of orders.</param>
/// <param name="Reliability">(10 x own figure + delivered) / (10 + orders), 6 decimals.</param>
/// <param name="Event">The event that fixed it.</param>
/// <param name="Unit">Number of its portfolio's unit in that event: a proof can disclose it alone. Null where all are in one.</param>
internal sealed record OfferReliabilityView(string Session, string Offer, string Portfolio, decimal OwnFigure, int Orders, decimal Delivered,
    decimal Reliability, EventView Event, int? Unit)
{
    /// <summary>The view of a row.</summary>
    public static OfferReliabilityView Of(OfferReliabilityRow row) => new(row.Session.Value, row.Reliability.Offer.Value,
        row.Reliability.Portfolio.Value, row.Reliability.OwnFigure, row.Reliability.Orders, row.Reliability.Delivered, row.Reliability.Reliability,
        EventView.Of(row.Event), row.Unit);
}

/// <summary>How a portfolio has delivered so far, and what a clearing would make of it.</summary>
/// <param name="Portfolio">The portfolio.</param>
/// <param name="Aggregator">Whose it is.</param>
/// <param name="OwnFigure">The aggregator's own figure of an offer that the estimate is for.</param>
/// <param name="Orders">Settled orders in all.</param>
/// <param name="Delivered">Sum of the shares of them that were delivered.</param>
/// <param name="Reliability">The estimate for an offer with that own figure, 6 decimals.</param>
/// <param name="Sessions">Where it comes from.</param>
internal sealed record PortfolioReliabilityView(string Portfolio, string Aggregator, decimal OwnFigure, int Orders, decimal Delivered,
    decimal Reliability, IReadOnlyList<SessionDeliveryView> Sessions);

/// <summary>How a portfolio delivered in a session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Version">Version of the settlement that says so.</param>
/// <param name="Orders">Orders with metered lines.</param>
/// <param name="Delivered">Sum of the shares of their energy that were delivered.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Event">The portfolio's event.</param>
internal sealed record SessionDeliveryView(string Session, int Version, int Orders, decimal Delivered, DateTimeOffset At, EventView Event)
{
    /// <summary>The view of a row.</summary>
    public static SessionDeliveryView Of(PortfolioDeliveryRow row) => new(row.Delivery.Session.Value, row.Delivery.Version, row.Delivery.Orders,
        row.Delivery.Delivered, row.At, EventView.Of(row.Event));
}

/// <summary><c>/api/v1/reliabilities</c> and <c>/portfolios/{portfolio}/reliability</c>: the platform's estimate, with its parts.</summary>
internal static class ReliabilitiesApi
{
    /// <summary>Adds the resources.</summary>
    public static void MapReliabilities(this IEndpointRouteBuilder api)
    {
        api.MapGet("/reliabilities", ListAsync).WithTags("Offers")
            .WithSummary("List how reliable a session's offers were taken to be")
            .WithDescription("Of one's own offers; operator and auditor see all. Empty until the gate has closed.");
        api.MapGet("/portfolios/{portfolio}/reliability", OfPortfolioAsync).WithTags("Portfolios")
            .WithSummary("Read how a portfolio has delivered so far")
            .WithDescription("Its aggregator, operator and auditor. `ownFigure`: the figure of the offer to estimate for, standard 1.");
    }

    private static async Task<Ok<PageView<OfferReliabilityView>>> ListAsync(string session, ClaimsPrincipal user, HttpRequest request,
        MarketLookup lookup, IMarketScd market, CancellationToken aborted, string? cursor = null, int? limit = null)
    {
        var wanted = Paging.Request(cursor, limit);
        var row = await lookup.SessionAsync(session, aborted);
        var page = await market.ReliabilitiesAsync(row.Session, AccessRules.MarketScope(Caller.Of(user)), wanted, aborted);
        return TypedResults.Ok(Paging.View(request, page, OfferReliabilityView.Of));
    }

    private static async Task<Ok<PortfolioReliabilityView>> OfPortfolioAsync(string portfolio, ClaimsPrincipal user, IMarketScd market,
        CancellationToken aborted, decimal? ownFigure = null)
    {
        var id = new PortfolioId(Fields.Name("portfolio", portfolio));
        if (ownFigure is < 0 or > 1)
            throw ProblemException.Invalid("ownFigure", $"{ownFigure} is not 0 to 1");
        if (await market.PortfolioOwnerAsync(id, aborted) is not { } owner || !AccessRules.SeesOfMarket(Caller.Of(user), owner))
            throw ProblemException.NotFound($"there is no portfolio {id}, or you may not see it");
        var sessions = await market.DeliveriesAsync(id, aborted);
        var figure = OfferReliability.Of(new OfferSource(new OfferId("estimate"), id, ownFigure ?? 1m), sessions.Sum(s => s.Delivery.Orders),
            sessions.Sum(s => s.Delivery.Delivered));
        return TypedResults.Ok(new PortfolioReliabilityView(id.Value, owner.Value, figure.OwnFigure, figure.Orders, figure.Delivered,
            figure.Reliability, [.. sessions.Select(SessionDeliveryView.Of)]));
    }
}
