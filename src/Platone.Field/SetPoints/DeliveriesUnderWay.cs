using System.Collections.Concurrent;
using Platone.Actors.Kernel.Identity;

namespace Platone.Field.SetPoints;

/// <summary>
/// Deliveries that are published but not recorded yet: a quick device's acknowledgement waits for them, because only what was delivered can be
/// acknowledged. Within this process; elsewhere the set point is sent again, and the device acknowledges again. Thread-safe.
/// </summary>
internal sealed class DeliveriesUnderWay
{
    private readonly ConcurrentDictionary<(LightNodeId, string), TaskCompletionSource> _all = new();

    /// <summary>Begins one; it ends when the result is disposed.</summary>
    public IDisposable Begin(LightNodeId node, string setPoint)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _all[(node, setPoint)] = ended;
        return new End(() =>
        {
            _all.TryRemove(KeyValuePair.Create((node, setPoint), ended));
            ended.TrySetResult();
        });
    }

    /// <summary>Returns when none is under way.</summary>
    public Task WaitAsync(LightNodeId node, string setPoint, CancellationToken cancellation) =>
        _all.TryGetValue((node, setPoint), out var ended) ? ended.Task.WaitAsync(cancellation) : Task.CompletedTask;

    private sealed class End(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
