using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace Platone.Actors.Tests.Kernel;

/// <summary>Akka's in-memory journal that does to the next writes what the test says.</summary>
public sealed class FaultyJournal : MemoryJournal
{
    /// <summary>What happens to the next writes, by persistence id; a write without an entry succeeds.</summary>
    internal static ConcurrentDictionary<string, ConcurrentQueue<Fault>> Next { get; } = new();

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        if (Next.TryGetValue(writes[0].PersistenceId, out var faults) && faults.TryDequeue(out var fault))
        {
            fault.Reached.TrySetResult();
            await fault.Go.Task;
            if (fault.Kind == FaultKind.Fail)
                throw new IOException("the disk is gone");
            if (fault.Kind == FaultKind.Reject)
                return writes.Select(_ => (Exception)new InvalidOperationException("not this one")).ToImmutableList();
        }
        return await base.WriteMessagesAsync(writes, cancellationToken);
    }

    internal static Fault Prepare(string persistenceId, FaultKind kind, bool held = false)
    {
        var fault = new Fault(kind);
        if (!held)
            fault.Go.SetResult();
        Next.GetOrAdd(persistenceId, _ => new ConcurrentQueue<Fault>()).Enqueue(fault);
        return fault;
    }

    internal sealed record Fault(FaultKind Kind)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal enum FaultKind
    {
        Slow,
        Fail,
        Reject,
    }
}
