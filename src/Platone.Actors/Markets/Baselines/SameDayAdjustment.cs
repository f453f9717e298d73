using Platone.Actors.Kernel;

namespace Platone.Actors.Markets.Baselines;

/// <summary>
/// Adjusts a baseline of history to the event's own day, by a window that ends one hour before the event, so that what a customer does on
/// being told of it has no influence. The ratio of the meter to the baseline in that window, clamped to 0.8 to 1.2 (CAISO's 20 % cap),
/// multiplies the baseline; where net load can be zero or negative (the meter or the baseline of the window or of any quarter hour of the
/// event is), a ratio means nothing, and the difference is added, as in PJM's symmetric additive adjustment.
/// </summary>
/// <param name="Days">Which days of history.</param>
internal sealed record SameDayAdjustment(HighXOfY Days)
{
    /// <summary>Length of the window, quarter hours (two hours).</summary>
    public int Length { get; init; } = 2 * EventWindow.AnHour;

    /// <summary>Quarter hours between the window and the event (one hour).</summary>
    public int Gap { get; init; } = EventWindow.AnHour;

    /// <summary>The smallest ratio.</summary>
    public decimal LowestRatio { get; init; } = 0.8m;

    /// <summary>The largest ratio.</summary>
    public decimal HighestRatio { get; init; } = 1.2m;

    /// <summary>The window of an event.</summary>
    public EventWindow WindowOf(EventWindow window) => window.Before(Length, Gap);

    /// <summary>The adjusted baseline of an event.</summary>
    /// <param name="history">The POD's meter.</param>
    /// <param name="calendar">Kinds of days.</param>
    /// <param name="window">The event.</param>
    /// <returns>Null if too few days can be used; unadjusted if the window was not metered on the event's own day.</returns>
    public BaselineEstimate? Estimate(MeterHistory history, DayCalendar calendar, EventWindow window)
    {
        var before = WindowOf(window);
        if (history.DaysBefore(before, 0) is not { } metered)
            return Days.Estimate(history, calendar, window);
        var days = Days.Select(history, calendar, window, before);
        if (days.Count == 0)
            return null;
        var unadjusted = HighXOfY.Means(history, window, days);
        var expected = HighXOfY.Means(history, before, days).Sum() / Length;
        var actual = BaselineEstimate.MeanWatts(metered, Length);
        var dates = HighXOfY.Dates(calendar, window, days);
        if (actual <= 0 || expected <= 0 || unadjusted.Any(w => w <= 0))
            return Estimate([.. unadjusted.Select(w => w + actual - expected)], dates, new BaselineAdjustment(null, actual - expected));
        var ratio = Math.Clamp(actual / expected, LowestRatio, HighestRatio);
        return Estimate([.. unadjusted.Select(w => w * ratio)], dates, new BaselineAdjustment(ratio, null));
    }

    private static BaselineEstimate Estimate(IReadOnlyList<decimal> watts, ValueList<DateOnly> days, BaselineAdjustment adjustment) =>
        new(BaselineMethod.HighXOfYAdjusted, BaselineEstimate.Rounded(watts), days, adjustment);
}
