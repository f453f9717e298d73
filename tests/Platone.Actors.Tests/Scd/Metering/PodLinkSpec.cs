using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd.Metering;

/// <summary>How far the links of PODs to their owners have come, as the SCD shows it.</summary>
public abstract class PodLinkSpec(DatabaseProvider provider)
{
    private static readonly DateTimeOffset T0 = Given.Epoch;
    private static readonly string Key = "02" + new string('a', 64);
    private static readonly string OtherKey = "03" + new string('b', 64);
    private static readonly ContractAnchorId Registry = ContractAnchorId.Parse("access-0x00000000000000000000000000000000000000cc");
    private static readonly ChainReceipt Receipt = new(new Hash256(Keccak256.Hash("t"u8)), new BlockRef(4711,
        new Hash256(Keccak256.Hash("b"u8))));

    [SkippableFact]
    public async Task A_link_shows_how_far_it_has_come()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var link = Given.Link(1, 0, Key);
        await world.RecordAsync(Given.PodRegistered(1), Given.NodeRegistered(1, 1, Key));
        Assert.Null(await LinkAsync(world));
        await world.RecordAsync(new OwnerLinked(Given.Pod(1), link, T0));
        var signed = (await LinkAsync(world))!;
        Assert.Equal((PodLinkState.Signed, true, Registry.ToString(), 31337L), (signed.State, signed.IsCurrent, signed.Registry,
            signed.ChainId));
        Assert.Equal("0x0101010101010101010101010101010101010101", signed.Account);

        var call = Call(link, signed.Event.SequenceNr);
        await world.RecordAsync(new CallRequested(Registry, call, T0));
        Assert.Equal(PodLinkState.Signed, (await LinkAsync(world))!.State);
        await world.RecordAsync(new CallFinalised(Registry, call.Name, Receipt, T0.AddMinutes(1)));
        var there = (await LinkAsync(world))!;
        Assert.Equal((PodLinkState.OnChain, new CallReceipt(Receipt.Transaction.ToString(), 4711, Receipt.Block.Hash.ToString(),
            T0.AddMinutes(1))),
            (there.State, there.Receipt));

        // Another key: what the chain says of the meter is no longer so.
        await world.RecordAsync(new LightNodeKeyChanged(Given.Node(1), Given.Pod(1), OtherKey, T0));
        Assert.Equal((PodLinkState.Stale, false), ((await LinkAsync(world))!.State, (await LinkAsync(world))!.IsCurrent));
        await world.RecordAsync(new LightNodeKeyRevoked(Given.Node(1), Given.Pod(1), OtherKey, T0));
        Assert.Equal(PodLinkState.Stale, (await LinkAsync(world))!.State);
        var node = (await world.Reader.LightNodeAsync(Given.Node(1), default))!;
        Assert.Equal((true, T0), (node.IsKeyed, node.KeyRevokedAt));

        await world.RecordAsync(new OwnerRevoked(Given.Pod(1), link, T0.AddMinutes(2)));
        var ended = (await LinkAsync(world))!;
        Assert.Equal((PodLinkState.Revoked, T0.AddMinutes(2), null), (ended.State, ended.RevokedAt, ended.Receipt));
    }

    [SkippableFact]
    public async Task One_that_was_given_up_says_why_until_the_owner_signs_anew()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var link = Given.Link(1, 0, Key);
        await world.RecordAsync(Given.PodRegistered(1), Given.NodeRegistered(1, 1, Key), new OwnerLinked(Given.Pod(1), link, T0));
        var call = Call(link, (await LinkAsync(world))!.Event.SequenceNr);
        await world.RecordAsync(new CallRequested(Registry, call, T0), new CallAbandoned(Registry, call.Name, "too late", T0));
        Assert.Equal((PodLinkState.Abandoned, "too late"), ((await LinkAsync(world))!.State, (await LinkAsync(world))!.Reason));
        await world.RecordAsync(new OwnerLinked(Given.Pod(1), Given.Link(2, 0, Key), T0));
        Assert.Equal((PodLinkState.Signed, null), ((await LinkAsync(world))!.State, (await LinkAsync(world))!.Reason));

        var row = (await world.Reader.PodsAsync(null, new PageRequest(null, 10), default)).Items.Single();
        Assert.Equal("0x0202020202020202020202020202020202020202", row.Link!.Account);
    }

    private static CallRequest Call(OwnerLink link, long eventNr) =>
        RegistryCalls.Link(new RegistryLink(new Hash256(link.Commitment.Items.AsSpan()),
        new Address(link.Owner.Items.AsSpan()), new Hash256(link.MeterKeyHash.Items.AsSpan()), link.Nonce, link.Deadline, link.Signature),
            eventNr);

    private static async Task<PodLink?> LinkAsync(ScdWorld world) => (await world.Reader.PodAsync(Given.Pod(1), default))!.Link;

    public sealed class OnSqlite() : PodLinkSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : PodLinkSpec(DatabaseProvider.PostgreSql);
}
