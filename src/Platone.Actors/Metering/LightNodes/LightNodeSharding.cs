using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>How a <see cref="LightNode"/> is sharded.</summary>
internal static class LightNodeSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(MeteringRules rules, ShellOptions options) =>
        new(LightNodeCommand.EntityKind, id => Props.Create(() => new LightNodeActor(LightNodeId.Parse(id), rules, options)), ClusterRoles.Field);
}
