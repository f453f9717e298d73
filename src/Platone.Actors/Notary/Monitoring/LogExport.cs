using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Log;

namespace Platone.Actors.Notary.Monitoring;

/// <summary>
/// Writes the log's leaf hashes for those who derive the root themselves, and as the backup that a rebuild needs after erasures.
/// </summary>
/// <param name="ledger">The ledger database.</param>
public sealed class LogExport(Database ledger)
{
    private readonly LogStore _store = new(ledger);

    /// <summary>Writes one leaf hash a line, lower-case hex, in order.</summary>
    /// <param name="writer">Where to; lines end with a newline only.</param>
    /// <param name="size">How many leaves; null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The log has fewer.</exception>
    public async Task<long> WriteAsync(TextWriter writer, long? size, CancellationToken cancellation)
    {
        var head = await _store.HeadAsync(cancellation).ConfigureAwait(false);
        var count = size ?? head.Size;
        ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(size));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, head.Size, nameof(size));
        await foreach (var leaf in _store.LeavesAsync(count, cancellation).ConfigureAwait(false))
            await writer.WriteAsync($"{Convert.ToHexStringLower(leaf.Hash)}\n".AsMemory(), cancellation).ConfigureAwait(false);
        return count;
    }
}
