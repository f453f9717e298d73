using Akka.Persistence;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Benchmarks.Audit;

/// <summary>The reference: Akka.Persistence's own recovery of a stream from its first event on, folded with the aggregate's own function.</summary>
internal sealed class BareRecovery<TState, TCommand, TEvent>(string persistenceId, TState initial, TaskCompletionSource<long> recovered) : UntypedPersistentActor
    where TState : class, IAggregate<TState, TCommand, TEvent>
    where TCommand : class, ICommand
    where TEvent : class, IDomainEvent
{
    private TState _state = initial;
    private long _events;

    public override string PersistenceId => persistenceId;

    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case TEvent e:
                _state = _state.Apply(e);
                _events++;
                break;
            case RecoveryCompleted:
                recovered.TrySetResult(_events);
                Context.Stop(Self);
                break;
        }
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => recovered.TrySetException(reason);

    protected override void OnCommand(object message) => Unhandled(message);
}
