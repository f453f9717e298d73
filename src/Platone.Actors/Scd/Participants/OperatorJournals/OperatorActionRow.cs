using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Scd.Participants.OperatorJournals;

/// <summary>Something an operator told a node to do.</summary>
/// <param name="Id">The action.</param>
/// <param name="Operator">Who did it.</param>
/// <param name="Command">The command as it was given.</param>
/// <param name="Node">Address of the node's actor system.</param>
/// <param name="At">When it was recorded, which was before it was done.</param>
/// <param name="Event">The event.</param>
public sealed record OperatorActionRow(OperatorActionId Id, ParticipantId Operator, string Command, string Node, DateTimeOffset At, EventId Event);
