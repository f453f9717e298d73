using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Markets.Tokens.Policies;

/// <summary>
/// An aggregator's token policies and from when on each holds. What holds at an instant is fixed once that instant has passed: no policy
/// reaches back, so that nobody's reward is changed after the fact and an audit finds the policy a session was granted by.
/// </summary>
/// <param name="Id">The aggregator.</param>
internal sealed record AggregatorTokens(ParticipantId Id) : IAggregate<AggregatorTokens, SetTokenPolicy, TokenPolicySet>
{
    /// <summary>By the first instant each holds.</summary>
    public ImmutableSortedDictionary<DateTimeOffset, TokenPolicy> Policies { get; init; } =
        ImmutableSortedDictionary<DateTimeOffset, TokenPolicy>.Empty;

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>Those of an aggregator that has set none.</summary>
    public static AggregatorTokens Empty(ParticipantId id) => new(id);

    /// <summary>The policy that holds at an instant; null if none does.</summary>
    public TokenPolicy? At(DateTimeOffset instant)
    {
        TokenPolicy? holds = null;
        foreach (var (from, policy) in Policies)
        {
            if (from > instant)
                break;
            holds = policy;
        }
        return holds;
    }

    /// <summary>What the command means now. A policy that is set from that instant on already yields no events and the same reply.</summary>
    public Decision<TokenPolicySet> Decide(SetTokenPolicy command)
    {
        var (at, from) = (Instant.Cut(command.At), Instant.Cut(command.ValidFrom));
        if (Fault("mintedPerKwh", command.Policy.MintedPerKilowattHour) is { } minted)
            return Decision.Reject(minted);
        if (Fault("burnedPerKwh", command.Policy.BurnedPerKilowattHour) is { } burned)
            return Decision.Reject(burned);
        if (Policies.GetValueOrDefault(from) == command.Policy)
            return Decision.AlreadyDone;
        return from < at
            ? Decision.Reject("token-policy-in-the-past", $"a token policy holds from now or later, not from {from:O}", "validFrom")
            : Decision.Emit(new TokenPolicySet(Id, command.Policy, from, at));
    }

    /// <summary>Folds one event.</summary>
    public AggregatorTokens Apply(TokenPolicySet @event) => this with
    {
        Policies = Policies.SetItem(@event.ValidFrom, @event.Policy),
        RecordedAt = @event.RecordedAt > RecordedAt ? @event.RecordedAt : RecordedAt,
    };

    /// <summary>By content.</summary>
    public bool Equals(AggregatorTokens? other) => other is not null && Id == other.Id && RecordedAt == other.RecordedAt
        && Policies.SequenceEqual(other.Policies);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, RecordedAt, Policies.Count);

    private static Problem? Fault(string field, decimal rate) => TokenPolicy.IsRate(rate)
        ? null
        : new Problem("token-rate", $"{field} is 0 to 1e6 tokens a kWh with at most 6 decimals, not {rate}", field, ProblemKind.Invalid);
}
