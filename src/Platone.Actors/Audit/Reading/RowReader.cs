using System.Globalization;
using Platone.Actors.Audit.Replays;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Log;
using Platone.Actors.Serialization;

namespace Platone.Actors.Audit.Reading;

/// <summary>
/// Reads streams for replays: opens each row once, for its replay and for its leaf. One works alone; several may work side by side, each
/// with findings and tiles of its own.
/// </summary>
internal sealed class RowReader
{
    private readonly AuditStores _stores;
    private readonly JournalStreams _streams;
    private readonly LeafCheck _leaves;

    /// <summary>A reader under a checkpoint.</summary>
    public RowReader(AuditStores stores, JournalStreams streams, LogStore log, StoredCheckpoint checkpoint)
    {
        (_stores, _streams) = (stores, streams);
        _leaves = new LeafCheck(log, new ProvenLeaves(log, checkpoint.Size, checkpoint.Root), stores.Keys, Findings);
    }

    /// <summary>What differs.</summary>
    public FindingList Findings { get; } = new();

    /// <summary>The leaves that were checked.</summary>
    public LeafCounts Leaves => _leaves.Counts;

    /// <summary>Replays a stream.</summary>
    /// <param name="stream">The persistence id.</param>
    /// <param name="add">Takes each event.</param>
    /// <param name="stop">Takes a row that cannot be read: what is wrong with it, what is recorded, what follows.</param>
    /// <param name="isDone">Whether the rest does not matter; asked between batches.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Bytes read.</returns>
    public async Task<long> ReplayAsync(string stream, Action<ReplayedEvent> add, Action<JournalEntry, string, string, string> stop,
        Func<bool> isDone,
        CancellationToken cancellation)
    {
        var bytes = 0L;
        await foreach (var batch in _streams.ReadAsync(stream, Findings, cancellation).ConfigureAwait(false))
        {
            var replayed = new (JournalEntry, ReplayedEvent?)[batch.Count];
            for (var i = 0; i < batch.Count; i++)
            {
                bytes += batch[i].Stored.Length;
                replayed[i] = (batch[i], Open(batch[i], stop));
                if (replayed[i].Item2 is { } e)
                    add(e);
            }
            await _leaves.CheckAsync(replayed, cancellation).ConfigureAwait(false);
            if (isDone())
                break;
        }
        return bytes;
    }

    private ReplayedEvent? Open(JournalEntry entry, Action<JournalEntry, string, string, string> stop)
    {
        try
        {
            var opened = entry.Open();
            return new ReplayedEvent(entry, opened, _stores.Codec.Decode(entry.Manifest, opened));
        }
        catch (Exception x) when (x is CorruptEventException or UnregisteredTypeException)
        {
            stop(entry, "stored bytes", string.Create(CultureInfo.InvariantCulture, $"{entry.Stored.Length} bytes"),
                $"none that can be read: {x.Message}");
            return null;
        }
    }
}
