using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>Queries for quarter hours.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class QuarterHourQueries(DataConnection connection)
{
    /// <summary>A page of a POD's quarter hours that begin in an interval.</summary>
    public async Task<Page<QuarterHourRow>> QuarterHoursAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation)
    {
        var (name, from, to) = (pod.ToString(), within.Start.UsNotBefore(), within.End.UsNotBefore());
        if (page.Cursor is { } cursor)
            from = Math.Max(from, Cursor.Number(cursor, Cursor.Read(cursor, 1)[0]) + 1);
        var rows = await connection.GetTable<QuarterHourRecord>().Where(q => q.Pod == name && q.StartUs >= from && q.StartUs < to)
            .OrderBy(q => q.StartUs).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(q => q.Ordering), cancellation).ConfigureAwait(false);
        return page.Page(rows, q => Cursor.Write(Cursor.Part(q.StartUs)), q => Row(pod, q, seals));
    }

    private static QuarterHourRow Row(PodId pod, QuarterHourRecord q, Certifications seals) => new(
        pod,
        new MeasuredQuarterHour(
            QuarterHour.Of(q.StartUs.At()), new Energy(q.EnergyJ), (EnergyMethod)q.Method, q.CoveredS, (QuarterHourQuality)q.Quality),
        q.Version,
        new EventId($"{PodCommand.EntityKind}-{q.Pod}", q.EventNr),
        seals.Of(q.Ordering));
}
