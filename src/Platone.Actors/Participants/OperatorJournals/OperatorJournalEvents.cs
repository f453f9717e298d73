using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Participants.OperatorJournals;

/// <summary>What can happen to an operator journal.</summary>
/// <param name="Id">The month.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record OperatorJournalEvent(OperatorJournalId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>An operator told a node to do something that changes what others rely on. It is recorded before it is done.</summary>
/// <param name="Id">The month.</param>
/// <param name="Action">The action.</param>
/// <param name="Operator">Who did it.</param>
/// <param name="Command">The command as it was given.</param>
/// <param name="Node">Address of the actor system on the node that was told.</param>
/// <param name="RecordedAt">When.</param>
public sealed record OperatorActed(OperatorJournalId Id, OperatorActionId Action, ParticipantId Operator, string Command, string Node,
    DateTimeOffset RecordedAt) : OperatorJournalEvent(Id, RecordedAt);
