using System.Collections.Immutable;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Baselines;

/// <summary>The input of a comparison of baselines.</summary>
internal static class BaselineComparisonQueries
{
    // The look-back of the earliest day compared, and what meter-before-after needs behind the window.
    private const int LookbackDays = BaselineComparison.ComparedDays + 47;
    private const int QuarterHoursAfter = 4 * EventWindow.AnHour;

    /// <summary>Compares the baselines of a POD in a window; null if nothing is known of the POD.</summary>
    public static async Task<BaselineComparison?> CompareBaselinesAsync(this DataConnection connection, PodId pod, QuarterHour first, int count,
        Direction direction, CancellationToken cancellation)
    {
        var name = pod.ToString();
        var zoneName = await connection.GetTable<PodZoneRecord>().Where(z => z.Pod == name).Select(z => z.TimeZone)
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (zoneName is null)
            return null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var (from, to) = (first.Start.AddDays(-LookbackDays).Us(), new QuarterHour(first.Index + count + QuarterHoursAfter).Start.Us());
        var metered = await connection.GetTable<QuarterHourRecord>().Where(q => q.Pod == name && q.StartUs >= from && q.StartUs < to)
            .ToListAsync(cancellation).ConfigureAwait(false);
        // A schedule set when the quarter hour had begun says what was known by then.
        var schedule = new Dictionary<QuarterHour, long>();
        foreach (var set in await connection.GetTable<BaselineRecord>()
            .Where(b => b.Pod == name && b.StartUs >= from && b.StartUs < to && b.AtUs < b.StartUs).OrderBy(b => b.EventNr)
            .ToListAsync(cancellation).ConfigureAwait(false))
            schedule[QuarterHour.Of(set.StartUs.At())] = set.PowerW;
        var events = await connection.GetTable<SetPointRecord>().Where(s => s.Pod == name && s.ValidUntilUs > from && s.ValidFromUs < to)
            .Select(s => s.ValidFromUs).ToListAsync(cancellation).ConfigureAwait(false);
        var calendar = new DayCalendar(zone, [], events.Select(at => DeliveryDay.Of(at.At(), zone).Date).ToImmutableSortedSet());
        var history = new MeterHistory(zone, metered.Select(q => new MeasuredQuarterHour(QuarterHour.Of(q.StartUs.At()), new Energy(q.EnergyJ),
            (EnergyMethod)q.Method, q.CoveredS, (QuarterHourQuality)q.Quality)));
        return BaselineComparison.Of(history, calendar, new EventWindow(first, count), schedule, direction);
    }
}
