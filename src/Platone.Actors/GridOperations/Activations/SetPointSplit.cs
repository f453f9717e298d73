using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering;

namespace Platone.Actors.GridOperations.Activations;

/// <summary>
/// The grid operator's split of an activation into POD set points (grid, "Grid operator", 6): what all activations of a POD and interval
/// come to, taken from its baseline. The parts of an award add up to it exactly, in watts.
/// </summary>
internal static class SetPointSplit
{
    /// <summary>The set points of an activation.</summary>
    /// <param name="outcome">The session.</param>
    /// <param name="activation">The activation, one of the session's.</param>
    /// <param name="meters">The PODs' baselines over the session's intervals; where one is missing, 0 W.</param>
    public static ValueList<IssuedSetPoint> Of(SessionOutcome outcome, Activation activation, MeterData meters)
    {
        var terms = outcome.Terms ?? throw new ArgumentException($"session {outcome.Id} was never opened", nameof(outcome));
        return ActivatedPower.PerPod(outcome.Awards, outcome.Offers, outcome.Activations, activation).Select(p =>
        {
            var baseline = meters.Pods[p.Pod].BaselineW[p.Interval] ?? 0;
            var interval = terms.Interval(p.Interval);
            // One for each POD, interval and activation, and the same whenever it is made again.
            var id = $"{outcome.Id}.{activation.Id}.{p.Interval}.{p.Pod}";
            return new IssuedSetPoint(p.Pod, p.Interval, baseline, p.UpW, p.DownW,
                new SetPoint(id, interval.Start, interval.End, baseline - p.UpW + p.DownW));
        }).ToValueList();
    }

    /// <summary>The PODs of an activation, in order.</summary>
    public static IReadOnlyList<PodId> Pods(SessionOutcome outcome, Activation activation) =>
        [.. outcome.Awards.Where(a => activation.Awards.Contains(a.Id)).SelectMany(a => a.Parts).Select(p => p.Pod).Distinct().Order()];
}
