using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Requests;

/// <summary>Requests of market sessions. <c>visibleTo</c> narrows a listing as <see cref="IMarketScd"/> says.</summary>
public interface IRequestScd
{
    /// <summary>Requests of a session in the order of their arrival.</summary>
    Task<Page<RequestRow>> RequestsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>One request of a session, or null.</summary>
    Task<RequestRow?> RequestAsync(MarketSessionId session, RequestId request, CancellationToken cancellation);
}
