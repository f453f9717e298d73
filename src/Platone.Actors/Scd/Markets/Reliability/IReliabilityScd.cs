using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Reliability;

/// <summary>How reliable portfolios and offers are. <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.</summary>
public interface IReliabilityScd
{
    /// <summary>Whose a portfolio is; null if there is no such portfolio.</summary>
    Task<ParticipantId?> PortfolioOwnerAsync(PortfolioId portfolio, CancellationToken cancellation);

    /// <summary>How a portfolio delivered in each settled session, by the latest version of its settlement; in the order of recording.</summary>
    Task<IReadOnlyList<PortfolioDeliveryRow>> DeliveriesAsync(PortfolioId portfolio, CancellationToken cancellation);

    /// <summary>How reliable a session's offers were taken to be, in the order of their ids; the participant's own, or all.</summary>
    Task<Page<OfferReliabilityRow>> ReliabilitiesAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation);
}
