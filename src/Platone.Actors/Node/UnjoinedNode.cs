using Akka.Actor;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Node;

/// <summary>A node that is in no cluster yet (<c>platone.cluster.discovery = operator</c>): it has no entities, but can read.</summary>
/// <param name="ActorSystem">Its actor system.</param>
/// <param name="Scd">The Shared Customer Database, as the cluster's nodes keep it.</param>
/// <param name="Clock">The one clock.</param>
public sealed record UnjoinedNode(ActorSystem ActorSystem, IScd Scd, TimeProvider Clock)
{
    internal static UnjoinedNode Of(ActorSystem system, StorageOptions storage, TimeProvider clock) =>
        new(system, new ScdReader(new ScdStore(storage.Scd), clock), clock);
}
