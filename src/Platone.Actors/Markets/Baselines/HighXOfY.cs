using Platone.Actors.Kernel;

namespace Platone.Actors.Markets.Baselines;

/// <summary>
/// The mean, quarter hour by quarter hour at the same local time, of the X days with the most energy in the event's window, out of the Y
/// latest days of the same type without an event. The established type-I baseline: PJM uses the highest 4 of 5 workdays, CAISO all 10 of
/// 10 within 45 days, NYISO 5 of 10; compared in EnerNOC's white paper "The Demand Response Baseline".
/// </summary>
/// <param name="X">How many days it is the mean of.</param>
/// <param name="Y">How many days they are chosen from, X at least.</param>
/// <param name="LookbackDays">How many calendar days back they may lie.</param>
internal sealed record HighXOfY(int X, int Y, int LookbackDays = 45)
{
    /// <summary>The highest 4 of 5.</summary>
    public static HighXOfY FourOfFive { get; } = new(4, 5);

    /// <summary>All of 10.</summary>
    public static HighXOfY TenOfTen { get; } = new(10, 10);

    /// <summary>The baseline of an event.</summary>
    /// <param name="history">The POD's meter; the event's own day has no influence.</param>
    /// <param name="calendar">Kinds of days.</param>
    /// <param name="window">The event.</param>
    /// <returns>Null if fewer than X days can be used.</returns>
    public BaselineEstimate? Estimate(MeterHistory history, DayCalendar calendar, EventWindow window)
    {
        var days = Select(history, calendar, window, window);
        return days.Count == 0
            ? null
            : new BaselineEstimate(BaselineMethod.HighXOfY, BaselineEstimate.Rounded(Means(history, window, days)), Dates(calendar, window, days));
    }

    /// <summary>The chosen days, as calendar days before the event's, oldest first; none if there are too few.</summary>
    /// <param name="history">The POD's meter.</param>
    /// <param name="calendar">Kinds of days.</param>
    /// <param name="window">The event: it ranks the days.</param>
    /// <param name="needed">What must be metered of a day besides the window.</param>
    internal IReadOnlyList<int> Select(MeterHistory history, DayCalendar calendar, EventWindow window, EventWindow needed)
    {
        var day = calendar.DayOf(window.First);
        var candidates = new List<(int Before, long Joules)>(Y);
        for (var before = 1; before <= LookbackDays && candidates.Count < Y; before++)
        {
            if (calendar.IsLike(day.AddDays(-before), day) && history.DaysBefore(needed, before) is not null
                && history.DaysBefore(window, before) is { } joules)
                candidates.Add((before, joules));
        }
        // Among equals the later day; OrderByDescending is stable.
        return candidates.Count < X ? [] : [.. candidates.OrderByDescending(c => c.Joules).Take(X).Select(c => c.Before).OrderDescending()];
    }

    /// <summary>Mean power of days at the local times of a window, W, unrounded.</summary>
    internal static IReadOnlyList<decimal> Means(MeterHistory history, EventWindow window, IReadOnlyList<int> days) =>
    [
        .. window.QuarterHours().Select(quarterHour =>
            BaselineEstimate.MeanWatts(days.Sum(before => (decimal)history.DaysBefore(quarterHour, before)!.Value), days.Count)),
    ];

    /// <summary>The dates of days before an event.</summary>
    internal static ValueList<DateOnly> Dates(DayCalendar calendar, EventWindow window, IReadOnlyList<int> days) =>
        days.Select(before => calendar.DayOf(window.First).AddDays(-before)).ToValueList();
}
