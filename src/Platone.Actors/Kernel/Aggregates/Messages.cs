namespace Platone.Actors.Kernel.Aggregates;

/// <summary>A message to one entity of a shard region.</summary>
public interface IEntityMessage
{
    /// <summary>The shard type of the entity (<c>light-node</c>), and the first part of its persistence id.</summary>
    string Kind { get; }

    /// <summary>The entity's id inside its region: what follows the kind in its persistence id.</summary>
    string EntityId { get; }
}

/// <summary>Asks an entity to do something (imperative: <c>PlaceOffer</c>). Carries the time it was given; nothing that decides reads a clock.</summary>
public interface ICommand : IEntityMessage
{
    /// <summary>When the command was given, by the clock of the edge that gave it (UTC).</summary>
    DateTimeOffset At { get; }
}

/// <summary>Asks an entity for what it knows (<c>GetX</c>); changes nothing and is answered from confirmed state only.</summary>
public interface IQuery : IEntityMessage;

/// <summary>Marks what an entity answers a query with, so that it reaches askers on other nodes: it is in its folder's table of messages.</summary>
public interface IAnswer;

/// <summary>
/// Something that happened, in the past tense (<c>OfferPlaced</c>): what the journal stores for ever.
/// Immutable, and compared by content in tests.
/// </summary>
public interface IDomainEvent
{
    /// <summary>When it was recorded (UTC): the time of the command that caused it.</summary>
    DateTimeOffset RecordedAt { get; }
}

/// <summary>The state of an aggregate: a pure record that decides and folds.</summary>
/// <typeparam name="TSelf">The state itself.</typeparam>
/// <typeparam name="TCommand">What it can be asked to do.</typeparam>
/// <typeparam name="TEvent">What can happen to it.</typeparam>
public interface IAggregate<out TSelf, in TCommand, TEvent> : ISnapshotState
    where TSelf : IAggregate<TSelf, TCommand, TEvent>
    where TEvent : class, IDomainEvent
{
    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    Decision<TEvent> Decide(TCommand command);

    /// <summary>Folds one event. Total: an unknown event raises <see cref="UnknownEventException"/>, it is never ignored.</summary>
    TSelf Apply(TEvent @event);
}

/// <summary>Marks a state that may be stored as a snapshot, so that the journal's serializer takes it and no other does.</summary>
public interface ISnapshotState;

/// <summary>An event reached a fold that does not know it: a bug, or a journal newer than the program.</summary>
/// <param name="aggregate">The aggregate that folds.</param>
/// <param name="event">The event it does not know.</param>
public sealed class UnknownEventException(string aggregate, object @event)
    : Exception($"{aggregate} does not know the event {@event.GetType().FullName}");
