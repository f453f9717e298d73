using System.Collections.Immutable;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Sessions.Forms;
using Platone.Actors.Serialization;

namespace Platone.Actors.Markets.Tokens.Policies;

/// <summary>The codec table of <see cref="AggregatorTokens"/>: nothing is personal.</summary>
public static class TokenPolicyTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("token-policy")
        .Event<TokenPolicySet>("set", 1, e => SubjectOf(e.Id),
            e => Content.Open(new Wire.TokenPolicySet { Aggregator = e.Id.Value, Policy = ToWire(e.ValidFrom, e.Policy) }), Decode,
            UnitLayout.OneOpen(Wire.TokenPolicySet.Descriptor))
        .Snapshot<AggregatorTokens>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
        .Build();

    private static string SubjectOf(ParticipantId aggregator) => $"{SetTokenPolicy.EntityKind}-{aggregator}";

    private static TokenPolicySet Decode(DecodingEvent d)
    {
        var open = d.Open(Wire.TokenPolicySet.Parser);
        var policy = Scalars.Required(open.Policy);
        return new TokenPolicySet(ParticipantId.Parse(open.Aggregator), FromWire(policy), Instant.FromMicroseconds(policy.ValidFrom),
            d.RecordedAt);
    }

    private static EventContent Encode(AggregatorTokens s)
    {
        var open = new Wire.Snapshot { Aggregator = s.Id.Value };
        open.Policies.Add(s.Policies.Select(p => ToWire(p.Key, p.Value)));
        return Content.Open(open);
    }

    private static AggregatorTokens DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        return new AggregatorTokens(ParticipantId.Parse(open.Aggregator))
        {
            Policies = open.Policies.ToImmutableSortedDictionary(p => Instant.FromMicroseconds(p.ValidFrom), FromWire),
            RecordedAt = d.RecordedAt,
        };
    }

    private static Wire.Policy ToWire(DateTimeOffset validFrom, TokenPolicy policy) => new()
    {
        MintedPerKwh = Scalars.ToWire(policy.MintedPerKilowattHour),
        BurnedPerKwh = Scalars.ToWire(policy.BurnedPerKilowattHour),
        ValidFrom = Instant.Microseconds(validFrom),
    };

    private static TokenPolicy FromWire(Wire.Policy stored) => new(Scalars.Decimal(stored.MintedPerKwh), Scalars.Decimal(stored.BurnedPerKwh));
}
