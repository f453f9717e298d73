using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions.Forms;
using Platone.Actors.Serialization;

namespace Platone.Actors.Markets.Tokens.Grants;

/// <summary>The codec table of <see cref="TokenGrants"/>. What is about a holder is sealed under its POD's key.</summary>
public static class TokenGrantsTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("token-grants")
        .Event<TokensGranted>("tokens-granted", 1, e => SubjectOf(e.Id), Encode, Decode,
            UnitLayout.OneOpen(Wire.TokensGranted.Descriptor).WithMembers(new UnitKind(Wire.TokenGrant.Descriptor, "1 a grant")))
        .Snapshot<TokenGrants>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.OneOpen(Wire.Snapshot.Descriptor).WithMembers(new UnitKind(Wire.Made.Descriptor, "1 a holder")))
        .Build();

    private static string SubjectOf(MarketSessionId session) => $"{GrantTokens.EntityKind}-{session}";

    private static EventContent Encode(TokensGranted e) => Content
        .Open(new Wire.TokensGranted
        {
            Session = e.Id.Value,
            Version = e.Version,
            Batch = e.Batch,
            Aggregator = e.Aggregator.Value,
            MintedPerKwh = Scalars.ToWire(e.Policy.MintedPerKilowattHour),
            BurnedPerKwh = Scalars.ToWire(e.Policy.BurnedPerKilowattHour),
        })
        .WithPods(e.Grants, g => g.Holder.Pod, ToWire);

    private static TokensGranted Decode(DecodingEvent d)
    {
        var open = d.Open(Wire.TokensGranted.Parser);
        return new TokensGranted(MarketSessionId.Parse(open.Session), open.Version, open.Batch, ParticipantId.Parse(open.Aggregator),
            new TokenPolicy(Scalars.Decimal(open.MintedPerKwh), Scalars.Decimal(open.BurnedPerKwh)),
            d.Pods(Wire.TokenGrant.Parser, g => (g.Index, g.Pod)).Select(FromWire).ToValueList(), d.RecordedAt);
    }

    private static Wire.TokenGrant ToWire(TokenGrant grant, uint place)
    {
        var message = new Wire.TokenGrant { Index = place, Pod = grant.Holder.Pod.ToString(), Minted = grant.Minted, Burned = grant.Burned };
        if (grant.Holder.Customer is { } customer)
            message.Customer = customer.Value;
        return message;
    }

    private static TokenGrant FromWire(Wire.TokenGrant stored) =>
        new(Holder(stored.Pod, stored.HasCustomer ? stored.Customer : null), stored.Minted, stored.Burned);

    private static EventContent Encode(TokenGrants s) => Content
        .Open(new Wire.Snapshot { Session = s.Id.Value, Version = s.Version })
        .WithPods(s.Made, m => m.Key.Holder.Pod, (made, place) =>
        {
            var message = new Wire.Made
            {
                Index = place, Pod = made.Key.Holder.Pod.ToString(), Aggregator = made.Key.Aggregator.Value, Units = made.Value,
            };
            if (made.Key.Holder.Customer is { } customer)
                message.Customer = customer.Value;
            return message;
        });

    private static TokenGrants DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        return new TokenGrants(MarketSessionId.Parse(open.Session))
        {
            Version = open.Version,
            Made = d.Pods(Wire.Made.Parser, m => (m.Index, m.Pod)).ToImmutableSortedDictionary(
                m => (ParticipantId.Parse(m.Aggregator), Holder(m.Pod, m.HasCustomer ? m.Customer : null)), m => m.Units),
            RecordedAt = d.RecordedAt,
        };
    }

    private static TokenHolder Holder(string pod, string? customer) =>
        new(PodId.Parse(pod), customer is null ? null : ParticipantId.Parse(customer));
}
