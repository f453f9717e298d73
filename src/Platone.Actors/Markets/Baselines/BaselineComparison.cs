using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Baselines;

/// <summary>The baselines of a POD in a window, method by method, and how well each would have met the meter before (market, "Baselines").</summary>
/// <param name="First">First quarter hour of the window.</param>
/// <param name="Count">How many quarter hours it has.</param>
/// <param name="MeteredJoules">Metered energy of each quarter hour, J; null where there is none.</param>
/// <param name="Methods">The methods, the BRP's schedule first.</param>
/// <param name="IsRaised">Whether the meter before the window stands out from its history; null if too little is known.</param>
/// <param name="WindowW">Mean power in the adjustment window before it, W; null likewise.</param>
/// <param name="ThresholdW">Mean power that history exceeds in one day of twenty, W; null likewise.</param>
/// <param name="HistoryDays">How many days of history that is of.</param>
public sealed record BaselineComparison(QuarterHour First, int Count, ValueList<long?> MeteredJoules, ValueList<ComparedBaseline> Methods,
    bool? IsRaised, decimal? WindowW, decimal? ThresholdW, int HistoryDays)
{
    /// <summary>How many days before the window the methods are compared on.</summary>
    public const int ComparedDays = 30;

    /// <summary>Compares.</summary>
    /// <param name="history">The POD's meter, from the look-back of the earliest compared day on.</param>
    /// <param name="calendar">Kinds of days; those with set points are event days.</param>
    /// <param name="window">The window.</param>
    /// <param name="schedule">The schedule of the BRP by quarter hour, W: what was set last before the quarter hour began.</param>
    /// <param name="direction">Which way gaming would pay.</param>
    internal static BaselineComparison Of(MeterHistory history, DayCalendar calendar, EventWindow window,
        IReadOnlyDictionary<QuarterHour, long> schedule, Direction direction)
    {
        var (four, ten, mean) = (HighXOfY.FourOfFive, HighXOfY.TenOfTen, new MeterBeforeMeterAfter());
        (string Name, Func<EventWindow, BaselineEstimate?> Estimate)[] computed =
        [
            ("high-4-of-5", w => four.Estimate(history, calendar, w)),
            ("high-4-of-5-adjusted", w => new SameDayAdjustment(four).Estimate(history, calendar, w)),
            ("10-of-10", w => ten.Estimate(history, calendar, w)),
            ("10-of-10-adjusted", w => new SameDayAdjustment(ten).Estimate(history, calendar, w)),
            ("meter-before-after", w => mean.Estimate(history, w)),
            ("zero", BaselineEstimate.Zero),
        ];
        (string Name, Func<EventWindow, BaselineEstimate?> Estimate)[] declared = [("brp-schedule", w => OfSchedule(schedule, w))];
        var earlier = Enumerable.Range(1, ComparedDays).Select(days => DaysBefore(calendar.Zone, window, days)).OfType<EventWindow>().ToList();
        // The schedule on its own days: a POD that has none would leave the others nothing to be compared on.
        var accuracy = BaselineAccuracy.Compare(history, calendar, earlier, declared)
            .Concat(BaselineAccuracy.Compare(history, calendar, earlier, computed)).ToDictionary(a => a.Method);
        var methods = declared.Concat(computed).Select(m => Compared(m.Name, m.Estimate(window), accuracy.GetValueOrDefault(m.Name)));
        var flag = GamingFlag.Of(new SameDayAdjustment(ten), history, calendar, window, direction);
        return new BaselineComparison(window.First, window.Count, window.QuarterHours().Select(history.At).ToValueList(), methods.ToValueList(),
            flag?.IsRaised, flag?.WindowW, flag?.ThresholdW, flag?.Days ?? 0);
    }

    private static ComparedBaseline Compared(string name, BaselineEstimate? estimate, BaselineAccuracy? accuracy) => new(name, estimate?.Watts,
        estimate?.Days ?? [], accuracy?.Days ?? 0, accuracy?.BiasW, accuracy?.MeanAbsoluteErrorW, accuracy?.NormalisedBias,
        accuracy?.NormalisedError);

    private static BaselineEstimate? OfSchedule(IReadOnlyDictionary<QuarterHour, long> schedule, EventWindow window)
    {
        var watts = new long[window.Count];
        for (var i = 0; i < watts.Length; i++)
        {
            if (!schedule.TryGetValue(new QuarterHour(window.First.Index + i), out watts[i]))
                return null;
        }
        return new BaselineEstimate(BaselineMethod.BrpSchedule, PowerProfile.Of(watts.Length, i => watts[i]), []);
    }

    // The same local time; none on a day whose clocks skipped it.
    private static EventWindow? DaysBefore(TimeZoneInfo zone, EventWindow window, int days)
    {
        var local = TimeZoneInfo.ConvertTime(window.First.Start, zone).DateTime.AddDays(-days);
        if (zone.IsInvalidTime(local))
            return null;
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new EventWindow(QuarterHour.Of(new DateTimeOffset(local, offset)), window.Count);
    }
}

/// <summary>A method's baseline in a window, with its accuracy on days before it without an event.</summary>
/// <param name="Name">The method's name.</param>
/// <param name="Watts">W of each quarter hour; null if the method has none here.</param>
/// <param name="Days">Days of history it is the mean of; empty for methods without.</param>
/// <param name="ComparedDays">On how many days it was compared with the meter.</param>
/// <param name="BiasW">Mean of baseline less meter there, W: positive pays for nothing delivered; null without such a day.</param>
/// <param name="MeanAbsoluteErrorW">Mean of |baseline less meter| there, W; null likewise.</param>
/// <param name="NormalisedBias">The bias as a share of mean power; null likewise.</param>
/// <param name="NormalisedError">The error as a share of mean power; null likewise.</param>
public sealed record ComparedBaseline(string Name, PowerProfile? Watts, ValueList<DateOnly> Days, int ComparedDays, decimal? BiasW,
    decimal? MeanAbsoluteErrorW, decimal? NormalisedBias, decimal? NormalisedError);
