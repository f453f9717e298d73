namespace Platone.Actors.Notary.Merkle;

/// <summary>
/// A tile of C2SP tlog-tiles: up to 256 consecutive hashes of one level; level n holds the roots of the full tiles of level n - 1.
/// </summary>
/// <param name="Level">0 for leaf hashes.</param>
/// <param name="Index">Among the tiles of its level.</param>
/// <param name="Hashes">The hashes, concatenated.</param>
internal readonly record struct Tile(int Level, long Index, byte[] Hashes)
{
    /// <summary>Rows of the tree in a tile.</summary>
    public const int Height = 8;

    /// <summary>Hashes of a full tile.</summary>
    public const int Width = 1 << Height;

    /// <summary>Where the hash of a perfect subtree comes from: tile, and the run of its hashes to fold.</summary>
    public static (int Level, long Index, int Start, int Count) Locate(PerfectNode node)
    {
        var (level, rows) = Math.DivRem(node.Level, Height);
        var start = node.Index << rows;
        return (level, (long)(start / Width), (int)(start % Width), 1 << rows);
    }

    /// <summary>How many hashes a tile has in the log of a size: 0 if the log does not reach it, at most 256.</summary>
    public static int WidthIn(long size, int level, long index)
    {
        var count = level * Height >= 63 ? 0 : size >> (level * Height);
        return (index - count / Width) switch
        {
            < 0 => Width,
            0 => (int)(count % Width),
            _ => 0,
        };
    }
}
