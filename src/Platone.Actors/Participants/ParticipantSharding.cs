using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Participants;

/// <summary>How a <see cref="Participant"/> is sharded.</summary>
internal static class ParticipantSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(ParticipantCommand.EntityKind, id => Props.Create(() => new ParticipantActor(ParticipantId.Parse(id), options)), ClusterRoles.Market);
}
