using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Communities;

/// <summary>How a <see cref="Community"/> is sharded.</summary>
internal static class CommunitySharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(CommunityCommand.EntityKind, id => Props.Create(() => new CommunityActor(CommunityId.Parse(id), options)), ClusterRoles.Field);
}
