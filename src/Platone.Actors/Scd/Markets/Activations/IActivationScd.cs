using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Activations;

/// <summary>
/// Activations of awards and the set points they led to.
/// <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.
/// </summary>
public interface IActivationScd
{
    /// <summary>Activations of a session in order; to their requester and the aggregators of their awards, or all.</summary>
    Task<Page<ActivationRow>> ActivationsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>One activation of a session, or null.</summary>
    Task<ActivationRow?> ActivationAsync(MarketSessionId session, ActivationId activation, CancellationToken cancellation);

    /// <summary>Set points of a session in the order of PODs and intervals; of PODs the participant owns or was awarded with, or all.</summary>
    Task<Page<SetPointRow>> SetPointsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);
}
