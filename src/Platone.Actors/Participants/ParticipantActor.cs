using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Participants;

/// <summary>The actor of a <see cref="Participant"/>: nothing but the shell.</summary>
internal sealed class ParticipantActor(ParticipantId id, ShellOptions options)
    : AggregateActor<Participant, ParticipantCommand, ParticipantEvent>($"{ParticipantCommand.EntityKind}-{id}", Participant.Empty(id), options);
