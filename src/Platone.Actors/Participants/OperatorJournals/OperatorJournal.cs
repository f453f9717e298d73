using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Participants.OperatorJournals;

/// <summary>
/// What operators did in a month: the audit trail of commands that change what others rely on (operations, "pbm" and "Security").
/// </summary>
/// <param name="Id">The month.</param>
internal sealed record OperatorJournal(OperatorJournalId Id) : IAggregate<OperatorJournal, OperatorJournalCommand, OperatorJournalEvent>
{
    /// <summary>Actions recorded so far, so that none is recorded twice.</summary>
    public ImmutableSortedSet<OperatorActionId> Actions { get; init; } = [];

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A month in which nobody has done anything.</summary>
    public static OperatorJournal Empty(OperatorJournalId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<OperatorJournalEvent> Decide(OperatorJournalCommand command) => command switch
    {
        RecordOperatorAction c => Record(c),
        _ => throw new ArgumentException($"an operator journal does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op.</summary>
    public OperatorJournal Apply(OperatorJournalEvent @event)
    {
        var next = @event switch
        {
            OperatorActed e => this with { Actions = Actions.Add(e.Action) },
            _ => throw new UnknownEventException(nameof(OperatorJournal), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>By content.</summary>
    public bool Equals(OperatorJournal? other) =>
        other is not null && Id == other.Id && RecordedAt == other.RecordedAt && Actions.SetEquals(other.Actions);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, RecordedAt, Actions.Count);

    private Decision<OperatorJournalEvent> Record(RecordOperatorAction c)
    {
        if (Actions.Contains(c.Action))
            return Decision.AlreadyDone;
        if (!PlainText.IsValid(c.Command))
            return Decision.Reject(PlainText.Problem("bad-command", "a command", c.Command, "command"));
        if (!PlainText.IsValid(c.Node))
            return Decision.Reject(PlainText.Problem("bad-node", "a node's address", c.Node, "node"));
        return Decision.Emit(new OperatorActed(Id, c.Action, c.Operator, c.Command, c.Node, Instant.Cut(c.At)));
    }
}
