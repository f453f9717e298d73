using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets;

/// <summary>
/// Which sessions were settled with what, so that a correction finds them. Implemented over the read models in <c>Scd</c>; waits until these
/// have read as much of the journal as the caller.
/// </summary>
public interface ISettledSessions
{
    /// <summary>The sessions that have lines of some PODs in some quarter hours, in the order of their ids.</summary>
    /// <param name="quarterHours">PODs and quarter hours; may have doubles.</param>
    /// <param name="throughOrdering">Waits until the read models have reached this position of the journal.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<MarketSessionId>> WithLinesAsync(IReadOnlyCollection<(PodId Pod, QuarterHour QuarterHour)> quarterHours,
        long throughOrdering, CancellationToken cancellation);

    /// <summary>
    /// The lines of a version of a settlement in their order; null if some are of PODs that were erased since, so that nobody can settle
    /// them again. Waits until the version is there.
    /// </summary>
    Task<ValueList<SettlementLine>?> LinesAsync(MarketSessionId session, int version, CancellationToken cancellation);
}
