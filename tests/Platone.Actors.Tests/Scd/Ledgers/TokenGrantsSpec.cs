using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Tokens;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd.Ledgers;

/// <summary>Where granted tokens are on a chain, as the SCD shows it.</summary>
public sealed class TokenGrantsSpec
{
    private static readonly MarketSessionId Session = new("terni-1");
    private static readonly MarketSessionId Old = new("terni-old");
    private static readonly DateTimeOffset At = Given.Epoch;
    private static readonly PageRequest All = new(null, 1_000);

    [SkippableTheory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task A_grant_waits_for_an_account_is_asked_for_and_is_minted_by_a_transaction(DatabaseProvider provider)
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var (events, contract) = (new List<IDomainEvent>(), TokenTale.Contract(1));
        var tale = new TokenTale(events.Add);
        await ThenAsync(() => tale.Grant(Session, 1, At, (1, null, 700), (2, "customer-2", 300), (2, "customer-3", -50)));
        Assert.All(await GrantsAsync(), g => Assert.Null(g.Ledger));

        // A holder with an account is asked for at once, under the batch's id; the other waits, under none yet.
        await ThenAsync(() => tale.Link(contract, 1, 1, At));
        await ThenAsync(() => tale.Ask(contract, At.AddMinutes(1)));
        var batch = Hash256.Parse("0x" + TokenSettlementId.Of(Session, 1, 0).Hex);
        var own = TokenTale.FollowUp(contract, 2);
        Assert.Equal([(1, batch.ToString(), At.AddMinutes(1), null), (2, null, null, null), (2, null, null, null)], await StandAsync());
        Assert.All(await GrantsAsync(), g => Assert.Equal(("service", contract.Contract.ToString()), (g.Ledger!.Ledger, g.Ledger.Contract)));

        ChainReceipt? first = null, second = null;
        await ThenAsync(() => first = tale.Mint(contract, 0, At.AddMinutes(2)));
        Assert.Equal([first!.Value.Block.Number, null, null], (await GrantsAsync()).Select(g => (ulong?)g.Ledger!.BlockNumber));
        await ThenAsync(() => tale.Link(contract, 2, 2, At.AddMinutes(3)));
        Assert.Equal([At.AddMinutes(1), At.AddMinutes(3), At.AddMinutes(3)], (await GrantsAsync()).Select(g => g.Ledger!.AskedAt));
        await ThenAsync(() => second = tale.Mint(contract, 0, At.AddMinutes(4)));
        Assert.Equal([(1, batch.ToString(), At.AddMinutes(1), first), (2, own.ToString(), At.AddMinutes(3), second), (2, own.ToString(), At.AddMinutes(3), second)],
            await StandAsync());
        Assert.Equal([At.AddMinutes(2), At.AddMinutes(4), At.AddMinutes(4)], (await GrantsAsync()).Select(g => g.Ledger!.FinalAt));

        // A chain that was set back loses them, and has them again.
        await ThenAsync(() => tale.Undo(contract, 0, At));
        await ThenAsync(() => tale.Undo(contract, 0, At));
        Assert.Equal([(1, batch.ToString(), At.AddMinutes(1), null), (2, own.ToString(), At.AddMinutes(3), null), (2, own.ToString(), At.AddMinutes(3), null)],
            await StandAsync());
        Assert.All(await GrantsAsync(), g => Assert.Equal((null, null), (g.Ledger!.BlockHash, g.Ledger.FinalAt)));
        await ThenAsync(() =>
        {
            tale.Mint(contract, 0, At.AddMinutes(4));
            tale.Mint(contract, 0, At.AddMinutes(4));
        });
        Assert.All(await GrantsAsync(), g => Assert.Equal(At.AddMinutes(4), g.Ledger!.FinalAt));

        // A correction's batch is another one, and a contract that takes the place of another counts from when it is asked.
        await ThenAsync(() => tale.Grant(Session, 2, At, (1, null, 650), (2, "customer-2", 300), (2, "customer-3", -50)));
        await ThenAsync(() => tale.Ask(contract, At.AddMinutes(5)));
        Assert.Equal((0L, 50L, At.AddMinutes(5)), (await GrantsAsync())[^1] is var g ? (g.Grant.Minted, g.Grant.Burned, g.Ledger!.AskedAt) : default);
        await ThenAsync(() => tale.Ask(TokenTale.Contract(2), At.AddMinutes(6)));
        Assert.All((await GrantsAsync()).SkipLast(1), g => Assert.Equal((TokenTale.Contract(2).Contract.ToString(), null, null),
            (g.Ledger!.Contract, g.Ledger.AskedAt, g.Ledger.TransactionHash)));

        // What follows of a POD that was erased says of nobody that it does.
        await world.RecordAsync(new WaitingRequested(TokenTale.Contract(2), null, At));
        Assert.All((await GrantsAsync()).SkipLast(1), g => Assert.Null(g.Ledger!.AskedAt));
        await world.RecordAsync(new PodErased(Given.Pod(2), At));
        Assert.Equal([Given.Pod(1), Given.Pod(1)], (await GrantsAsync()).Select(g => g.Grant.Holder.Pod));
        await ThenAsync(() => tale.Link(TokenTale.Contract(2), 2, 2, At.AddMinutes(7)));
        Assert.Equal(2, (await GrantsAsync()).Count);

        // As journals have it from before: each grant that had waited followed by itself.
        await ThenAsync(() => tale.Grant(Old, 1, At, (3, null, 900), (4, null, 100)));
        batch = Hash256.Parse("0x" + TokenSettlementId.Of(Old, 1, 0).Hex);
        var (third, cause) = (new Hash256(SHA256.HashData([.. batch.ToBytes(), .. Encoding.ASCII.GetBytes(Given.Pod(3).ToString())])),
            (await world.Market.TokenGrantsAsync(Old, null, All, default)).Items[0].Event);
        await world.RecordAsync(new MintRequested(contract, new MintRequest(batch, cause, []), [new(Given.Pod(3), 900, 0), new(Given.Pod(4), 100, 0)], At),
            new MintRequested(contract, new MintRequest(third, cause, [new(Address.Parse($"0x{7:x40}"), 900, 0)]), [], At.AddMinutes(8)));
        Assert.Equal([(3, third.ToString(), At.AddMinutes(8)), (4, null, null)],
            (await world.Market.TokenGrantsAsync(Old, null, All, default)).Items
                .Select(g => (g.Grant.Holder.Pod == Given.Pod(3) ? 3 : 4, g.Ledger!.Settlement, g.Ledger.AskedAt)).Order());

        async Task<IReadOnlyList<TokenGrantRow>> GrantsAsync() => [.. (await world.Market.TokenGrantsAsync(Session, null, All, default)).Items];

        async Task<IEnumerable<(int Pod, string? Settlement, DateTimeOffset? AskedAt, ChainReceipt? Receipt)>> StandAsync() =>
            (await GrantsAsync()).Select(g => (g.Grant.Holder.Pod == Given.Pod(1) ? 1 : 2, g.Ledger!.Settlement, g.Ledger.AskedAt,
                g.Ledger.TransactionHash is null ? (ChainReceipt?)null : new ChainReceipt(Hash256.Parse(g.Ledger.TransactionHash),
                    new BlockRef((ulong)g.Ledger.BlockNumber!, Hash256.Parse(g.Ledger.BlockHash)))));

        async Task ThenAsync(Action step)
        {
            events.Clear();
            step();
            await world.RecordAsync(events);
        }
    }
}
