using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Baselines;

/// <summary>A baseline, and what it was made of.</summary>
/// <param name="Method">How.</param>
/// <param name="Watts">W, one value for each quarter hour of the event, rounded once, half to even.</param>
/// <param name="Days">Days of history it is the mean of, in order; empty for methods without.</param>
/// <param name="Adjustment">How it was adjusted to the event's day; null if it was not.</param>
internal sealed record BaselineEstimate(
    BaselineMethod Method, PowerProfile Watts, ValueList<DateOnly> Days, BaselineAdjustment? Adjustment = null)
{
    /// <summary>The baseline of a POD that only runs for orders: no power.</summary>
    public static BaselineEstimate Zero(EventWindow window) => new(BaselineMethod.Zero, PowerProfile.Zero(window.Count), []);

    /// <summary>
    /// The BRP's schedule: of those for the event, the last that was journalled before gate closure. One that came later cannot be chosen
    /// in the knowledge of what was ordered.
    /// </summary>
    /// <param name="schedules">W for each quarter hour of the event, with when each was journalled, in the journal's order.</param>
    /// <param name="gateClosesAt">From this instant on it is too late.</param>
    /// <returns>Null if none was in time.</returns>
    public static BaselineEstimate? OfSchedule(
        IEnumerable<(DateTimeOffset RecordedAt, PowerProfile Watts)> schedules, DateTimeOffset gateClosesAt)
    {
        BaselineEstimate? last = null;
        foreach (var (recordedAt, watts) in schedules)
        {
            if (recordedAt < gateClosesAt)
                last = new BaselineEstimate(BaselineMethod.BrpSchedule, watts, []);
        }
        return last;
    }

    /// <summary>Whole watts from exact ones.</summary>
    internal static PowerProfile Rounded(IReadOnlyList<decimal> watts) =>
        PowerProfile.Of(watts.Count, i => (long)decimal.Round(watts[i], MidpointRounding.ToEven));

    /// <summary>Mean power of energy over quarter hours, W.</summary>
    internal static decimal MeanWatts(decimal joules, int quarterHours) => joules / (quarterHours * QuarterHour.Seconds);
}

/// <summary>How a baseline was adjusted; one of the two.</summary>
/// <param name="Ratio">What it was multiplied by, after clamping.</param>
/// <param name="ShiftW">What was added, W.</param>
internal sealed record BaselineAdjustment(decimal? Ratio, decimal? ShiftW);
