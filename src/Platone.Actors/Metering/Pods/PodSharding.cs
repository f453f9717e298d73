using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.Pods;

/// <summary>How a <see cref="Pod"/> is sharded.</summary>
internal static class PodSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(PodCommand.EntityKind, id => Props.Create(() => new PodActor(PodId.Parse(id), options)), ClusterRoles.Field);
}
