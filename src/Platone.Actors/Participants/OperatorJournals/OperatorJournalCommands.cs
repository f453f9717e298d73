using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Participants.OperatorJournals;

/// <summary>What an operator journal can be asked to do.</summary>
/// <param name="Id">The month.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record OperatorJournalCommand(OperatorJournalId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "operator-journal";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Records what an operator is about to do. The same action again has no effect.</summary>
/// <param name="Action">The action.</param>
/// <param name="Operator">Who does it.</param>
/// <param name="Command">The command as it was given: 1 to 200 printable characters.</param>
/// <param name="Node">Address of the actor system on the node that was told: 1 to 200 printable characters.</param>
/// <param name="At">When; it goes into the journal of that month.</param>
public sealed record RecordOperatorAction(OperatorActionId Action, ParticipantId Operator, string Command, string Node, DateTimeOffset At)
    : OperatorJournalCommand(OperatorJournalId.Of(At), At);
