using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Scd.Retention;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>
/// The recorded readings of a light node, from the SCD; from the journal where their rows were dropped. Waits until the SCD has what it is
/// asked for.
/// </summary>
/// <param name="store">The SCD.</param>
/// <param name="journal">The journal.</param>
/// <param name="clock">For the pauses of the wait.</param>
public sealed class ReadingHistory(ScdStore store, IJournalRows journal, TimeProvider clock) : IReadingHistory
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<Reading>> ReadingsAsync(LightNodeId node, Interval within, long throughSequenceNr,
        CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        return await Catching.UpAsync(clock, () => TryReadAsync(connection, node, within, throughSequenceNr, cancellation), cancellation)
            .ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Reading>?> TryReadAsync(DataConnection connection, LightNodeId node, Interval within,
        long throughSequenceNr, CancellationToken cancellation)
    {
        // One snapshot: a rebuild between the two questions would leave out readings.
        await using var snapshot = await store.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
        if (!await KnowsAsync(connection, node, throughSequenceNr, cancellation).ConfigureAwait(false))
            return null;
        // Not what is left of it: a quarter hour corrected from some of its readings would be wrong. An erased node has none.
        if (await ReadingRetention.DroppedBeforeAsync(connection, cancellation).ConfigureAwait(false) > within.Start)
            return await new JournalReadings(journal).ReadAsync(node, within, throughSequenceNr, cancellation).ConfigureAwait(false);

        var (name, from, to) = (node.ToString(), within.Start.UsNotBefore(), within.End.UsNotBefore());
        // The table is in the order of PODs; a node has one for life.
        var readings = await (
            from n in connection.GetTable<LightNodeRecord>()
            where n.Node == name
            join r in connection.GetTable<ReadingRecord>() on n.Pod equals r.Pod
            where r.TimeUs >= @from && r.TimeUs < to && r.Node == name
            orderby r.TimeUs, r.EventNr, r.Unit
            select r).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. readings.Select(ReadingQueries.ReadingOf)];
    }

    // The projection of nodes says how far it knows this one; the readings are there if their projection is not behind that one.
    private static async Task<bool> KnowsAsync(DataConnection connection, LightNodeId node, long throughSequenceNr,
        CancellationToken cancellation)
    {
        if (throughSequenceNr <= 0)
            return true;
        var known = await connection.QueryToListAsync<Known>("""
            select coalesce((select last_event_nr from light_node where node = @node), 0) as event_nr,
                coalesce((select ordering from projection_offset where projection = 'light-nodes'), 0) as nodes,
                coalesce((select ordering from projection_offset where projection = 'readings'), 0) as readings,
                (select count(*) from erased where projection = 'light-nodes' and pseudonym = @node) as erased
            """, cancellation, new DataParameter("node", node.ToString())).ConfigureAwait(false);
        return known[0].Erased > 0 || (known[0].EventNr >= throughSequenceNr && known[0].Readings >= known[0].Nodes);
    }

    private sealed class Known
    {
        [Column("event_nr")]
        public long EventNr { get; init; }

        [Column("nodes")]
        public long Nodes { get; init; }

        [Column("readings")]
        public long Readings { get; init; }

        [Column("erased")]
        public long Erased { get; init; }
    }
}
