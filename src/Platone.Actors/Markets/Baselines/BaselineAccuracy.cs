using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Markets.Baselines;

/// <summary>
/// How well a method would have met the meter on days without an event, where the meter is what a baseline should have been (market,
/// "Baselines": shown side by side).
/// </summary>
/// <param name="Method">What it is called.</param>
/// <param name="Days">Days compared.</param>
/// <param name="BiasW">Mean of baseline less meter, W: positive is too high, which pays for nothing delivered.</param>
/// <param name="MeanAbsoluteErrorW">Mean of |baseline less meter|, W.</param>
/// <param name="MeanW">Mean |power| of the meter, W: what the other two are normalised by.</param>
internal sealed record BaselineAccuracy(string Method, int Days, decimal BiasW, decimal MeanAbsoluteErrorW, decimal MeanW)
{
    /// <summary>Bias as a share of mean power; 0 if there was none.</summary>
    public decimal NormalisedBias => MeanW == 0 ? 0 : BiasW / MeanW;

    /// <summary>Mean absolute error as a share of mean power; 0 if there was none.</summary>
    public decimal NormalisedError => MeanW == 0 ? 0 : MeanAbsoluteErrorW / MeanW;

    /// <summary>Compares methods over the same events: those days count for which every method has a baseline and the meter is known.</summary>
    /// <param name="history">The POD's meter.</param>
    /// <param name="calendar">Kinds of days; those with an event are left out.</param>
    /// <param name="events">Windows to pretend an event in, no two on one day.</param>
    /// <param name="methods">Names and methods; null where a method has no baseline.</param>
    /// <returns>One for each method, in their order; with no day in common, none.</returns>
    public static ValueList<BaselineAccuracy> Compare(MeterHistory history, DayCalendar calendar, IEnumerable<EventWindow> events,
        IReadOnlyList<(string Name, Func<EventWindow, BaselineEstimate?> Estimate)> methods)
    {
        var (days, intervals, power) = (0, 0, 0m);
        var errors = new (decimal Sum, decimal Absolute)[methods.Count];
        foreach (var window in events)
        {
            if (calendar.EventDays.Contains(calendar.DayOf(window.First)) || history.DaysBefore(window, 0) is null)
                continue;
            var estimates = methods.Select(m => m.Estimate(window)).ToList();
            if (estimates.Contains(null))
                continue;
            days++;
            for (var i = 0; i < window.Count; i++)
            {
                var metered = BaselineEstimate.MeanWatts(history.At(new QuarterHour(window.First.Index + i))!.Value, 1);
                intervals++;
                power += Math.Abs(metered);
                for (var m = 0; m < errors.Length; m++)
                {
                    var error = estimates[m]!.Watts[i] - metered;
                    errors[m] = (errors[m].Sum + error, errors[m].Absolute + Math.Abs(error));
                }
            }
        }
        return days == 0
            ? []
            : errors.Select((e, m) => new BaselineAccuracy(methods[m].Name, days, e.Sum / intervals, e.Absolute / intervals, power / intervals))
                .ToValueList();
    }
}
