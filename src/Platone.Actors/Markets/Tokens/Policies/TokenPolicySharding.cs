using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Policies;

/// <summary>How <see cref="AggregatorTokens"/> are sharded.</summary>
internal static class TokenPolicySharding
{
    /// <summary>The kind of entity.</summary>
    public static EntityKind Kind(ShellOptions options) =>
        new(SetTokenPolicy.EntityKind, id => Props.Create(() => new AggregatorTokensActor(ParticipantId.Parse(id), options)));
}
