using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Sessions;

/// <summary>How a <see cref="MarketSession"/> is sharded.</summary>
internal static class MarketSessionSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(MarketSessionCommand.EntityKind, id => Props.Create(() => new MarketSessionActor(MarketSessionId.Parse(id), options)), ClusterRoles.Market);
}
