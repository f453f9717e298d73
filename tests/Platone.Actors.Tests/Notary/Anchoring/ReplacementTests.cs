using Microsoft.Extensions.Time.Testing;
using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Tests.Notary.Anchoring.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>Replacements against a pool that has the rule of real networks.</summary>
public sealed class ReplacementTests
{
    private static readonly Secp256k1PrivateKey Key = Secp256k1PrivateKey.Parse(new string('1', 64));
    private static readonly Address Contract = Address.Parse("0x00000000000000000000000000000000000000cc");

    [Theory]
    [InlineData(1ul, 1ul)]
    [InlineData(7ul, 0ul)]
    [InlineData(99ul, 3ul)]
    [InlineData(1_000_000_007ul, 1_000_001ul)]
    public async Task Every_replacement_of_a_stuck_transaction_is_taken(ulong most, ulong priority)
    {
        var pool = new StrictPool(new GasFees(most, priority));
        var clock = new FakeTimeProvider();
        var entities = new StoredEntities(new Crashes(() => false));
        var options = new LedgerOptions(LedgerId.Service, new Uri("http://127.0.0.1"), 1337, FeeProfile.Eip1559);
        var signer = new ChainSigner(Key, 1337, FeeProfile.Eip1559);
        var (id, keeper) = (new ChainAccountId(LedgerId.Service, signer.Account), new AccountKeeper(pool, signer, entities, options, clock));
        await entities.SendAsync(new OpenAccount(id, 1337, 0, clock.GetUtcNow()), default);
        await entities.SendAsync(new SignTransaction(id, new ChainJob(new ContractAnchorId(LedgerId.Service, Contract), "anchor-1"), 0,
            signer.Sign(0, Contract, [1, 2, 3], 100_000, new GasFees(most, priority)), clock.GetUtcNow()), default);

        for (var i = 0; i <= options.MostReplacements; i++)
        {
            var waiting = (await entities.AskAsync<ChainAccountView>(new GetChainAccount(id), default)).UnderWay[0];
            await keeper.KeepAsync(id, waiting, null, default);
            clock.Advance(options.StuckAfter);
        }
        var last = (await entities.AskAsync<ChainAccountView>(new GetChainAccount(id), default)).UnderWay[0];
        Assert.Equal(1 + options.MostReplacements, last.Signed.Count);
        Assert.Equal((0, last.Last.Fees.MostWei), (pool.Refused, (ulong)pool.Waiting(0).MaxFeePerGas));
    }

    [Fact]
    public async Task One_that_offers_less_than_a_tenth_more_is_refused_by_the_pool_and_before_it_by_the_account()
    {
        var pool = new StrictPool(default);
        var signer = new ChainSigner(Key, 1337, FeeProfile.Eip1559);
        var first = signer.Sign(0, Contract, [1], 100_000, new GasFees(1_000, 100));
        await pool.SendAsync([.. first.Raw], default);
        foreach (var (most, priority) in ((ulong, ulong)[])[(1_099, 110), (1_100, 109), (1_000, 100_000)])
        {
            var fees = new GasFees(most, Math.Min(most, priority));
            Assert.Equal(SendOutcomeKind.Underpriced, (await pool.SendAsync([.. signer.Again(first, fees).Raw], default)).Kind);
            Assert.False(fees.Outbid(first.Fees));
        }
        Assert.Equal(SendOutcomeKind.Taken, (await pool.SendAsync([.. signer.Again(first, new GasFees(1_100, 110)).Raw], default)).Kind);
        Assert.False(new GasFees(1_100, 110).Outbid(first.Fees));
        Assert.True(first.Fees.Bumped().Outbid(first.Fees));
    }
}
