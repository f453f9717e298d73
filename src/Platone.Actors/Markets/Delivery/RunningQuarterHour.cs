using System.Collections.Immutable;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.QuarterHours;

namespace Platone.Actors.Markets.Delivery;

/// <summary>A POD in the quarter hour that is running.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="BaselineW">What it is expected to take without activation, W.</param>
/// <param name="ProjectedJoules">What it will have taken at the end, J; null if its readings do not tell yet.</param>
/// <param name="Through">Time of its latest reading, UTC; null if there is none in the quarter hour.</param>
public sealed record RunningQuarterHour(PodId Pod, long BaselineW, long? ProjectedJoules, DateTimeOffset? Through)
{
    /// <summary>How far into a quarter hour a POD must have been read before anything is projected: a third of it.</summary>
    public static TimeSpan LeastSeen { get; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Extrapolates a POD's readings: the quarter hour's energy as it is found when it closes (<see cref="QuarterHourEnergy"/>), with the
    /// last power held to the end. Nothing, before it has been read <see cref="LeastSeen"/> into it.
    /// </summary>
    /// <param name="pod">The POD.</param>
    /// <param name="quarterHour">Which.</param>
    /// <param name="baselineW">W; null counts as 0.</param>
    /// <param name="readings">Those of the quarter hour so far and of the one before, in order of time.</param>
    public static RunningQuarterHour Of(PodId pod, QuarterHour quarterHour, long? baselineW, IEnumerable<Reading> readings)
    {
        var samples = readings.Select(Sample.Of).ToImmutableArray();
        var (start, end) = (QuarterHourEnergy.StartOf(quarterHour), QuarterHourEnergy.StartOf(quarterHour.Next));
        long? last = null;
        foreach (var sample in samples)
        {
            if (sample.PowerW is not null && sample.At >= start && sample.At < end)
                last = sample.At;
        }
        DateTimeOffset? through = last is { } at ? Instant.FromMicroseconds(at) : null;
        var projected = through >= quarterHour.Start + LeastSeen
            ? QuarterHourEnergy.Compute(quarterHour, [.. samples.Where(s => s.At < end)])?.Energy.Joules
            : null;
        return new RunningQuarterHour(pod, baselineW ?? 0, projected, through);
    }
}
