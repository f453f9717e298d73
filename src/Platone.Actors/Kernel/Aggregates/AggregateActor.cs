using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Kernel.Aggregates;

/// <summary>
/// The one actor shell of all aggregates: decides, persists every event of a decision atomically, applies, and replies only after the
/// journal confirmed. While a write is in flight further commands queue; they are then decided one after another, each on the
/// state the one before left, and go out as one atomic write, with adjacent events merged where the aggregate allows it.
/// <para>
/// A write that fails or is refused stops the actor: its outcome is unknown, or Akka has already counted a sequence number that will
/// never be in the journal. The callers get <see cref="CommandReply.Unavailable"/>; the supervisor starts the entity again with
/// back-off, and it recovers what the journal has.
/// </para>
/// </summary>
/// <typeparam name="TState">The aggregate's pure state.</typeparam>
/// <typeparam name="TCommand">Its commands.</typeparam>
/// <typeparam name="TEvent">Its events.</typeparam>
public abstract class AggregateActor<TState, TCommand, TEvent> : UntypedPersistentActor
    where TState : class, IAggregate<TState, TCommand, TEvent>
    where TCommand : class, ICommand
    where TEvent : class, IDomainEvent
{
    private readonly ShellOptions _options;
    private readonly JournalPulse _pulse;
    private readonly Queue<Pending> _waiting = new();
    private readonly List<Answered> _inFlight = [];
    private int _unconfirmed;
    private long _sinceSnapshot;
    private bool _stopping;

    /// <summary>A shell around a start state.</summary>
    /// <param name="persistenceId">Kind, hyphen, entity id.</param>
    /// <param name="initial">The state before the first event.</param>
    /// <param name="options">Limits.</param>
    protected AggregateActor(string persistenceId, TState initial, ShellOptions options)
    {
        PersistenceId = persistenceId;
        State = initial;
        _options = options;
        _pulse = JournalPulse.Of(Context.System);
        if (options.PassivateAfter > TimeSpan.Zero)
            Context.SetReceiveTimeout(options.PassivateAfter);
    }

    /// <inheritdoc/>
    public sealed override string PersistenceId { get; }

    /// <summary>The confirmed state: every event folded into it is in the journal.</summary>
    protected TState State { get; private set; }

    /// <summary>What a reply tells beyond "done": computed from the state the command met and the state it left. Null by default.</summary>
    protected virtual object? Report(TCommand command, TState before, TState after) => null;

    /// <summary>One event that stands for two adjacent ones, or null. Law: folding it equals folding both.</summary>
    protected virtual TEvent? Merge(TEvent earlier, TEvent later) => null;

    /// <summary>The state to go on from after a snapshot: with what is configuration and not stored.</summary>
    protected virtual TState Restore(TState snapshot) => snapshot;

    /// <summary>Answers a query from confirmed state; null if it is not for this aggregate.</summary>
    protected virtual IAnswer? Answer(IQuery query) => null;

    /// <summary>Called with the report of every command that is about to be answered; for work that follows from it.</summary>
    protected virtual void OnAnswered(TCommand command, object? report)
    {
    }

    /// <summary>Called before an idle entity leaves memory; what it sends itself here is still dealt with.</summary>
    /// <returns>Whether it may leave now.</returns>
    protected virtual bool MayPassivate() => true;

    /// <inheritdoc/>
    protected sealed override void OnCommand(object message)
    {
        switch (message)
        {
            case TCommand command:
                Enqueue(command);
                break;
            case IQuery query when Answer(query) is { } answer:
                Sender.Tell(answer);
                break;
            case StopEntity:
                _stopping = true;
                StopWhenQuiet();
                break;
            case ReceiveTimeout:
                if (MayPassivate() && _inFlight.Count == 0 && _waiting.Count == 0)
                    Context.Parent.Tell(new Akka.Cluster.Sharding.Passivate(StopEntity.Instance));
                break;
            case SaveSnapshotSuccess saved:
                DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
                break;
            case SaveSnapshotFailure failure:
                // Only an optimisation: recovery replays the events instead.
                Log.Warning(failure.Cause, "{0}: snapshot {1} was not stored", PersistenceId, failure.Metadata.SequenceNr);
                break;
            case DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected sealed override void OnRecover(object message)
    {
        switch (message)
        {
            case TEvent @event:
                State = State.Apply(@event);
                _sinceSnapshot++;
                break;
            case SnapshotOffer { Snapshot: TState snapshot }:
                State = Restore(snapshot);
                break;
            case SnapshotOffer offer:
                throw new UnknownEventException(PersistenceId, offer.Snapshot);
            case RecoveryCompleted:
                break;
            case IDomainEvent other:
                throw new UnknownEventException(PersistenceId, other);
        }
    }

    /// <inheritdoc/>
    protected sealed override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistRejected(cause, @event, sequenceNr);
        RefuseInFlight($"the journal refused the write: {cause.Message}");
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected sealed override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        base.OnPersistFailure(cause, @event, sequenceNr);
        RefuseInFlight($"the journal did not confirm the write: {cause.Message}");
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        RefuseInFlight("the entity stopped before the journal confirmed");
        while (_waiting.TryDequeue(out var pending))
            pending.ReplyTo.Tell(new CommandReply.Unavailable("the entity stopped"));
        base.PostStop();
    }

    private void Enqueue(TCommand command)
    {
        if (_stopping)
            Sender.Tell(new CommandReply.Unavailable("the entity is stopping"));
        else if (_waiting.Count >= _options.MaxWaiting)
            Sender.Tell(new CommandReply.Unavailable($"{_waiting.Count} commands are waiting already"));
        else
        {
            _waiting.Enqueue(new Pending(command, Sender));
            if (_unconfirmed == 0)
                DecideWaiting();
        }
    }

    private void DecideWaiting()
    {
        while (_unconfirmed == 0 && _waiting.Count > 0)
        {
            var events = new List<TEvent>();
            var working = State;
            while (events.Count < _options.MaxEventsAWrite && _waiting.TryDequeue(out var pending))
            {
                var decision = working.Decide(pending.Command);
                if (decision.Problem is { } problem)
                {
                    _inFlight.Add(new Answered(pending, new CommandReply.Refused(problem), null));
                    continue;
                }

                var before = working;
                foreach (var @event in decision.Events)
                {
                    working = working.Apply(@event);
                    Append(events, @event);
                }
                _inFlight.Add(new Answered(pending, null, Report(pending.Command, before, working)));
            }

            if (events.Count == 0)
                AnswerInFlight();
            else
                Persist(events, working);
        }
    }

    private void Append(List<TEvent> events, TEvent @event)
    {
        if (events.Count > 0 && Merge(events[^1], @event) is { } merged)
            events[^1] = merged;
        else
            events.Add(@event);
    }

    private void Persist(List<TEvent> events, TState next)
    {
        _unconfirmed = events.Count;
        // The asynchronous variant, so that commands keep arriving in the queue while the journal writes.
        PersistAllAsync(events, _ =>
        {
            _sinceSnapshot++;
            if (--_unconfirmed > 0)
                return;
            // Folded when it was decided; by the law of Merge the same as folding what was written.
            State = next;
            _pulse.Signal();
            AnswerInFlight();
            SnapshotIfDue();
            Continue();
        });
    }

    private void Continue()
    {
        DecideWaiting();
        StopWhenQuiet();
    }

    // Refusals too are answered only now: they were decided on a state that includes the events before them in the batch.
    private void AnswerInFlight()
    {
        foreach (var answered in _inFlight)
        {
            CommandReply reply = answered.Refusal is { } refusal ? refusal : new CommandReply.Done(LastSequenceNr, answered.Report);
            answered.Pending.ReplyTo.Tell(reply);
            if (answered.Refusal is null)
                OnAnswered(answered.Pending.Command, answered.Report);
        }
        _inFlight.Clear();
    }

    private void RefuseInFlight(string reason)
    {
        foreach (var answered in _inFlight)
            answered.Pending.ReplyTo.Tell(new CommandReply.Unavailable(reason));
        _inFlight.Clear();
    }

    private void SnapshotIfDue()
    {
        if (_sinceSnapshot < _options.SnapshotEvery)
            return;
        _sinceSnapshot = 0;
        SaveSnapshot(State);
    }

    private void StopWhenQuiet()
    {
        if (_stopping && _unconfirmed == 0 && _waiting.Count == 0)
            Context.Stop(Self);
    }

    private readonly record struct Pending(TCommand Command, IActorRef ReplyTo);

    private readonly record struct Answered(Pending Pending, CommandReply.Refused? Refusal, object? Report);
}

/// <summary>Tells an entity to finish what it has begun and stop: passivation and hand-over.</summary>
public sealed class StopEntity
{
    private StopEntity()
    {
    }

    /// <summary>The message.</summary>
    public static StopEntity Instance { get; } = new();
}
