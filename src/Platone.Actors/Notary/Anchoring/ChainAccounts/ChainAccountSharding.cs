using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Actors.Notary.Anchoring.ChainAccounts;

/// <summary>How a <see cref="ChainAccount"/> is sharded.</summary>
internal static class ChainAccountSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(ChainAccountCommand.EntityKind, id => Props.Create(() => new ChainAccountActor(ChainAccountId.Parse(id), options)));
}
