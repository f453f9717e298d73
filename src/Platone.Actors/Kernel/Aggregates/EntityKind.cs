using Akka.Actor;

namespace Platone.Actors.Kernel.Aggregates;

/// <summary>One kind of sharded entity: its shard type and how one is made. Each aggregate's folder has one (<c>LightNodeSharding</c>).</summary>
/// <param name="Name">Shard type, and first part of the persistence id: <c>light-node</c>.</param>
/// <param name="Props">The actor of an entity id.</param>
/// <param name="Role">The role of the nodes they live on (<see cref="ClusterRoles"/>); null for all nodes.</param>
public sealed record EntityKind(string Name, Func<string, Props> Props, string? Role = null);
