using Akka.Actor;

namespace Platone.Actors.Kernel.Journal;

/// <summary>Wakes the readers of the journal on this node as soon as an entity here has written; readers elsewhere find out by polling.</summary>
public sealed class JournalPulse : IExtension
{
    private TaskCompletionSource _next = NewSource();

    /// <summary>The pulse of an actor system.</summary>
    public static JournalPulse Of(ActorSystem system) => system.WithExtension<JournalPulse, Provider>();

    /// <summary>Something was written.</summary>
    public void Signal()
    {
        // Most signals find a source that is set already: no allocation on the hot path.
        var current = Volatile.Read(ref _next);
        if (!current.Task.IsCompleted)
            current.TrySetResult();
    }

    /// <summary>Completes at the next signal, or at once if there was one since the last wait returned.</summary>
    internal async Task WaitAsync(TimeSpan limit, TimeProvider clock, CancellationToken cancellation)
    {
        var current = Volatile.Read(ref _next);
        try
        {
            await current.Task.WaitAsync(limit, clock, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return;
        }
        Interlocked.CompareExchange(ref _next, NewSource(), current);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Provider : ExtensionIdProvider<JournalPulse>
    {
        public override JournalPulse CreateExtension(ExtendedActorSystem system) => new();
    }
}
