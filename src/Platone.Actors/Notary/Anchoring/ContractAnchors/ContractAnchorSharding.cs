using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>How a <see cref="ContractAnchor"/> is sharded.</summary>
internal static class ContractAnchorSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(ContractAnchorCommand.EntityKind, id => Props.Create(() => new ContractAnchorActor(ContractAnchorId.Parse(id), options)));
}
