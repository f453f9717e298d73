using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Disputes;

/// <summary>Disputes of settlement lines. <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.</summary>
public interface IDisputeScd
{
    /// <summary>A session's disputes in the order of their arrival: those of the participant's lines, or all.</summary>
    Task<Page<DisputeRow>> DisputesAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>A dispute; null if there is none.</summary>
    Task<DisputeRow?> DisputeAsync(MarketSessionId session, DisputeId dispute, CancellationToken cancellation);
}
