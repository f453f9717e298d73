using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Tokens.Policies;

/// <summary>An aggregator set its token policy.</summary>
/// <param name="Id">The aggregator.</param>
/// <param name="Policy">The policy.</param>
/// <param name="ValidFrom">First instant it holds, UTC.</param>
/// <param name="RecordedAt">When, UTC.</param>
public sealed record TokenPolicySet(ParticipantId Id, TokenPolicy Policy, DateTimeOffset ValidFrom, DateTimeOffset RecordedAt) : IDomainEvent;
