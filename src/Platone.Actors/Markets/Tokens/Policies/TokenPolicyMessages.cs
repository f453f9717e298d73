using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Policies;

/// <summary>
/// Sets an aggregator's token policy from an instant on, until the next one it has set. The same again has no effect; another one for the
/// same instant takes its place, as long as that instant is not past.
/// </summary>
/// <param name="Id">The aggregator.</param>
/// <param name="Policy">The policy.</param>
/// <param name="ValidFrom">First instant it holds; not before <paramref name="At"/>.</param>
/// <param name="At">When the command was given, UTC.</param>
public sealed record SetTokenPolicy(ParticipantId Id, TokenPolicy Policy, DateTimeOffset ValidFrom, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "token-policy";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>An aggregator set its token policy.</summary>
/// <param name="Id">The aggregator.</param>
/// <param name="Policy">The policy.</param>
/// <param name="ValidFrom">First instant it holds, UTC.</param>
/// <param name="RecordedAt">When, UTC.</param>
public sealed record TokenPolicySet(ParticipantId Id, TokenPolicy Policy, DateTimeOffset ValidFrom, DateTimeOffset RecordedAt) : IDomainEvent;

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
public sealed record TokenPolicyAnswer(ParticipantId Id, TokenPolicy? Policy);
