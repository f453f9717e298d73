using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.GridOperations.Sensors;

/// <summary>How a <see cref="GridSensor"/> is sharded.</summary>
internal static class GridSensorSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(GridSensorCommand.EntityKind, id => Props.Create(() => new GridSensorActor(GridSensorId.Parse(id), options)), ClusterRoles.Field);
}
