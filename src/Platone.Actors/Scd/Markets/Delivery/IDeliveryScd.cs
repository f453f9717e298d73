using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Delivery;

/// <summary>
/// How delivery goes: projected shortfalls, and what is done about them.
/// <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.
/// </summary>
public interface IDeliveryScd
{
    /// <summary>
    /// Projected shortfalls of a session's delivery as they were recorded; to the requester, to aggregators with their own awards only, or all.
    /// </summary>
    Task<Page<AlarmRow>> AlarmsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>What is to be done about shortfalls of a request.</summary>
    Task<DeliveryPolicy> DeliveryPolicyAsync(MarketSessionId session, RequestId request, CancellationToken cancellation);
}
