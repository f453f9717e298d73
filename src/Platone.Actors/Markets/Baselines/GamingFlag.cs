using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Baselines;

/// <summary>
/// Whether a POD's meter in the adjustment window stands out from its own history: someone who is told of an event can raise consumption
/// there, have the baseline adjusted upwards, and be paid for a reduction that never was. That baselines of experienced participants run
/// high has been shown by Chen and Kleit, "Money for Nothing? Why FERC Order 745 Should Have Died", The Energy Journal 37(2), 2016; the FERC
/// fined two paper mills that had shut down their own generation while their baseline was set (Lincoln Paper and Tissue, 144 FERC 61,162,
/// 2013). A flag is for a person to look at; it changes no amount.
/// </summary>
/// <param name="IsRaised">Whether the window lies beyond the quantile of its history.</param>
/// <param name="WindowW">Mean power in the window, W.</param>
/// <param name="ThresholdW">Mean power at the quantile of history, W.</param>
/// <param name="Quantile">Which quantile.</param>
/// <param name="Days">How many days of history it is of.</param>
internal sealed record GamingFlag(bool IsRaised, decimal WindowW, decimal ThresholdW, decimal Quantile, int Days)
{
    /// <summary>Days without which history says too little.</summary>
    public const int FewestDays = 5;

    /// <summary>The quantile where none is stated.</summary>
    public const decimal StandardQuantile = 0.95m;

    /// <summary>
    /// Compares the adjustment window of an event with the same local time of the days of the same type without an event in the look-back
    /// of the adjustment's history.
    /// </summary>
    /// <param name="adjustment">Whose window.</param>
    /// <param name="history">The POD's meter.</param>
    /// <param name="calendar">Kinds of days.</param>
    /// <param name="window">The event.</param>
    /// <param name="direction">Upwards it pays to have consumed more before; downwards, less.</param>
    /// <param name="quantile">
    /// More than 0, less than 1: the smallest value that this share of history does not exceed (the inverse of the empirical distribution;
    /// Hyndman and Fan 1996, type 1).
    /// </param>
    /// <returns>Null if the window was not metered, or too few days were.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The quantile is no such number.</exception>
    public static GamingFlag? Of(SameDayAdjustment adjustment, MeterHistory history, DayCalendar calendar, EventWindow window,
        Direction direction = Direction.Up, decimal quantile = StandardQuantile)
    {
        if (quantile is <= 0 or >= 1)
            throw new ArgumentOutOfRangeException(nameof(quantile), quantile, "must be more than 0 and less than 1");
        var before = adjustment.WindowOf(window);
        if (history.DaysBefore(before, 0) is not { } metered)
            return null;
        // Downwards everything is mirrored.
        var sign = direction == Direction.Up ? 1 : -1;
        var day = calendar.DayOf(window.First);
        var past = new List<long>();
        for (var days = 1; days <= adjustment.Days.LookbackDays; days++)
        {
            if (calendar.IsLike(day.AddDays(-days), day) && history.DaysBefore(before, days) is { } joules)
                past.Add(sign * joules);
        }
        if (past.Count < FewestDays)
            return null;
        past.Sort();
        var threshold = past[(int)decimal.Ceiling(quantile * past.Count) - 1];
        return new GamingFlag(sign * metered > threshold, BaselineEstimate.MeanWatts(metered, before.Count),
            BaselineEstimate.MeanWatts(sign * threshold, before.Count), quantile, past.Count);
    }
}
