using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Baselines;

/// <summary>
/// The mean of the meter before and after an event, the same for all of it. The windows and the hour skipped on either side, in which a
/// customer prepares and recovers, are those of PJM's "same day (3+2)" (Manual 11): three hours before, two after. Needs no history, and is
/// apt only for PODs whose load is flat but for the event.
/// </summary>
internal sealed record MeterBeforeMeterAfter
{
    /// <summary>Quarter hours before the event.</summary>
    public int Before { get; init; } = 3 * EventWindow.AnHour;

    /// <summary>Quarter hours after the event.</summary>
    public int After { get; init; } = 2 * EventWindow.AnHour;

    /// <summary>Quarter hours left out on either side.</summary>
    public int Gap { get; init; } = EventWindow.AnHour;

    /// <summary>The baseline of an event.</summary>
    /// <param name="history">The POD's meter.</param>
    /// <param name="window">The event.</param>
    /// <returns>Null unless both windows were metered.</returns>
    public BaselineEstimate? Estimate(MeterHistory history, EventWindow window)
    {
        if (history.DaysBefore(window.Before(Before, Gap), 0) is not { } before
            || history.DaysBefore(window.After(After, Gap), 0) is not { } after)
            return null;
        var watts = BaselineEstimate.MeanWatts((decimal)before + after, Before + After);
        return new BaselineEstimate(BaselineMethod.MeterBeforeMeterAfter,
            PowerProfile.Of(window.Count, _ => (long)decimal.Round(watts, MidpointRounding.ToEven)), []);
    }
}
