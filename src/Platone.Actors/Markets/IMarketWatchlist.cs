using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets;

/// <summary>
/// Which sessions the market clock must wake. Implemented over the read models in <c>Scd</c>, so it may be a little behind; the session
/// decides again, and a wake-up for nothing has no effect.
/// </summary>
public interface IMarketWatchlist
{
    /// <summary>Open sessions whose gate closes at or before an instant, in the order of their ids.</summary>
    Task<IReadOnlyList<MarketSessionId>> GatesDueAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>
    /// Cleared sessions whose validation is overdue and still to come, in the order of their ids, each with the event that cleared it.
    /// </summary>
    Task<IReadOnlyList<(MarketSessionId Session, EventId Cleared)>> ValidationsOverdueAsync(CancellationToken cancellation);

    /// <summary>Published sessions whose delivery and time for late readings are over at an instant, in the order of their ids.</summary>
    Task<IReadOnlyList<MarketSessionId>> DeliveriesDueAsync(DateTimeOffset now, CancellationToken cancellation);
}
