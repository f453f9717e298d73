using Platone.Actors.Notary;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Audit.Reading;

/// <summary>
/// The leaves of a log that a checkpoint commits to. A tile of 256 leaves is read and proven once: its hashes give its root, and that has
/// an inclusion proof to the checkpoint's root (the tree over tiles of full width is the same RFC 9162 tree). A leaf that is in a proven tile
/// is thereby proven itself. Keeps a bounded number of tiles.
/// </summary>
/// <param name="store">The log.</param>
/// <param name="size">Leaves of the checkpoint.</param>
/// <param name="root">Its root.</param>
internal sealed class ProvenLeaves(LogStore store, long size, byte[] root)
{
    private const int KeptTiles = 2_048;

    private readonly Dictionary<long, ProvenTile> _tiles = [];
    private readonly SortedList<long, LeafRun> _runs = [];

    /// <summary>The leaf of a journal row: its index; null if there is none.</summary>
    /// <param name="ordering">The row's ordering.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<long?> IndexOfAsync(long ordering, CancellationToken cancellation)
    {
        var known = Find(ordering);
        if (known is null)
        {
            if (await store.RunAsync(ordering, cancellation).ConfigureAwait(false) is not { } run)
                return null;
            if (_runs.Count == KeptTiles)
                _runs.Clear();
            _runs[run.At(0)] = run;
            known = run;
        }
        return known.Value.IndexOf(ordering) is { } index && index < size ? index : null;
    }

    /// <summary>The hash of a leaf, and whether the checkpoint commits to it.</summary>
    /// <param name="index">The leaf.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LoggedLeaf> LeafAsync(long index, CancellationToken cancellation)
    {
        var (number, place) = Math.DivRem(index, Tile.Width);
        if (!_tiles.TryGetValue(number, out var tile))
        {
            if (_tiles.Count == KeptTiles)
                _tiles.Clear();
            _tiles[number] = tile = await ReadAsync(number, cancellation).ConfigureAwait(false);
        }
        return tile.Fault is { } fault
            ? new LoggedLeaf(ReadOnlyMemory<byte>.Empty, fault)
            : new LoggedLeaf(tile.Hashes.AsMemory((int)place * MerkleHash.Size, MerkleHash.Size), null);
    }

    // The last run that begins at or before the row, if the row lies within it.
    private LeafRun? Find(long ordering)
    {
        var (low, high) = (0, _runs.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_runs.GetKeyAtIndex(middle) <= ordering)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return high >= 0 && _runs.GetValueAtIndex(high) is var run && run.At(run.Count - 1) >= ordering ? run : null;
    }

    private async Task<ProvenTile> ReadAsync(long number, CancellationToken cancellation)
    {
        var (first, tiles) = (number * Tile.Width, (size + Tile.Width - 1) / Tile.Width);
        var width = (int)Math.Min(Tile.Width, size - first);
        try
        {
            if (await store.TileAsync(0, number, cancellation).ConfigureAwait(false) is not { } stored
                || stored.Length < width * MerkleHash.Size)
                return new ProvenTile([], $"the log lacks tile 0/{number}, or a part of its first {width} hashes");
            var hashes = stored[..(width * MerkleHash.Size)];
            var path = MerkleProof.Inclusion((ulong)number, (ulong)tiles).Select(s => new Subtree(s.Begin * Tile.Width,
                Math.Min(s.End * Tile.Width, (ulong)size))).ToList();
            var proof = await store.HashesAsync(path, cancellation).ConfigureAwait(false);
            var tileRoot = CompactRange.RootOf(
                Enumerable.Range(0, width).Select(i => hashes[(i * MerkleHash.Size)..((i + 1) * MerkleHash.Size)]));
            return MerkleProof.VerifyInclusion(tileRoot, (ulong)number, (ulong)tiles, proof, root)
                ? new ProvenTile(hashes, null)
                : new ProvenTile([], $"tile 0/{number} of the log does not lead to the checkpoint's root: the log was changed");
        }
        catch (LogCorruptException e)
        {
            return new ProvenTile([], e.Message);
        }
    }

    private sealed record ProvenTile(byte[] Hashes, string? Fault);
}

/// <summary>A leaf as the log has it.</summary>
/// <param name="Hash">Its hash; empty if it is not proven.</param>
/// <param name="Fault">Why the checkpoint is not shown to commit to it; null if it is.</param>
internal readonly record struct LoggedLeaf(ReadOnlyMemory<byte> Hash, string? Fault);
