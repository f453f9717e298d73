using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Baselines;

/// <summary>Queries for baselines.</summary>
internal static class BaselineQueries
{
    /// <summary>A page of a POD's baseline as last set: quarter hours that begin in an interval, in order.</summary>
    public static async Task<Page<BaselineRow>> BaselinesAsync(this DataConnection connection, PodId pod, Interval within, PageRequest page,
        CancellationToken cancellation)
    {
        var (name, from, to) = (pod.ToString(), within.Start.UsNotBefore(), within.End.UsNotBefore());
        if (page.Cursor is { } cursor)
            from = Math.Max(from, Cursor.Number(cursor, Cursor.Read(cursor, 1)[0]) + 1);
        var all = connection.GetTable<BaselineRecord>();
        var rows = await all.Where(b => b.Pod == name && b.StartUs >= from && b.StartUs < to
                && b.EventNr == all.Where(x => x.Pod == b.Pod && x.StartUs == b.StartUs).Max(x => x.EventNr))
            .OrderBy(b => b.StartUs).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(b => b.Ordering), cancellation).ConfigureAwait(false);
        return page.Page(rows, b => Cursor.Write(Cursor.Part(b.StartUs)), b => new BaselineRow(pod,
            QuarterHour.Of(b.StartUs.At()), b.PowerW, new ParticipantId(b.Brp), b.AtUs.At(), new EventId(pod.Subject, b.EventNr), seals.Of(b.Ordering)));
    }
}
