using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Batteries;

/// <summary>How a <see cref="Battery"/> is sharded.</summary>
internal static class BatterySharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(BatteryCommand.EntityKind, id => Props.Create(() => new BatteryActor(BatteryId.Parse(id), options)), ClusterRoles.Field);
}
