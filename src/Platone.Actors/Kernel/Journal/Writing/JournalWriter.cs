using System.Diagnostics;
using System.Threading.Channels;

namespace Platone.Actors.Kernel.Journal.Writing;

/// <summary>
/// Group commit: writes that arrive while a transaction is under way, or while the processors have other work, share the next one. One
/// transaction at a time, in the order the writes came; a write is confirmed when its transaction is committed, or has its exception.
/// <para>
/// Before it begins a transaction it lets what is queued on the thread pool run first, and again as long as that brings it more writes. On an idle machine
/// nothing is queued and nobody waits; on a busy one, where an event would wait for a processor anyway, many are gathered.
/// </para>
/// </summary>
internal sealed class JournalWriter
{
    private readonly IRowInserts _inserts;
    private readonly int _rowsATransaction;
    private readonly TimeSpan _gatherAtMost;
    private readonly Channel<Write> _queue = Channel.CreateUnbounded<Write>(new UnboundedChannelOptions { SingleReader = true });
    private int _waiting;
    private volatile bool _isStopped;

    /// <summary>A writer that is ready for writes.</summary>
    /// <param name="inserts">How rows get into the table.</param>
    /// <param name="rowsATransaction">No further write is added to a transaction of so many rows.</param>
    /// <param name="gatherAtMost">How long the first write of a transaction may wait for others.</param>
    public JournalWriter(IRowInserts inserts, int rowsATransaction, TimeSpan gatherAtMost)
    {
        (_inserts, _rowsATransaction, _gatherAtMost) = (inserts, rowsATransaction, gatherAtMost);
        _ = Task.Run(RunAsync);
    }

    /// <summary>
    /// Writes rows, all of them or none; completes when they are committed. An exception may leave open which, as the loss of a connection does.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellation">Takes them back if their transaction has not begun; after that it has no effect.</param>
    public Task WriteAsync(IReadOnlyList<StoredRow> rows, CancellationToken cancellation)
    {
        // Asynchronous continuations: an entity's are not run by the writer.
        var write = new Write(rows, cancellation, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Interlocked.Add(ref _waiting, rows.Count);
        if (!_queue.Writer.TryWrite(write))
            write.Done.SetException(Stopped());
        return write.Done.Task;
    }

    /// <summary>Completes when every write before it is committed or has failed.</summary>
    public async Task SettleAsync() => await WriteAsync([], CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Takes no more writes. A transaction that has begun is still ended; what waits behind it fails.</summary>
    public void Stop()
    {
        _isStopped = true;
        _queue.Writer.TryComplete();
    }

    private static ObjectDisposedException Stopped() => new(nameof(JournalWriter), "the journal stopped before the write began");

    private async Task RunAsync()
    {
        var writes = new List<Write>();
        var rows = new List<StoredRow>();
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await GatherAsync();
            Take(writes, rows);
            await CommitAsync(writes, rows).ConfigureAwait(false);
            writes.Clear();
            rows.Clear();
        }
    }

    private async Task GatherAsync()
    {
        var began = Stopwatch.GetTimestamp();
        var before = 0;
        for (var now = Volatile.Read(ref _waiting); now > before && now < _rowsATransaction; now = Volatile.Read(ref _waiting))
        {
            before = now;
            // To the end of the pool's queue.
            await Task.Yield();
            if (Stopwatch.GetElapsedTime(began) >= _gatherAtMost)
                return;
        }
    }

    private void Take(List<Write> writes, List<StoredRow> rows)
    {
        while (rows.Count < _rowsATransaction && _queue.Reader.TryRead(out var write))
        {
            Interlocked.Add(ref _waiting, -write.Rows.Count);
            if (_isStopped)
                write.Done.SetException(Stopped());
            else if (write.Cancellation.IsCancellationRequested)
                write.Done.SetCanceled(write.Cancellation);
            else
            {
                writes.Add(write);
                rows.AddRange(write.Rows);
            }
        }
    }

    private async Task CommitAsync(List<Write> writes, List<StoredRow> rows)
    {
        try
        {
            if (rows.Count > 0)
                await _inserts.InsertAsync(rows).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever the provider raises goes to those who wrote; the next transaction has its own fate.
            foreach (var write in writes)
                write.Done.SetException(e);
            return;
        }
        foreach (var write in writes)
            write.Done.SetResult();
    }

    private readonly record struct Write(IReadOnlyList<StoredRow> Rows, CancellationToken Cancellation, TaskCompletionSource Done);
}
