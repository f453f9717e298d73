using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary;

/// <summary>Reads the log in the ledger database, on any node. Every answer comes from what is committed.</summary>
public sealed class NotaryReader : INotary
{
    private readonly LogStore _store;
    private readonly AnchorProofStore _anchors;
    private readonly LogKeyStore _keys;
    private readonly LogSealer _sealer;
    private readonly LeafMaker _leaves;
    private readonly IJournalRows _journal;

    /// <summary>A reader of a ledger.</summary>
    /// <param name="ledger">The ledger database.</param>
    /// <param name="master">The log's key is sealed under it.</param>
    /// <param name="keys">Month keys: the salts come from them.</param>
    /// <param name="journal">The events.</param>
    /// <param name="options">As the notary's.</param>
    /// <param name="clock">The clock.</param>
    public NotaryReader(Database ledger, MasterKey master, IKeyStore keys, IJournalRows journal, NotaryOptions options, TimeProvider clock)
    {
        _store = new LogStore(ledger);
        _anchors = new AnchorProofStore(ledger);
        _keys = new LogKeyStore(_store, master, options);
        _sealer = new LogSealer(_store, _keys, clock);
        _leaves = new LeafMaker(keys);
        _journal = journal;
    }

    /// <inheritdoc/>
    public async Task<string?> CheckpointAsync(CancellationToken cancellation) =>
        (await _store.LatestCheckpointAsync(cancellation).ConfigureAwait(false))?.Note;

    /// <inheritdoc/>
    public async Task<(long Size, long Ordering)> HeadAsync(CancellationToken cancellation)
    {
        var head = await _store.HeadAsync(cancellation).ConfigureAwait(false);
        return (head.Size, head.Ordering);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<byte[]>> ConsistencyAsync(long from, long to, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        await CheckSizeAsync(to, nameof(to), cancellation).ConfigureAwait(false);
        return await _store.HashesAsync(MerkleProof.Consistency((ulong)from, (ulong)to), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<byte[]>> InclusionAsync(long index, long size, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        await CheckSizeAsync(size, nameof(size), cancellation).ConfigureAwait(false);
        return await _store.HashesAsync(MerkleProof.Inclusion((ulong)index, (ulong)size), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<byte[]> RootAsync(long size, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        await CheckSizeAsync(size, nameof(size), cancellation).ConfigureAwait(false);
        return await _store.RootAsync(size, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<string> VerifierKeyAsync(CancellationToken cancellation) =>
        (await _keys.GetAsync(cancellation).ConfigureAwait(false)).VerifierKey.ToString();

    /// <inheritdoc/>
    public async Task<(long Index, byte[] Hash)?> LeafAsync(EventId id, CancellationToken cancellation) =>
        await _journal.FindAsync(id, cancellation).ConfigureAwait(false) is { } entry
        && await _store.IndexOfAsync(entry.Ordering, cancellation).ConfigureAwait(false) is { } index
            ? (index, await _store.LeafAsync(index, cancellation).ConfigureAwait(false))
            : null;

    /// <inheritdoc/>
    /// <exception cref="LogCorruptException">The journal's entry is not the one the log has a leaf of.</exception>
    public async Task<string?> BundleAsync(EventId id, IReadOnlyList<int>? units, CancellationToken cancellation)
    {
        if (await FindAsync(id, cancellation).ConfigureAwait(false) is not var (entry, index, kept)
            || await _store.LatestCheckpointAsync(cancellation).ConfigureAwait(false) is not { } checkpoint
            || checkpoint.Size <= index)
            return null;

        var made = _leaves.Remake(entry, kept);
        var logged = await _store.LeafAsync(index, cancellation).ConfigureAwait(false);
        if (!made.Leaf.Hash().AsSpan().SequenceEqual(logged))
            throw new LogCorruptException($"{entry} is not what leaf {index} of the log commits to: journal or log was changed");
        if (made.Units.Count > 0 && made.Units.All(u => u.Disclosable is null))
            throw new ErasedSubjectException(made.Subject);
        var proof = await InclusionAsync(index, checkpoint.Size, cancellation).ConfigureAwait(false);
        return new ProofBundle(made.Leaf, ProofBundle.Disclose(made.Units, units),
            await VerifierKeyAsync(cancellation).ConfigureAwait(false), index, proof, checkpoint.Note,
            await AnchorAsync(index, checkpoint.Size, cancellation).ConfigureAwait(false)).ToJson();
    }

    /// <inheritdoc/>
    /// <exception cref="LogCorruptException">The commitments kept of it are not the entry's.</exception>
    public async Task<IReadOnlyList<UnitOwner>?> UnitsAsync(EventId id, CancellationToken cancellation) =>
        await FindAsync(id, cancellation).ConfigureAwait(false) is var (entry, _, kept) ? LeafMaker.Owners(entry, kept?.Count) : null;

    /// <inheritdoc/>
    public async Task<byte[]?> TileAsync(string path, CancellationToken cancellation)
    {
        // Only what a checkpoint covers is served: nobody could check the rest.
        if (TilePath.Parse(path) is not { } wanted
            || await _store.LatestCheckpointAsync(cancellation).ConfigureAwait(false) is not { } checkpoint
            || Tile.WidthIn(checkpoint.Size, wanted.Level, wanted.Index) < wanted.Width)
            return null;
        var hashes = await _store.TileAsync(wanted.Level, wanted.Index, cancellation).ConfigureAwait(false);
        return hashes?[..(wanted.Width * MerkleHash.Size)];
    }

    /// <inheritdoc/>
    public Task SealAsync(CancellationToken cancellation) => _sealer.SealAsync(cancellation);

    /// <inheritdoc/>
    public async Task SealAllAsync(CancellationToken cancellation)
    {
        if (await _journal.LastAsync(cancellation).ConfigureAwait(false) is { } last)
            await _sealer.ReachAsync(last.Ordering, cancellation).ConfigureAwait(false);
        await _sealer.SealAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Seal>> SealsAsync(long afterSize, CancellationToken cancellation) =>
        [.. (await _store.CheckpointsAsync(afterSize, cancellation).ConfigureAwait(false))
            .Select(c => new Seal(c.Size, c.Ordering, c.SealedAt, Convert.ToHexStringLower(c.Root)))];

    private async Task<(JournalEntry Entry, long Index, IReadOnlyList<KeptCommitment>? Kept)?> FindAsync(EventId id,
        CancellationToken cancellation)
    {
        if (await _journal.FindAsync(id, cancellation).ConfigureAwait(false) is not { } entry
            || await _store.IndexOfAsync(entry.Ordering, cancellation).ConfigureAwait(false) is not { } index)
            return null;
        var kept = await _store.CommitmentsAsync(index, index + 1, cancellation).ConfigureAwait(false);
        return (entry, index, kept.TryGetValue(index, out var commitments) ? KeptCommitment.Decode(commitments) : null);
    }

    private async Task<BundleAnchor?> AnchorAsync(long index, long checkpointSize, CancellationToken cancellation)
    {
        if (await _anchors.CoveringAsync(index, cancellation).ConfigureAwait(false) is not { } anchor)
            return null;
        var (from, to) = (Math.Min(anchor.Size, checkpointSize), Math.Max(anchor.Size, checkpointSize));
        return anchor with { Consistency = from == to ? [] : await ConsistencyAsync(from, to, cancellation).ConfigureAwait(false) };
    }

    private async Task CheckSizeAsync(long size, string name, CancellationToken cancellation)
    {
        var head = await _store.HeadAsync(cancellation).ConfigureAwait(false);
        if (size > head.Size)
            throw new ArgumentOutOfRangeException(name, size, $"the log has only {head.Size} leaves");
    }
}
