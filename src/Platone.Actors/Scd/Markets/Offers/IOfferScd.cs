using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Offers;

/// <summary>
/// Offers of market sessions, and what may be offered.
/// <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.
/// </summary>
public interface IOfferScd
{
    /// <summary>Offers of a session in the order of their arrival.</summary>
    Task<Page<OfferRow>> OffersAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>One offer of a session, or null.</summary>
    Task<OfferRow?> OfferAsync(MarketSessionId session, OfferId offer, CancellationToken cancellation);

    /// <summary>
    /// Of some PODs those that are in a portfolio of an aggregator through all of an interval, each its own, with what an offer says of them;
    /// without power.
    /// </summary>
    /// <param name="aggregator">Whose portfolio it must be.</param>
    /// <param name="portfolio">The portfolio.</param>
    /// <param name="pods">Which PODs, and when each is to deliver.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyDictionary<PodId, OfferedPod>> OfferablePodsAsync(ParticipantId aggregator, PortfolioId portfolio,
        IReadOnlyDictionary<PodId, Interval> pods, CancellationToken cancellation);
}
