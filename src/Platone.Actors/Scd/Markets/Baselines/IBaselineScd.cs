using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;
using Platone.Actors.Scd.Listings;

namespace Platone.Actors.Scd.Markets.Baselines;

/// <summary>Baselines of PODs.</summary>
public interface IBaselineScd
{
    /// <summary>A POD's baseline as last set, in order.</summary>
    Task<Page<BaselineRow>> BaselinesAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation);

    /// <summary>The baselines of a POD in a window side by side, with their accuracy; null if nothing is known of the POD.</summary>
    Task<BaselineComparison?> CompareBaselinesAsync(PodId pod, QuarterHour first, int count, Direction direction, CancellationToken cancellation);
}
