using System.Runtime.CompilerServices;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Monitoring;

/// <summary>Leaf hashes as a monitor gets them.</summary>
public static class LeafSource
{
    /// <summary>
    /// Reads leaf hashes from a file of one a line, or from a folder of C2SP tlog-tiles (the one that holds <c>0/000</c>).
    /// </summary>
    /// <exception cref="FormatException">A line is not a hash, or a tile is not as long as its name says.</exception>
    public static IAsyncEnumerable<byte[]> ReadAsync(string path, CancellationToken cancellation) =>
        Directory.Exists(path) ? FromTilesAsync(path, cancellation) : FromFileAsync(path, cancellation);

    private static async IAsyncEnumerable<byte[]> FromFileAsync(string path, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var number = 0L;
        await foreach (var line in File.ReadLinesAsync(path, cancellation).ConfigureAwait(false))
        {
            number++;
            if (line.Length != 2 * MerkleHash.Size || line.AsSpan().ContainsAnyExcept("0123456789abcdef"))
                throw new FormatException($"{path}, line {number}: not a leaf hash of {2 * MerkleHash.Size} lower-case hex digits");
            yield return Convert.FromHexString(line);
        }
    }

    private static async IAsyncEnumerable<byte[]> FromTilesAsync(string folder, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var index = 0L; FindTile(folder, index) is { } tile; index++)
        {
            var path = Path.Combine(folder, tile.ToString());
            var hashes = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
            if (hashes.Length != tile.Width * MerkleHash.Size)
                throw new FormatException($"{path} has {hashes.Length} bytes, not {tile.Width} hashes");
            for (var i = 0; i < tile.Width; i++)
                yield return hashes.AsSpan(i * MerkleHash.Size, MerkleHash.Size).ToArray();
            if (tile.Width < Tile.Width)
                yield break;
        }
    }

    // A mirror may hold several partial versions of the last tile: the widest has all of them.
    private static TilePath? FindTile(string folder, long index)
    {
        for (var width = Tile.Width; width > 0; width--)
        {
            var tile = new TilePath(0, index, width);
            if (File.Exists(Path.Combine(folder, tile.ToString())))
                return tile;
        }
        return null;
    }
}
