using Platone.Actors.Notary.Checkpoints;

namespace Platone.Actors.Notary.Log;

/// <summary>Signs the committed head of the log.</summary>
/// <param name="store">The log.</param>
/// <param name="keys">Its key.</param>
/// <param name="clock">Tells when, and paces waits.</param>
internal sealed class LogSealer(LogStore store, LogKeyStore keys, TimeProvider clock)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until the log has leaves up to a place in the journal; the notary, on whatever node it runs, makes them.</summary>
    /// <param name="ordering">Of the last event that must have one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task ReachAsync(long ordering, CancellationToken cancellation)
    {
        for (var pause = FirstLook; (await store.HeadAsync(cancellation).ConfigureAwait(false)).Ordering < ordering;
            pause = pause * 2 < LongestLook ? pause * 2 : LongestLook)
            await Task.Delay(pause, clock, cancellation).ConfigureAwait(false);
    }

    /// <summary>Signs the head if leaves are pending, and keeps the checkpoint.</summary>
    /// <exception cref="LogCorruptException">
    /// The tiles no longer have the roots of the head and of the newest checkpoint: a log signs nothing that contradicts what it signed
    /// (C2SP tlog-checkpoint, "Signatures").
    /// </exception>
    public async Task SealAsync(CancellationToken cancellation)
    {
        // In this order: another node may append and seal in between, and the head is never behind a checkpoint read before it.
        var latest = await store.LatestCheckpointAsync(cancellation).ConfigureAwait(false);
        var head = await store.HeadAsync(cancellation).ConfigureAwait(false);
        if (head.Size == (latest?.Size ?? 0))
            return;
        if (latest is not null && head.Size < latest.Size)
            throw new LogCorruptException($"the log has {head.Size} leaves and a checkpoint of {latest.Size}: it was set back");
        await RequireRootAsync(head.Size, head.Root, "head", cancellation).ConfigureAwait(false);
        if (latest is not null)
            await RequireRootAsync(latest.Size, latest.Root, "newest checkpoint", cancellation).ConfigureAwait(false);

        var key = await keys.GetAsync(cancellation).ConfigureAwait(false);
        var note = key.Sign(new Checkpoint(key.Origin, (ulong)head.Size, head.Root, []).ToText());
        var now = clock.GetUtcNow();
        // "As of TIME" looks for the largest checkpoint not later than TIME: the times may not fall where the sizes rise.
        var sealedAt = latest is not null && now < latest.SealedAt ? latest.SealedAt : now;
        await store.AddCheckpointAsync(new StoredCheckpoint(head.Size, head.Root, note.ToString(), sealedAt, head.Ordering), cancellation)
            .ConfigureAwait(false);
    }

    private async Task RequireRootAsync(long size, byte[] root, string whose, CancellationToken cancellation)
    {
        if (!(await store.RootAsync(size, cancellation).ConfigureAwait(false)).AsSpan().SequenceEqual(root))
            throw new LogCorruptException($"the tiles of the log do not have the root of its {whose} at size {size}: nothing is signed");
    }
}
