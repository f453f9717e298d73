using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Aggregation.Portfolios;

/// <summary>How a <see cref="Portfolio"/> is sharded.</summary>
internal static class PortfolioSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(PortfolioCommand.EntityKind, id => Props.Create(() => new PortfolioActor(PortfolioId.Parse(id), options)), ClusterRoles.Market);
}
