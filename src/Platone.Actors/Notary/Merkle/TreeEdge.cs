using System.Runtime.InteropServices;

namespace Platone.Actors.Notary.Merkle;

/// <summary>
/// The right edge of a log kept as tiles: its last, partial tile of every level. Appending to a copy and storing what changed is how
/// a batch of leaves is written; the original stays as it was until that is committed.
/// </summary>
internal sealed class TreeEdge
{
    private readonly List<List<byte>> _partial;
    private readonly List<Tile> _filled = [];
    private readonly SortedSet<int> _grown = [];

    private TreeEdge(long size, List<List<byte>> partial) => (Size, _partial) = (size, partial);

    /// <summary>The edge of the empty log.</summary>
    public TreeEdge()
        : this(0, [])
    {
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The tiles that are partial in a log of a size: those an edge is restored from.</summary>
    public static IEnumerable<(int Level, long Index, int Width)> PartialTiles(long size)
    {
        for (var level = 0; size > 0; level++, size >>= Tile.Height)
        {
            if (size % Tile.Width is > 0 and var width)
                yield return (level, size / Tile.Width, (int)width);
        }
    }

    /// <summary>The edge of a stored log.</summary>
    /// <param name="size">Its leaves.</param>
    /// <param name="hashesOf">The stored hashes of a tile; more than its width are cut.</param>
    public static TreeEdge Restore(long size, Func<int, long, byte[]> hashesOf)
    {
        var partial = new List<List<byte>>();
        foreach (var (level, index, width) in PartialTiles(size))
        {
            while (partial.Count < level)
                partial.Add([]);
            partial.Add([.. hashesOf(level, index).AsSpan(0, width * MerkleHash.Size)]);
        }
        return new TreeEdge(size, partial);
    }

    /// <summary>A copy to append to, with nothing changed yet.</summary>
    public TreeEdge Copy() => new(Size, [.. _partial.Select(p => new List<byte>(p))]);

    /// <summary>Appends a leaf.</summary>
    /// <param name="leafHash">Its hash.</param>
    public void Append(ReadOnlySpan<byte> leafHash)
    {
        var hash = leafHash.ToArray();
        for (var (level, index) = (0, Size / Tile.Width); ; level++, index /= Tile.Width)
        {
            if (_partial.Count == level)
                _partial.Add([]);
            var tile = _partial[level];
            tile.AddRange(hash);
            if (tile.Count < Tile.Width * MerkleHash.Size)
            {
                _grown.Add(level);
                break;
            }
            _filled.Add(new Tile(level, index, [.. tile]));
            hash = MerkleHash.Perfect(CollectionsMarshal.AsSpan(tile));
            tile.Clear();
            _grown.Remove(level);
        }
        Size++;
    }

    /// <summary>The tiles that were begun or have grown since the copy.</summary>
    public IEnumerable<Tile> Changed() =>
        _filled.Concat(_grown.Select(level => new Tile(level, Size >> (level + 1) * Tile.Height, [.. _partial[level]])));

    /// <summary>The root of the whole log.</summary>
    public byte[] Root() => Subtree.Fold([.. Peaks()]);

    private IEnumerable<byte[]> Peaks()
    {
        for (var level = _partial.Count - 1; level >= 0; level--)
        {
            var hashes = _partial[level].ToArray();
            var start = 0;
            for (var width = Tile.Width / 2; width > 0; width /= 2)
            {
                if ((hashes.Length / MerkleHash.Size & width) == 0)
                    continue;
                yield return MerkleHash.Perfect(hashes.AsSpan(start * MerkleHash.Size, width * MerkleHash.Size));
                start += width;
            }
        }
    }
}
