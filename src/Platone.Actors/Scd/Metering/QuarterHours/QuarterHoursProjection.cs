using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>Quarter hours with their latest values, and their sums over the days and months of the POD's own time zone.</summary>
internal sealed class QuarterHoursProjection() : Projection(ProjectionName, ["quarter_hour", "quarter_hour_before", "day", "month", "pod_zone"],
    typeof(PodRegistered), typeof(QuarterHourMetered), typeof(QuarterHourCorrected), typeof(PodErased))
{
    public const string ProjectionName = "quarter-hours";

    private sealed record Key(string Pod, long StartUs);

    private sealed record DateKey(string Pod, string Date);

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var metered = entries.Select(Metered.Of).OfType<Metered>().Where(m => !erasures.Contains(m.Pod)).ToList();
        var calendars = await CalendarsAsync(connection, entries, metered, erasures, cancellation).ConfigureAwait(false);
        var quarterHours = await TouchedRows<Key, QuarterHourRecord>.ReadAsync(
            metered.Select(KeyOf),
            some => connection.GetTable<QuarterHourRecord>()
                .Join(some, q => new { q.Pod, q.StartUs }, k => new { k.Pod, k.StartUs }, (q, k) => q).ToListAsync(cancellation),
            q => new Key(q.Pod, q.StartUs)).ConfigureAwait(false);
        // A POD whose registration cannot be read any more has no calendar, so no days and months.
        var dated = metered.Where(m => calendars.ContainsKey(m.PodName)).ToList();
        var days = await SumsAsync<DayRecord>(connection, dated.Select(m => calendars[m.PodName].Day(m)), cancellation)
            .ConfigureAwait(false);
        var months = await SumsAsync<MonthRecord>(connection, dated.Select(m => calendars[m.PodName].Month(m)), cancellation)
            .ConfigureAwait(false);

        var replaced = new List<QuarterHourBeforeRecord>();
        foreach (var m in metered)
        {
            var before = quarterHours[KeyOf(m)];
            if (before is not null)
                replaced.Add(QuarterHourBeforeRecord.Of(before));
            var after = m.Record(before?.Version ?? 0);
            quarterHours.Put(KeyOf(m), after);
            if (!calendars.TryGetValue(m.PodName, out var calendar))
                continue;
            Add(days, calendar.Day(m), before, after, calendar.QuarterHoursInDay);
            Add(months, calendar.Month(m), before, after, calendar.QuarterHoursInMonth);
        }

        await quarterHours.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await connection.InsertAsync<QuarterHourBeforeRecord>(replaced, cancellation).ConfigureAwait(false);
        await days.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await months.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["quarter_hour", "quarter_hour_before", "day", "month", "pod_zone"], cancellation).ConfigureAwait(false);
    }

    private static Key KeyOf(Metered metered) => new(metered.PodName, metered.Measured.QuarterHour.Start.Us());

    private static async Task<Dictionary<string, PodCalendar>> CalendarsAsync(DataConnection connection,
        IReadOnlyList<JournalEntry> entries, List<Metered> metered, Erasures erasures, CancellationToken cancellation)
    {
        var zones = await TouchedRows<string, PodZoneRecord>.ReadAsync(
            metered.Select(m => m.PodName),
            some => connection.GetTable<PodZoneRecord>().Where(z => some.Contains(z.Pod)).ToListAsync(cancellation),
            z => z.Pod).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            if (entry.Event is PodRegistered { Registration: { } registration } e && !erasures.Contains(e.Id))
                zones.Put(e.Id.ToString(), new PodZoneRecord { Pod = e.Id.ToString(), TimeZone = registration.TimeZone });
        }
        await zones.WriteAsync(connection, cancellation).ConfigureAwait(false);
        return metered.Select(m => m.PodName).Distinct().Where(pod => zones[pod] is not null)
            .ToDictionary(pod => pod, pod => PodCalendar.Of(zones[pod]!.TimeZone));
    }

    private static Task<TouchedRows<DateKey, TRow>> SumsAsync<TRow>(DataConnection connection,
        IEnumerable<(string Pod, DateOnly Date)> keys, CancellationToken cancellation)
        where TRow : EnergyRecord => TouchedRows<DateKey, TRow>.ReadAsync(
            keys.Select(k => new DateKey(k.Pod, PodCalendar.Text(k.Date))),
            some => connection.GetTable<TRow>()
                .Join(some, s => new { s.Pod, s.Date }, k => new { k.Pod, k.Date }, (s, k) => s).ToListAsync(cancellation),
            s => new DateKey(s.Pod, s.Date));

    private static void Add<TRow>(TouchedRows<DateKey, TRow> sums, (string Pod, DateOnly Date) of, QuarterHourRecord? before,
        QuarterHourRecord after, Func<DateOnly, int> expected)
        where TRow : EnergyRecord, new()
    {
        var key = new DateKey(of.Pod, PodCalendar.Text(of.Date));
        var sum = sums[key] ?? new TRow { Pod = key.Pod, Date = key.Date, Expected = expected(of.Date) };
        sums.Put(key, sum with
        {
            ImportJ = checked(sum.ImportJ + Math.Max(after.EnergyJ, 0) - Math.Max(before?.EnergyJ ?? 0, 0)),
            ExportJ = checked(sum.ExportJ + Math.Max(-after.EnergyJ, 0) - Math.Max(-(before?.EnergyJ ?? 0), 0)),
            QuarterHours = sum.QuarterHours + (before is null ? 1 : 0),
            Doubtful = sum.Doubtful + Doubt(after) - (before is null ? 0 : Doubt(before)),
        });
    }

    private static int Doubt(QuarterHourRecord quarterHour) => quarterHour.Quality == (int)QuarterHourQuality.Good ? 0 : 1;
}
