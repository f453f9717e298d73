using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.GridOperations.Operators;

/// <summary>How a <see cref="GridOperator"/> is sharded.</summary>
internal static class GridOperatorSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(GridOperatorCommand.EntityKind, id => Props.Create(() => new GridOperatorActor(NetworkId.Parse(id), options)), ClusterRoles.Grid);
}
