using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Merkle;
using Platone.Actors.Notary.Witnessing;

namespace Platone.Actors.Notary.Log;

/// <summary>What a rebuild or an audit of the log found.</summary>
/// <param name="Size">Leaves looked at.</param>
/// <param name="RootHex">Their root.</param>
/// <param name="Recomputed">Leaves made again from journal and keys, equal to the log's.</param>
/// <param name="Erased">Leaves of erased subjects: present, and taken as they are.</param>
public sealed record RebuildResult(long Size, string RootHex, long Recomputed, long Erased)
{
    /// <summary>
    /// Of the recomputed: leaves with units of erased subjects. The commitments kept of those units were taken as they are; they, the
    /// stored bytes and the units that can be read give the leaf.
    /// </summary>
    public long PartlyErased { get; init; }
}

/// <summary>
/// Makes the log again from the journal. Leaf hashes are primary data: those of erased subjects can only be taken from the log there is;
/// all others are recomputed and must be the same.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="keys">Month keys.</param>
/// <param name="ledger">The log there is.</param>
/// <param name="clock">The clock.</param>
public sealed class LogRebuild(IJournalTail journal, IKeyStore keys, Database ledger, TimeProvider clock)
{
    private const int BatchSize = 2048;

    private readonly LogStore _known = new(ledger);
    private readonly LeafMaker _leaves = new(keys);

    /// <summary>Compares the log with the journal, leaf by leaf, and writes nothing.</summary>
    /// <exception cref="LogCorruptException">Log and journal differ.</exception>
    public Task<RebuildResult> AuditAsync(CancellationToken cancellation) => RunAsync(null, cancellation);

    /// <summary>
    /// Writes the log again into an empty ledger database: tiles and head made from the leaves, the log's key and its checkpoints taken
    /// over, with their cosignatures, where the new tiles have their roots.
    /// </summary>
    /// <param name="into">The empty database. The old one stays as it is.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InvalidOperationException">The database is not empty.</exception>
    /// <exception cref="LogCorruptException">Log and journal differ.</exception>
    public async Task<RebuildResult> RebuildAsync(Database into, CancellationToken cancellation)
    {
        var target = new LogStore(into);
        if ((await target.HeadAsync(cancellation).ConfigureAwait(false)).Size > 0)
            throw new InvalidOperationException("a log is rebuilt into an empty database only");
        var result = await RunAsync(target, cancellation).ConfigureAwait(false);
        if (await _known.KeyAsync(cancellation).ConfigureAwait(false) is { } key)
            await target.AddKeyAsync(key.Origin, key.Sealed, cancellation).ConfigureAwait(false);
        foreach (var checkpoint in await _known.CheckpointsAsync(0, cancellation).ConfigureAwait(false))
        {
            var root = await target.RootAsync(checkpoint.Size, cancellation).ConfigureAwait(false);
            if (!root.AsSpan().SequenceEqual(checkpoint.Root))
                throw new LogCorruptException($"the checkpoint of size {checkpoint.Size} does not fit the leaves");
            await target.AddCheckpointAsync(checkpoint, cancellation).ConfigureAwait(false);
            foreach (var cosignature in await new CosignatureStore(ledger).OfAsync(checkpoint.Size, cancellation).ConfigureAwait(false))
                await new CosignatureStore(into).CopyAsync(checkpoint.Size, cosignature, cancellation).ConfigureAwait(false);
        }
        return result;
    }

    private async Task<RebuildResult> RunAsync(LogStore? target, CancellationToken cancellation)
    {
        var end = await _known.HeadAsync(cancellation).ConfigureAwait(false);
        var head = target is null ? null : await target.HeadAsync(cancellation).ConfigureAwait(false);
        var (edge, ordering, erased, partly) = (new TreeEdge(), 0L, 0L, 0L);
        await using var known = _known.LeavesAsync(end.Size, cancellation).GetAsyncEnumerator(cancellation);
        while (ordering < end.Ordering)
        {
            var batch = await journal.ReadAsync(ordering, BatchSize, cancellation).ConfigureAwait(false);
            if (batch.Count == 0)
                throw new LogCorruptException($"the journal ends after ordering {ordering}; the log has leaves up to {end.Ordering}");
            var next = edge.Copy();
            var leaves = new List<NewLeaf>();
            var commitments = await _known.CommitmentsAsync(edge.Size, edge.Size + batch.Count, cancellation).ConfigureAwait(false);
            foreach (var entry in batch.TakeWhile(e => e.Ordering <= end.Ordering))
            {
                if (!await known.MoveNextAsync().ConfigureAwait(false) || known.Current.Ordering != entry.Ordering)
                {
                    throw new LogCorruptException(
                        $"{entry} is not the event of leaf {next.Size}: journal and log do not hold the same rows");
                }
                var leaf = known.Current with { Commitments = commitments.GetValueOrDefault(next.Size) };
                if (Compare(entry, next.Size, leaf) is not { } made)
                    erased++;
                else if (made.Units.Any(u => u.Disclosable is null))
                    partly++;
                leaves.Add(leaf);
                next.Append(leaf.Hash);
            }
            if (leaves.Count == 0)
                throw new LogCorruptException($"the journal has no row of ordering {end.Ordering}, the log's last");
            if (target is not null)
                head = await target.AppendAsync(head!, next, leaves, clock.GetUtcNow(), cancellation).ConfigureAwait(false);
            (edge, ordering) = (next, leaves[^1].Ordering);
        }

        var root = edge.Root();
        if (edge.Size != end.Size || !root.AsSpan().SequenceEqual(end.Root))
            throw new LogCorruptException($"the leaves do not give the head of the log: {edge.Size} leaves, {end.Size} in the head");
        return new RebuildResult(edge.Size, Convert.ToHexStringLower(root), edge.Size - erased, erased) { PartlyErased = partly };
    }

    // Null if the leaf can no longer be recomputed.
    private MadeLeaf? Compare(JournalEntry entry, long index, NewLeaf leaf)
    {
        try
        {
            var made = _leaves.Remake(entry, leaf.Commitments is { } kept ? KeptCommitment.Decode(kept) : null);
            return made.Leaf.Hash().AsSpan().SequenceEqual(leaf.Hash)
                ? made
                : throw new LogCorruptException($"{entry} is not what leaf {index} of the log commits to: journal or log was changed");
        }
        catch (ErasedSubjectException)
        {
            return null;
        }
    }
}
