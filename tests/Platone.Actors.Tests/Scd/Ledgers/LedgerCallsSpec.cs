using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.FlexMarkets;
using Platone.Actors.Scd.Ledgers;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd.Ledgers;

/// <summary>Where sessions stand on a ledger, as the SCD shows it.</summary>
public sealed class LedgerCallsSpec
{
    private static readonly MarketSessionId Session = new("terni-1");
    private static readonly DateTimeOffset At = Given.Epoch;
    private static readonly ContractAnchorId Old = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000aa"));
    private static readonly ContractAnchorId Market = new(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000bb"));

    [SkippableTheory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task A_session_shows_which_transactions_brought_it_to_its_ledger(DatabaseProvider provider)
    {
        using var world = await ScdWorld.OpenAsync(provider);
        Assert.Null(await world.Market.LedgerAsync(Session, default));

        await world.RecordAsync(Asked(Old, "requests"), Asked(Market, "requests"), Asked(Market, "offers"), Done(Market, "requests", 7));
        var gate = (await world.Market.LedgerAsync(Session, default))!;
        Assert.Equal((Market.Contract.ToString(), true, false), (gate.Contract, gate.Requests!.IsFinal, gate.Offers!.IsFinal));
        Assert.Equal((Hash(7).ToString(), 7L, Hash(107).ToString()), (gate.Requests.TransactionHash, gate.Requests.BlockNumber, gate.Requests.BlockHash));
        Assert.Null(gate.Outcome ?? gate.Proved);

        // Proved only when every part is, those too that are not asked for yet.
        await world.RecordAsync(Done(Market, "offers", 8), Asked(Market, "outcome"), Done(Market, "outcome", 9), Asked(Market, "awards-1-of-10"),
            Done(Market, "awards-1-of-10", 9), Asked(Market, "settlement-2"), Asked(Market, "settlement-1"));
        Assert.Equal((true, false), await ProvedAsync());
        for (var i = 10; i >= 2; i--)
            await world.RecordAsync(Asked(Market, $"awards-{i}-of-10"));
        for (var i = 2; i <= 10; i++)
        {
            Assert.Equal((true, false), await ProvedAsync());
            await world.RecordAsync(Done(Market, $"awards-{i}-of-10", (byte)(i + 10)));
        }
        Assert.Equal((true, true), await ProvedAsync());
        await world.RecordAsync(new CallAbandoned(Market, SessionCallNames.Full(Session, "settlement-2"), "it cannot be", At));
        var ledger = (await world.Market.LedgerAsync(Session, default))!;
        Assert.Equal(20, ledger.Proved!.BlockNumber);
        // A chain that was set back: what it lost is under way, and then there again.
        await world.RecordAsync(new CallUndone(Market, Asked(Market, "awards-10-of-10").Call, At));
        Assert.Equal((true, false), await ProvedAsync());
        await world.RecordAsync(Done(Market, "awards-10-of-10", 77));
        Assert.Equal(77, (await world.Market.LedgerAsync(Session, default))!.Proved!.BlockNumber);
        Assert.Equal([(1, null), (2, "it cannot be")], ledger.Settlements.Select(s => (s.Version, s.Call.GivenUp)));
        Assert.Null(await world.Market.LedgerAsync(new MarketSessionId("terni-2"), default));

        async Task<(bool Outcome, bool Proved)> ProvedAsync() =>
            (await world.Market.LedgerAsync(Session, default))! is var l ? (l.Outcome!.IsFinal, l.Proved!.IsFinal) : default;
    }

    // Which call an award is in follows from how many each proves, in the order in which they were parted: request by request.
    [SkippableTheory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task An_award_shows_the_call_that_proves_it(DatabaseProvider provider)
    {
        using var world = await ScdWorld.OpenAsync(provider);
        (string, string)[] awards = [("r1", "o1"), ("r2", "o2"), ("r1", "o3"), ("r1", "o4")];
        Assert.Empty(await CallsAsync());
        await world.RecordAsync(Proving(2, 3, 1), Proving(1, 3, 2), Done(Market, "awards-1-of-3", 7));
        var calls = await CallsAsync();
        Assert.Equal([(("r1", "o1"), 1, 7L), (("r1", "o3"), 1, 7L), (("r1", "o4"), 2, null)],
            calls.OrderBy(c => c.Key).Select(c => (c.Key, SessionCallNames.AwardsOf(c.Value.Name)!.Value.Number, c.Value.Call.BlockNumber)));
        await world.RecordAsync(Proving(3, 3, 1), Done(Market, "awards-3-of-3", 9));
        Assert.Equal(9, (await CallsAsync())[("r2", "o2")].Call.BlockNumber);

        // A proof that cannot be is given up for all of them.
        await world.RecordAsync(Proving(1, 1, 0, Old), new CallAbandoned(Old, SessionCallNames.Full(Session, "awards-1-of-1"), "it cannot be", At));
        Assert.Equal([.. Enumerable.Repeat("it cannot be", 4)], (await CallsAsync()).Values.Select(c => c.Call.GivenUp));

        async Task<Dictionary<(string Request, string Offer), AwardLedgerRow>> CallsAsync()
        {
            await using var connection = await world.Store.OpenAsync(default);
            return await connection.AwardCallsAsync(Session, awards, default);
        }
    }

    private static CallRequested Proving(int number, int all, int awards, ContractAnchorId? contract = null) => new(contract ?? Market,
        new CallRequest(SessionCallNames.Full(Session, SessionCallNames.Awards(number, all)), SessionCallNames.Lane(Session),
            ValueList.Of<byte>(FlexMarketAbi.AwardsCall(Hash(1), new FlexAwards(0, new FlexRequest(Hash(2), 1, null, Hash(3)), [Hash(4), Hash(5)], 0,
                Enumerable.Range(0, awards).Select(i => new FlexAward((uint)i, 500_000, new FlexOffer(Hash(6), 1, 0, 0, Hash(7), [new FlexStep(1_000_000, 5)],
                    PowerProfile.Of(4, _ => 1_000), Hash(8)), [Hash(9)])).ToValueList()))), new EventId("market-session-terni-1", 1)), At);

    [SkippableTheory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task A_head_that_the_chain_lost_has_no_row_until_it_is_there_again(DatabaseProvider provider)
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var log = new ContractAnchorId(LedgerId.Service, Address.Parse("0x00000000000000000000000000000000000000cc"));
        await world.RecordAsync(Final(1, 10), Final(2, 20), Undone(2), Final(2, 21), Undone(2));
        Assert.Equal([(1L, 10L)], await RowsAsync());
        await world.RecordAsync(Undone(1), Final(1, 11), Final(2, 22));
        Assert.Equal([(1, 11), (2, 22)], await RowsAsync());

        AnchorFinalised Final(ulong seq, byte block) => new(log,
            new AnchoredHead(seq, 5 * seq, Hash(1), new ChainReceipt(Hash(block), new BlockRef(block, Hash(block)))), At);
        AnchorUndone Undone(ulong seq) => new(log, new AnchorRequest(seq, 5 * seq, Hash(1), []), new AnchoredHead(seq - 1, 0, Hash(2), null), At);
        async Task<IReadOnlyList<(long Seq, long Block)>> RowsAsync()
        {
            await using var connection = world.Database.Connect();
            return [.. (await connection.GetTable<AnchorRecord>().ToListAsync()).OrderBy(a => a.Seq).Select(a => (a.Seq, a.BlockNumber))];
        }
    }

    private static CallRequested Asked(ContractAnchorId contract, string name) => new(contract,
        new CallRequest(SessionCallNames.Full(Session, name), SessionCallNames.Lane(Session), [1, 2, 3, 4], new EventId("market-session-terni-1", 1)), At);

    private static CallFinalised Done(ContractAnchorId contract, string name, byte block) => new(contract, SessionCallNames.Full(Session, name),
        new ChainReceipt(Hash(block), new BlockRef(block, Hash((byte)(block + 100)))), At);

    private static Hash256 Hash(byte value) => new([.. Enumerable.Repeat(value, 32)]);
}
