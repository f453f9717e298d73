using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Retention;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>Queries for readings.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class ReadingQueries(DataConnection connection)
{
    /// <summary>A page of a POD's readings; of one instant in the order of node, epoch and seq.</summary>
    /// <exception cref="DetailDroppedException">The interval begins before what is kept.</exception>
    public async Task<Page<ReadingRow>> ReadingsAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation)
    {
        var (name, from, to) = (pod.ToString(), within.Start.UsNotBefore(), within.End.UsNotBefore());
        var readings = connection.GetTable<ReadingRecord>().Where(r => r.Pod == name && r.TimeUs < to);
        if (page.Cursor is { } cursor)
        {
            var key = Cursor.Read(cursor, 4);
            var (time, node) = (Cursor.Number(cursor, key[0]), key[1]);
            var (epoch, seq) = (Cursor.Number(cursor, key[2]), Cursor.Number(cursor, key[3]));
            // The first condition alone bounds the walk through the index; the second picks among the readings of one instant.
            from = Math.Max(from, time);
            readings = readings.Where(r => r.TimeUs >= from && (r.TimeUs > time || r.Node.CompareTo(node) > 0
                || (r.Node == node && (r.Epoch > epoch || (r.Epoch == epoch && r.Seq > seq)))));
        }
        else
        {
            readings = readings.Where(r => r.TimeUs >= from);
        }

        var rows = await readings.OrderBy(r => r.TimeUs).ThenBy(r => r.Node).ThenBy(r => r.Epoch).ThenBy(r => r.Seq)
            .Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        // Asked after the rows: they go only when this is there.
        if (await ReadingRetention.DroppedBeforeAsync(connection, cancellation).ConfigureAwait(false) is { } before && within.Start < before)
            throw new DetailDroppedException(before);
        var seals = await Certifications.ReadAsync(connection, rows.Select(r => r.Ordering), cancellation).ConfigureAwait(false);
        return page.Page(rows,
            r => Cursor.Write(Cursor.Part(r.TimeUs), r.Node, Cursor.Part(r.Epoch), Cursor.Part(r.Seq)),
            r => new ReadingRow(LightNodeId.Parse(r.Node), ReadingOf(r),
                new EventId($"{LightNodeCommand.EntityKind}-{r.Node}", r.EventNr), r.Unit, seals.Of(r.Ordering)));
    }

    /// <summary>The reading in a row.</summary>
    public static Reading ReadingOf(ReadingRecord r) => new(r.Epoch, r.Seq, r.TimeUs.At())
    {
        ActivePowerW = r.ActivePowerW,
        ReactivePowerVar = r.ReactivePowerVar,
        VoltageMv = r.VoltageMv,
        CurrentMa = r.CurrentMa,
        ImportWh = r.ImportWh,
        ExportWh = r.ExportWh,
        TemperatureMilliC = r.TemperatureMilliC,
        Ems = r.Ems,
        Bms = r.Bms,
        Quality = (ReadingQuality)r.Quality,
    };
}
