using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Delivery;

namespace Platone.Actors.Markets;

/// <summary>
/// What the watch over delivery needs to know. Implemented over the read models in <c>Scd</c>; may be a little behind, and the watch looks
/// again.
/// </summary>
public interface IDeliveryReadings
{
    /// <summary>Sessions that have something activated and are delivering at an instant, in the order of their ids.</summary>
    Task<IReadOnlyList<MarketSessionId>> DeliveringAsync(DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Some PODs in a quarter hour that is running, one for each that was asked for.</summary>
    /// <param name="pods">Which.</param>
    /// <param name="quarterHour">Which quarter hour.</param>
    /// <param name="baselinesBefore">Only baselines recorded before this instant count: the gate's closing.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyDictionary<PodId, RunningQuarterHour>> RunningAsync(IReadOnlyCollection<PodId> pods, QuarterHour quarterHour,
        DateTimeOffset baselinesBefore, CancellationToken cancellation);
}
