using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Log;

/// <summary>
/// The log in its database: tiles as primary data, the journal ordering of each leaf, the commitments that are
/// kept, the head, and the checkpoints.
/// </summary>
/// <param name="database">The ledger database.</param>
internal sealed class LogStore(Database database)
{
    private const int OrderingBytes = sizeof(long);
    private volatile bool _created;

    /// <summary>How far the log is now.</summary>
    public async Task<LogHead> HeadAsync(CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<HeadRow>().SingleAsync(h => h.Id == 1, cancellation).ConfigureAwait(false);
        return new LogHead(row.Size, row.Root, row.Ordering, row.PendingSinceUs is { } us ? Instant(us) : null);
    }

    /// <summary>The right edge of the log at its head, to append to.</summary>
    /// <exception cref="LogCorruptException">A tile is missing, or the tiles do not have the head's root.</exception>
    public async Task<TreeEdge> EdgeAsync(LogHead head, CancellationToken cancellation)
    {
        var tiles = await TilesAsync(TreeEdge.PartialTiles(head.Size).Select(t => (t.Level, t.Index)), cancellation).ConfigureAwait(false);
        foreach (var (level, index, width) in TreeEdge.PartialTiles(head.Size))
            Require(tiles, level, index, width);
        var edge = TreeEdge.Restore(head.Size, (level, index) => tiles[(level, index)]);
        return edge.Root().AsSpan().SequenceEqual(head.Root)
            ? edge
            : throw new LogCorruptException($"the tiles of the log do not have the root of its head at size {head.Size}");
    }

    /// <summary>Appends leaves: tiles, orderings, commitments and the new head in one transaction.</summary>
    /// <param name="head">The head they follow.</param>
    /// <param name="edge">The edge at that head, with the leaves appended to it.</param>
    /// <param name="leaves">The leaves, their orderings rising.</param>
    /// <param name="now">When they became pending, if none was.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The new head.</returns>
    /// <exception cref="OffsetMovedException">The head is not where it was: somebody else appends.</exception>
    public async Task<LogHead> AppendAsync(LogHead head, TreeEdge edge, IReadOnlyList<NewLeaf> leaves, DateTimeOffset now,
        CancellationToken cancellation)
    {
        var asksForSeal = leaves.Any(l => l.AsksForSeal);
        var next = new LogHead(edge.Size, edge.Root(), leaves[^1].Ordering, head.PendingSince ?? (asksForSeal ? now : null));
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var pendingUs = asksForSeal ? Microseconds(now) : (long?)null;
        var moved = await connection.GetTable<HeadRow>()
            .Where(h => h.Id == 1 && h.Size == head.Size && h.Ordering == head.Ordering)
            .Set(h => h.Size, next.Size)
            .Set(h => h.Root, next.Root)
            .Set(h => h.Ordering, next.Ordering)
            .Set(h => h.PendingSinceUs, h => h.PendingSinceUs ?? pendingUs)
            .UpdateAsync(cancellation).ConfigureAwait(false);
        if (moved == 0)
            throw new OffsetMovedException(NotaryFollower.HandlerName);
        foreach (var tile in edge.Changed())
        {
            await connection.InsertOrReplaceAsync(new TileRow { Level = tile.Level, Index = tile.Index, Hashes = tile.Hashes },
                token: cancellation).ConfigureAwait(false);
        }
        await WriteOrderingsAsync(connection, head.Size, leaves, cancellation).ConfigureAwait(false);
        foreach (var (i, leaf) in leaves.Index())
        {
            if (leaf.Commitments is { } commitments)
            {
                var row = new LeafCommitmentsRow { Index = head.Size + i, Commitments = commitments };
                await connection.InsertAsync(row, token: cancellation).ConfigureAwait(false);
            }
        }
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return next;
    }

    /// <summary>The leaf of a journal row; null if it has none.</summary>
    /// <param name="ordering">The row's ordering.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<long?> IndexOfAsync(long ordering, CancellationToken cancellation) =>
        await RunAsync(ordering, cancellation).ConfigureAwait(false) is { } run ? run.IndexOf(ordering) : null;

    /// <summary>The leaves of the tile in which a journal row has its leaf, if it has one; null if all leaves are of later rows.</summary>
    /// <param name="ordering">The row's ordering.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<LeafRun?> RunAsync(long ordering, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<LeafOrderingsRow>()
            .Where(t => t.FirstOrdering <= ordering)
            .OrderByDescending(t => t.FirstOrdering)
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return row is null ? null : new LeafRun(row.Index * Tile.Width, row.Orderings);
    }

    /// <summary>The commitments kept beside some leaves, in their stored form, by the leaf's index.</summary>
    /// <param name="indices">Which leaves; not more than a statement takes.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Dictionary<long, byte[]>> CommitmentsAsync(IReadOnlyCollection<long> indices, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        return await connection.GetTable<LeafCommitmentsRow>().Where(c => indices.Contains(c.Index))
            .ToDictionaryAsync(c => c.Index, c => c.Commitments, cancellation).ConfigureAwait(false);
    }

    /// <summary>The hash of one leaf.</summary>
    /// <exception cref="LogCorruptException">Its tile is missing.</exception>
    public async Task<byte[]> LeafAsync(long index, CancellationToken cancellation) =>
        (await HashesAsync([new Subtree((ulong)index, (ulong)index + 1)], cancellation).ConfigureAwait(false))[0];

    /// <summary>The commitments kept beside leaves, in their stored form, by the leaf's index.</summary>
    /// <param name="from">The first leaf.</param>
    /// <param name="to">The leaf after the last.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Dictionary<long, byte[]>> CommitmentsAsync(long from, long to, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        return await connection.GetTable<LeafCommitmentsRow>().Where(c => c.Index >= from && c.Index < to)
            .ToDictionaryAsync(c => c.Index, c => c.Commitments, cancellation).ConfigureAwait(false);
    }

    /// <summary>The hashes of subtrees, each within the log's size.</summary>
    /// <exception cref="LogCorruptException">A tile is missing.</exception>
    public async Task<IReadOnlyList<byte[]>> HashesAsync(IReadOnlyList<Subtree> subtrees, CancellationToken cancellation)
    {
        var places = subtrees.Select(s => s.Nodes().Select(Tile.Locate).ToList()).ToList();
        var tiles = await TilesAsync(places.SelectMany(p => p).Select(p => (p.Level, p.Index)), cancellation).ConfigureAwait(false);
        return [.. places.Select(nodes => Subtree.Fold([.. nodes.Select(Hash)]))];

        byte[] Hash((int Level, long Index, int Start, int Count) place)
        {
            var hashes = Require(tiles, place.Level, place.Index, place.Start + place.Count);
            return MerkleHash.Perfect(hashes.AsSpan(place.Start * MerkleHash.Size, place.Count * MerkleHash.Size));
        }
    }

    /// <summary>The root of the first leaves.</summary>
    /// <param name="size">How many; not more than there are.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<byte[]> RootAsync(long size, CancellationToken cancellation) =>
        (await HashesAsync([new Subtree(0, (ulong)size)], cancellation).ConfigureAwait(false))[0];

    /// <summary>One tile, or null.</summary>
    public async Task<byte[]?> TileAsync(int level, long index, CancellationToken cancellation) =>
        (await TilesAsync([(level, index)], cancellation).ConfigureAwait(false)).GetValueOrDefault((level, index));

    /// <summary>All leaves in order, without the commitments kept beside them.</summary>
    /// <param name="size">How many; not more than there are.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LogCorruptException">A tile or its orderings are missing.</exception>
    public async IAsyncEnumerable<NewLeaf> LeavesAsync(long size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        const int tilesAtOnce = 64;
        for (var first = 0L; first * Tile.Width < size; first += tilesAtOnce)
        {
            await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
            var end = first + tilesAtOnce;
            var tiles = await connection.GetTable<TileRow>().Where(t => t.Level == 0 && t.Index >= first && t.Index < end)
                .ToDictionaryAsync(t => (t.Level, t.Index), t => t.Hashes, cancellation).ConfigureAwait(false);
            var orderings = await connection.GetTable<LeafOrderingsRow>().Where(t => t.Index >= first && t.Index < end)
                .ToDictionaryAsync(t => t.Index, t => t.Orderings, cancellation).ConfigureAwait(false);
            for (var index = first * Tile.Width; index < Math.Min(end * Tile.Width, size); index++)
            {
                var (tile, place) = Math.DivRem(index, Tile.Width);
                var hashes = Require(tiles, 0, tile, (int)place + 1);
                if (!orderings.TryGetValue(tile, out var ordering) || ordering.Length <= place * OrderingBytes)
                    throw new LogCorruptException($"the log lacks the journal ordering of leaf {index}");
                var start = (int)place * MerkleHash.Size;
                yield return new NewLeaf(OrderingAt(ordering, (int)place), hashes[start..(start + MerkleHash.Size)]);
            }
        }
    }

    /// <summary>The newest checkpoint, or null.</summary>
    public async Task<StoredCheckpoint?> LatestCheckpointAsync(CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<CheckpointRow>().OrderByDescending(c => c.Size)
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return row is null ? null : Stored(row);
    }

    /// <summary>The checkpoint of a size, or null.</summary>
    public async Task<StoredCheckpoint?> CheckpointAsync(long size, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<CheckpointRow>().SingleOrDefaultAsync(c => c.Size == size, cancellation).ConfigureAwait(false);
        return row is null ? null : Stored(row);
    }

    /// <summary>The largest checkpoint signed at or before an instant, or null.</summary>
    public async Task<StoredCheckpoint?> CheckpointAtAsync(DateTimeOffset instant, CancellationToken cancellation)
    {
        var us = Microseconds(instant);
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<CheckpointRow>().Where(c => c.SealedAtUs <= us).OrderByDescending(c => c.Size)
            .FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return row is null ? null : Stored(row);
    }

    /// <summary>Checkpoints of more than so many leaves, in rising order.</summary>
    public async Task<IReadOnlyList<StoredCheckpoint>> CheckpointsAsync(long afterSize, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var rows = await connection.GetTable<CheckpointRow>().Where(c => c.Size > afterSize).OrderBy(c => c.Size)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(Stored)];
    }

    /// <summary>Keeps a checkpoint; one of the same size that is there already stays.</summary>
    public async Task AddCheckpointAsync(StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await connection.GetTable<CheckpointRow>().InsertOrUpdateAsync(
            () => new CheckpointRow
            {
                Size = checkpoint.Size,
                Root = checkpoint.Root,
                Note = checkpoint.Note,
                SealedAtUs = Microseconds(checkpoint.SealedAt),
                Ordering = checkpoint.Ordering,
            },
            null!,
            () => new CheckpointRow { Size = checkpoint.Size }, cancellation).ConfigureAwait(false);
        // Leaves that came meanwhile are pending from now on: at most one sealing age late.
        var sealedUs = Microseconds(checkpoint.SealedAt);
        await connection.GetTable<HeadRow>().Where(h => h.Id == 1)
            .Set(h => h.PendingSinceUs, h => h.Size > checkpoint.Size ? sealedUs : (long?)null)
            .UpdateAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The sealed log key, or null if it was not made yet.</summary>
    public async Task<(string Origin, byte[] Sealed)?> KeyAsync(CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<LogKeyRow>().SingleOrDefaultAsync(k => k.Id == 1, cancellation).ConfigureAwait(false);
        return row is null ? null : (row.Origin, row.Sealed);
    }

    /// <summary>Keeps the sealed log key; one that is there already stays.</summary>
    public async Task AddKeyAsync(string origin, byte[] sealedSeed, CancellationToken cancellation)
    {
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        await connection.GetTable<LogKeyRow>().InsertOrUpdateAsync(
            () => new LogKeyRow { Id = 1, Origin = origin, Sealed = sealedSeed },
            null!,
            () => new LogKeyRow { Id = 1 }, cancellation).ConfigureAwait(false);
    }

    private static long Microseconds(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Instant(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static StoredCheckpoint Stored(CheckpointRow row) => new(row.Size, row.Root, row.Note, Instant(row.SealedAtUs), row.Ordering);

    private static long OrderingAt(byte[] orderings, int place) =>
        BinaryPrimitives.ReadInt64BigEndian(orderings.AsSpan(place * OrderingBytes));

    private static byte[] Require(Dictionary<(int Level, long Index), byte[]> tiles, int level, long index, int width) =>
        tiles.TryGetValue((level, index), out var hashes) && hashes.Length >= width * MerkleHash.Size
            ? hashes
            : throw new LogCorruptException($"the log lacks tile {level}/{index} or a part of its first {width} hashes");

    private static async Task WriteOrderingsAsync(DataConnection connection, long size, IReadOnlyList<NewLeaf> leaves,
        CancellationToken cancellation)
    {
        for (var next = 0; next < leaves.Count;)
        {
            var (tile, place) = Math.DivRem(size + next, Tile.Width);
            var count = (int)Math.Min(Tile.Width - place, leaves.Count - next);
            var orderings = new byte[(place + count) * OrderingBytes];
            if (place > 0)
            {
                var row = await connection.GetTable<LeafOrderingsRow>().SingleOrDefaultAsync(t => t.Index == tile, cancellation)
                    .ConfigureAwait(false);
                if (row is null || row.Orderings.Length < place * OrderingBytes)
                    throw new LogCorruptException($"the log lacks the journal orderings of tile {tile}");
                row.Orderings.AsSpan(0, (int)place * OrderingBytes).CopyTo(orderings);
            }
            for (var i = 0; i < count; i++)
                BinaryPrimitives.WriteInt64BigEndian(orderings.AsSpan(((int)place + i) * OrderingBytes), leaves[next + i].Ordering);
            await connection.InsertOrReplaceAsync(
                new LeafOrderingsRow { Index = tile, FirstOrdering = OrderingAt(orderings, 0), Orderings = orderings },
                token: cancellation).ConfigureAwait(false);
            next += count;
        }
    }

    private async Task<Dictionary<(int Level, long Index), byte[]>> TilesAsync(IEnumerable<(int Level, long Index)> wanted,
        CancellationToken cancellation)
    {
        var tiles = new Dictionary<(int, long), byte[]>();
        await using var connection = await ConnectAsync(cancellation).ConfigureAwait(false);
        foreach (var level in wanted.Distinct().GroupBy(t => t.Level, t => t.Index))
        {
            var rows = await connection.GetTable<TileRow>().Where(t => t.Level == level.Key && level.Contains(t.Index))
                .ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var row in rows)
                tiles[(row.Level, row.Index)] = row.Hashes;
        }
        return tiles;
    }

    private async Task<DataConnection> ConnectAsync(CancellationToken cancellation)
    {
        if (!_created)
        {
            await LogSchema.EnsureCreatedAsync(database, cancellation).ConfigureAwait(false);
            _created = true;
        }
        return database.Connect();
    }
}
