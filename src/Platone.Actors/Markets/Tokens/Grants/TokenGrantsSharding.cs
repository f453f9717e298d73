using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Grants;

/// <summary>How <see cref="TokenGrants"/> are sharded.</summary>
internal static class TokenGrantsSharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(GrantTokens.EntityKind, id => Props.Create(() => new TokenGrantsActor(MarketSessionId.Parse(id), options)));
}
