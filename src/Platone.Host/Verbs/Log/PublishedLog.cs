using System.Globalization;
using System.Runtime.CompilerServices;
using Platone.Host.Configuration;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs.Log;

/// <summary>A log as a node publishes it: its newest checkpoint and, as C2SP tlog-tiles, its leaf hashes.</summary>
/// <param name="client">The node.</param>
internal sealed class PublishedLog(NodeClient client)
{
    private const int TileWidth = 256;
    private const int HashBytes = 32;

    /// <summary>The newest checkpoint; null if nothing is sealed yet.</summary>
    public Task<string?> CheckpointAsync(CancellationToken cancellation) => client.TextAsync("log/checkpoint", cancellation);

    /// <summary>The size a checkpoint is of: its second line (C2SP tlog-checkpoint).</summary>
    /// <exception cref="InputException">It is no checkpoint.</exception>
    public static long SizeOf(string checkpoint) =>
        checkpoint.Split('\n') is [_, var size, ..] && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new InputException("the second line of the checkpoint is not a size");

    /// <summary>The first leaf hashes, in order.</summary>
    /// <param name="size">How many: not more than the newest checkpoint covers.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InputException">The node does not serve a tile it must have, or serves another length.</exception>
    public async IAsyncEnumerable<byte[]> LeavesAsync(long size, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var index = 0L; index * TileWidth < size; index++)
        {
            var width = (int)Math.Min(TileWidth, size - index * TileWidth);
            var path = $"log/tile/0/{Number(index)}" + (width < TileWidth ? string.Create(CultureInfo.InvariantCulture, $".p/{width}") : "");
            var hashes = await client.BytesAsync(path, cancellation) ?? throw new InputException($"{client.Url}{path}: the log does not publish it");
            if (hashes.Length != width * HashBytes)
                throw new InputException($"{client.Url}{path}: {hashes.Length} bytes are not {width} hashes");
            for (var i = 0; i < width; i++)
                yield return hashes[(i * HashBytes)..((i + 1) * HashBytes)];
        }
    }

    // C2SP tlog-tiles: groups of three digits, all but the last led by an x.
    private static string Number(long index)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{index % 1000:d3}");
        for (var rest = index / 1000; rest > 0; rest /= 1000)
            text = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1000:d3}/{text}");
        return text;
    }
}
