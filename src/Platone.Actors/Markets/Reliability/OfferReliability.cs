using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Reliability;

/// <summary>
/// How reliable an offer is taken to be when its session is cleared, and where that comes from: the posterior's mean of
/// <see cref="DeliveryRecord"/>.
/// </summary>
/// <param name="Offer">The offer.</param>
/// <param name="Portfolio">The portfolio it is from.</param>
/// <param name="OwnFigure">The aggregator's own figure, 0 to 1: the prior's mean.</param>
/// <param name="Orders">Settled orders of the portfolio.</param>
/// <param name="Delivered">Sum of the shares of them that were delivered, 0 to <paramref name="Orders"/>.</param>
/// <param name="Reliability">The estimate, 0 to 1, 6 decimals.</param>
public sealed record OfferReliability(OfferId Offer, PortfolioId Portfolio, decimal OwnFigure, int Orders, decimal Delivered, decimal Reliability)
{
    /// <summary>The estimate of an offer.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="orders">Settled orders of its portfolio, 0 or more.</param>
    /// <param name="delivered">Sum of the shares of them that were delivered, 0 to <paramref name="orders"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static OfferReliability Of(OfferSource offer, int orders, decimal delivered)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(orders);
        ArgumentOutOfRangeException.ThrowIfNegative(delivered);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(delivered, orders);
        var record = DeliveryRecord.Start(offer.OwnFigure) with { Orders = orders, Delivered = delivered };
        return new OfferReliability(offer.Offer, offer.Portfolio, offer.OwnFigure, orders, delivered, record.Reliability);
    }
}

/// <summary>What an offer's reliability is estimated from.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Portfolio">The portfolio it is from.</param>
/// <param name="OwnFigure">The aggregator's own figure, 0 to 1.</param>
public sealed record OfferSource(OfferId Offer, PortfolioId Portfolio, decimal OwnFigure);
