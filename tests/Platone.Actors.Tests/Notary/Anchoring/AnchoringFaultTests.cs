using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>
/// Everything that can go wrong between a log and a chain, at random: the node dies between any two steps, transactions are dropped, blocks
/// are late, the chain is reorganised, its node is restarted. In the end each head is anchored once and each settlement minted once.
/// </summary>
public sealed class AnchoringFaultTests(ITestOutputHelper output)
{
    private const int Steps = 60;
    private const int DeepestReorg = 6;
    private const int Confirmations = DeepestReorg + 2;
    private static readonly PodId Pod = new(Pseudonym.From("pod............."u8));
    private static readonly Address Holder = Address.Parse("0x00000000000000000000000000000000000000aa");

    public static TheoryData<int> Runs => [.. Enumerable.Range(0, Nightly.Times(20, 200))];

    [SkippableTheory]
    [MemberData(nameof(Runs))]
    public async Task Each_head_is_anchored_once_and_each_settlement_minted_once(int run)
    {
        var random = Seeds.Random(output, 20261124 + run);
        var isFree = run % 4 == 3;
        await using var anvil = isFree
            ? await Anvil.StartAsync("berlin", 1337, "--gas-price", "0", "--base-fee", "0")
            : await Anvil.StartAsync();
        var dies = false;
        using var rig = await AnchoringRig.StartAsync(anvil, isFree ? FeeProfile.Legacy : FeeProfile.Eip1559, Confirmations,
            () => dies && random.Next(25) == 0);
        await anvil.MineAsync(2 * DeepestReorg);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);

        var granted = BigInteger.Zero;
        var started = BigInteger.Zero;
        var (batch, reorgs, drops, restarts) = (0, 0, 0, 0);
        dies = true;
        for (var step = 0; step < Steps; step++)
        {
            switch (random.Next(12))
            {
                case 0 or 1:
                    await rig.SealAsync(random.Next(1, 9));
                    break;
                case 2:
                    granted += await GrantAsync(rig, (byte)++batch, random);
                    break;
                case 3:
                    // anvil 1.7.1 has lost the states of the blocks before its restart: it cannot go back there.
                    var depth = Math.Min(random.Next(1, DeepestReorg + 1), (int)(await HeightAsync(anvil) - started) - 1);
                    if (depth > 0)
                    {
                        await anvil.SendAsync<object?>("anvil_reorg", depth, Array.Empty<object>());
                        reorgs++;
                    }
                    break;
                case 4:
                    await anvil.SendAsync<object?>("anvil_dropAllTransactions");
                    drops++;
                    break;
                case 5 when random.Next(4) == 0:
                    await anvil.StopAsync();
                    await LookAsync(rig);
                    await anvil.StartAgainAsync();
                    await anvil.SendAsync<bool?>("evm_setAutomine", false);
                    started = await HeightAsync(anvil);
                    restarts++;
                    break;
                case 6:
                    rig.Log.Clock.Advance(rig.Options.StuckAfter);
                    break;
                case < 10:
                    await anvil.MineAsync(random.Next(1, 4));
                    break;
            }
            await LookAsync(rig);
        }
        dies = false;
        await CalmAsync(rig);
        output.WriteLine($"{rig.CrashCount} crashes, {reorgs} reorganisations, {drops} drops, {restarts} restarts, {batch} batches, "
            + $"{(await rig.HeadsAsync()).Head!.Seq} anchors, {(await rig.AccountAsync()).NextNonce} nonces");
        await CheckHeadsAsync(rig);
        await CheckNoncesAsync(rig);
        Assert.Equal(granted, await rig.BalanceAsync(Holder));
        Assert.Equal(batch, (await rig.TokensAsync()).Minted);
    }

    private static async Task<BigInteger> HeightAsync(Anvil anvil) =>
        (await anvil.SendAsync<HexBigInteger>("eth_blockNumber")).Value;

    private static async Task LookAsync(AnchoringRig rig)
    {
        try
        {
            await rig.LookAsync();
        }
        catch (CrashException)
        {
            // The next look begins with what was written.
        }
    }

    private static async Task<ulong> GrantAsync(AnchoringRig rig, byte batch, Random random)
    {
        var wh = (ulong)random.Next(1, 10_000);
        var now = rig.Log.Clock.GetUtcNow();
        ICommand[] commands =
        [
            new RequestMint(rig.FlexToken, new Hash256([batch, .. new byte[31]]), new EventId("market-session-s", batch),
                [new HolderGrant(Pod, wh, 0)], now),
            // The first waits for its account.
            new LinkHolder(rig.FlexToken, Pod, Holder, [], now) { FollowUp = new Hash256([255, .. new byte[31]]) },
        ];
        while (true)
        {
            try
            {
                foreach (var command in commands)
                    await rig.Entities.SendAsync(command, CancellationToken.None);
                return wh;
            }
            catch (CrashException)
            {
                // Whoever grants sends again until it is answered.
            }
        }
    }

    // No more faults: everything comes to its end.
    private static async Task CalmAsync(AnchoringRig rig)
    {
        for (var i = 0; i < 100; i++)
        {
            await rig.LookAsync();
            await rig.Anvil.MineAsync(2);
            rig.Log.Clock.Advance(rig.Options.StuckAfter / 4);
            var (size, _) = await rig.Log.Reader().HeadAsync(CancellationToken.None);
            if ((await rig.HeadsAsync()).Head?.Size == (ulong)size && (await rig.TokensAsync()).Mints.IsEmpty && (await rig.AccountAsync()).UnderWay.IsEmpty)
                return;
        }
        Assert.Fail($"not calm: {await rig.HeadsAsync()} {await rig.TokensAsync()} {await rig.AccountAsync()}");
    }

    private static async Task CheckHeadsAsync(AnchoringRig rig)
    {
        var final = rig.Entities.Events.OfType<AnchorFinalised>().Select(e => e.Head).ToList();
        Assert.Equal(Enumerable.Range(1, final.Count).Select(n => (ulong)n), final.Select(h => h.Seq));
        Assert.Equal((ulong)final.Count, await rig.HeadSeqAsync());
        Assert.Equal(final.Select(h => h.Seq), await AnchoredAsync(rig));
        foreach (var head in final)
        {
            Assert.Equal(await rig.Log.Reader().RootAsync((long)head.Size, CancellationToken.None), head.Root.ToBytes());
            Assert.Equal(EventLogWork.HeadHash(head.Size, head.Root), await rig.HeadOfAsync(head.Seq));
            var block = await rig.Anvil.Web3().Eth.Blocks.GetBlockWithTransactionsHashesByNumber.SendRequestAsync(
                new BlockParameter(head.Receipt!.Value.Block.Number), CancellationToken.None);
            Assert.Equal(head.Receipt.Value.Block.Hash, Hash256.Parse(block!.Hash));
            Assert.Contains(head.Receipt.Value.Transaction.ToString(), block.Transactions);
        }
    }

    private static async Task CheckNoncesAsync(AnchoringRig rig)
    {
        var account = await rig.AccountAsync();
        Assert.Equal(new HexBigInteger(account.NextNonce),
            await rig.Anvil.Web3().Eth.Transactions.GetTransactionCount.SendRequestAsync(account.Id.Account, BlockParameter.CreateLatest(), default));
        var events = rig.Entities.Events.OfType<ChainAccountEvent>().ToList();
        var first = events.OfType<AccountOpened>().Single().NextNonce;
        var signed = events.OfType<TransactionSigned>().Select(e => e.Nonce).ToList();
        Assert.Equal(Enumerable.Range(0, signed.Count).Select(n => first + (ulong)n), signed);
        Assert.Equal(signed, events.OfType<TransactionFinalised>().Select(e => e.Nonce).Order());
    }

    // Every time the contract logged that it took a head.
    private static async Task<IEnumerable<ulong>> AnchoredAsync(AnchoringRig rig)
    {
        var filter = new NewFilterInput([rig.EventLog.Contract], [[Keccak256.Hash("Anchored(uint64,uint64,bytes32)")]],
            BlockParameter.CreateEarliest(), BlockParameter.CreateLatest());
        var logs = await rig.Anvil.Client.SendRequestAsync<IReadOnlyList<FilterLog>>(new RpcRequest("eth_getLogs", filter));
        return logs.Select(l => (ulong)new BigInteger(l.Topics[1], isUnsigned: true, isBigEndian: true));
    }
}
