using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Policies;

/// <summary>The actor of <see cref="AggregatorTokens"/>: the shell, and what is asked when a session was settled.</summary>
internal sealed class AggregatorTokensActor(ParticipantId id, ShellOptions options)
    : AggregateActor<AggregatorTokens, SetTokenPolicy, TokenPolicySet>($"{SetTokenPolicy.EntityKind}-{id}", AggregatorTokens.Empty(id), options)
{
    /// <inheritdoc/>
    protected override object? Answer(IQuery query) => query switch
    {
        GetTokenPolicy q => new TokenPolicyAnswer(State.Id, State.At(q.At)),
        _ => null,
    };
}
