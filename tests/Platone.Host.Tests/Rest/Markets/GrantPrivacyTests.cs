using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Markets.Tokens;
using Platone.Actors.Scd.Notary;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Tokens;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>What leads from a grant of tokens to an account on a chain is for those who may read the POD's code.</summary>
[Collection(nameof(MarketNode))]
public sealed class GrantPrivacyTests(MarketNode node)
{
    [Fact]
    public async Task Who_may_not_read_the_code_of_a_POD_is_not_led_to_its_account()
    {
        var (fleet, others) = (await node.FleetAsync(2), await node.FleetAsync(1));
        PodId[] pods = [.. fleet.Pods.Concat(others.Pods).Select(p => PodId.Parse(p.Pod))];
        var lookup = new PodLookup(node.Host.Node.Scd, node.Host.Node.Directory);
        foreach (var (caller, named) in new (Caller, PodId[])[]
            {
                (Of(fleet.Aggregator, Role.Aggregator), pods[..2]), (Of(others.Aggregator, Role.Aggregator), pods[2..]),
                (Of(fleet.Pods[1].Customer, Role.Customer), pods[1..2]), (Of("operator", Role.Operator), pods), (Of("auditor", Role.Auditor), []),
            })
        {
            Assert.Equal(named.Order(), (await lookup.NamedAsync(caller, pods, default)).Order());
        }
    }

    [Fact]
    public void A_grant_hides_id_transaction_and_block_and_says_where_it_stands()
    {
        var row = new TokenGrantRow(new MarketSessionId("s"), 1, 0, new ParticipantId("agg-1"),
            new TokenGrant(new TokenHolder(new PodId(Pseudonym.New()), null), 1, 0), DateTimeOffset.UnixEpoch, new EventId("token-grants-s", 1), 0,
            new Certification(1, null, null))
        {
            Ledger = new GrantLedgerRow("service", "0xcc", "0x01", DateTimeOffset.UnixEpoch, "0x02", 3, "0x04", DateTimeOffset.UnixEpoch),
        };
        Assert.Equal(new GrantLedgerView("service", "0xcc", GrantLedgerState.Final, "0x01", "0x02", 3, "0x04", DateTimeOffset.UnixEpoch),
            TokenGrantView.Of(row, names: true).Ledger);
        Assert.Equal(new GrantLedgerView("service", "0xcc", GrantLedgerState.Final, null, null, null, null, DateTimeOffset.UnixEpoch),
            TokenGrantView.Of(row, names: false).Ledger);
    }

    private static Caller Of(string id, Role role) => new(new ParticipantId(id), role);
}
