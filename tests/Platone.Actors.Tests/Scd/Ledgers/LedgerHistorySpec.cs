using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Markets.Tokens;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd.Ledgers;

/// <summary>What ledgers have had over time, as the SCD shows it.</summary>
public sealed class LedgerHistorySpec
{
    private static readonly DateTimeOffset T0 = Given.Epoch;
    private static readonly ContractAnchorId Log = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000aa"));

    [SkippableTheory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task Heads_of_an_anchor_are_together_since_the_oldest_of_them_was_sealed(DatabaseProvider provider)
    {
        using var world = await ScdWorld.OpenAsync(provider);
        Assert.Empty(await HeadsAsync(T0));
        await SealAsync(world, (10, 1), (20, 2), (30, 3), (40, 10), (50, 12), (60, 13));
        Assert.Equal([(1, null, null, 60)], await HeadsAsync(T0));

        await world.RecordAsync(Anchored(Log, 1, 20, 5), Anchored(Log, 2, 40, 11),
            Anchored(new ContractAnchorId(LedgerId.Access, Log.Contract), 1, 60, 14));
        Assert.Equal([(1, 5, 1, 20), (3, 11, 2, 40), (12, null, null, 60)], await HeadsAsync(T0));
        Assert.Equal([(3, 11, 2, 40), (12, null, null, 60)], await HeadsAsync(T0.AddMinutes(6)));
        // What was sealed elsewhere kept nothing waiting here.
        await world.RecordAsync(Anchored(Log, 3, 60, 20), Anchored(Log, 4, 75, 21));
        Assert.Equal([(12, 20, 3, 60)], await HeadsAsync(T0.AddMinutes(12)));
        Assert.Empty(await HeadsAsync(T0.AddMinutes(21)));

        async Task<IEnumerable<(int, int?, long?, long)>> HeadsAsync(DateTimeOffset since) => (await world.Reader.AnchoredHeadsAsync(Log, since, default))
            .Select(h => ((int)(h.SealedAt - T0).TotalMinutes, h.AnchoredAt is { } at ? (int?)(at - T0).TotalMinutes : null, h.Seq, h.TreeSize));
    }

    [SkippableTheory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task Tokens_are_summed_by_contract_and_by_where_they_stand(DatabaseProvider provider)
    {
        using var world = await ScdWorld.OpenAsync(provider);
        Assert.Empty(await world.Market.TokenTotalsAsync(default));
        var (events, contract) = (new List<IDomainEvent>(), TokenTale.Contract(1));
        var tale = new TokenTale(events.Add);
        tale.Grant(new MarketSessionId("s1"), 1, T0, (1, null, 700), (2, "customer-2", 300), (3, null, -50));
        tale.Grant(new MarketSessionId("s2"), 1, T0, (1, null, 11));
        tale.Grant(new MarketSessionId("s3"), 1, T0, (1, null, 5));
        tale.Link(contract, 1, 1, T0);
        tale.Ask(contract, T0);
        tale.Mint(contract, 0, T0);
        tale.Ask(contract, T0);
        await world.RecordAsync(events);
        Assert.Equal(
            [
                new TokenTotalsRow("service", contract.Contract.ToString(), new(1, 700, 0), new(1, 11, 0), new(2, 300, 50)),
                new TokenTotalsRow(null, null, default, default, new(1, 5, 0)),
            ], await world.Market.TokenTotalsAsync(default));
    }

    private static AnchorFinalised Anchored(ContractAnchorId contract, ulong seq, ulong size, int minute)
    {
        var hash = new Hash256([.. Enumerable.Repeat((byte)seq, Hash256.Bytes)]);
        return new AnchorFinalised(contract, new AnchoredHead(seq, size, hash, new ChainReceipt(hash, new BlockRef(seq, hash))), T0.AddMinutes(minute));
    }

    private static async Task SealAsync(ScdWorld world, params IEnumerable<(long Size, int Minute)> seals)
    {
        await using var connection = await world.Store.OpenAsync(default);
        await connection.ReplaceAsync<SealRecord>(
            [.. seals.Select(s => new SealRecord { TreeSize = s.Size, ThroughOrdering = s.Size, SealedAtUs = T0.AddMinutes(s.Minute).Us(), RootHex = "00" })], default);
    }
}
