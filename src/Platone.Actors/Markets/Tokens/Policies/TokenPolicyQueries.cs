using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Policies;

/// <summary>Asks for the token policy of an aggregator at an instant; answered with a <see cref="TokenPolicyAnswer"/>.</summary>
/// <param name="Id">The aggregator.</param>
/// <param name="At">The instant.</param>
public sealed record GetTokenPolicy(ParticipantId Id, DateTimeOffset At) : IQuery
{
    /// <inheritdoc/>
    public string Kind => SetTokenPolicy.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>The token policy of an aggregator at an instant.</summary>
/// <param name="Id">The aggregator.</param>
/// <param name="Policy">The policy; null if it had set none.</param>
public sealed record TokenPolicyAnswer(ParticipantId Id, TokenPolicy? Policy) : IAnswer;
