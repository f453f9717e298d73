using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Bridging;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>
/// Everything that can go wrong between two chains, at random: the node dies between any two steps, transactions are dropped, either chain is
/// reorganised or down for a while, another relayer sends the same. In the end each batch is minted once and each message committed.
/// </summary>
public sealed class BridgeFaultTests(ITestOutputHelper output)
{
    private const int Steps = 90;
    private const int DeepestReorg = 6;
    private const int Confirmations = DeepestReorg + 2;

    public static TheoryData<int> Runs => [.. Enumerable.Range(0, Nightly.Times(5, 50))];

    [SkippableTheory]
    [MemberData(nameof(Runs))]
    public async Task Each_batch_is_minted_once_and_each_message_committed(int run)
    {
        var random = Seeds.Random(output, 20261125 + run);
        var dies = false;
        // Every other run behind nodes with limits.
        await using var rig = await BridgeRig.StartAsync(Confirmations, () => dies && random.Next(40) == 0, run % 2 == 0 ? null : 6);
        // No reorganisation reaches the deployment, or a restart: anvil 1.7.1 loses the states before it.
        var floors = new Dictionary<BridgeRig.End, BigInteger>();
        foreach (var end in rig.Ends)
        {
            await end.Anvil.MineAsync(2 * DeepestReorg);
            await end.Anvil.SendAsync<bool?>("evm_setAutomine", false);
            floors[end] = 0;
        }

        var granted = BigInteger.Zero;
        var (batches, reorgs, drops, restarts, foreign) = ((byte)0, 0, 0, 0, 0);
        BridgeRig.End? down = null;
        dies = true;
        for (var step = 0; step < Steps; step++)
        {
            var end = rig.Ends[random.Next(2)];
            switch (random.Next(14))
            {
                case 0 when batches < 12:
                    var wh = (ulong)random.Next(1, 10_000);
                    granted += wh;
                    await rig.GrantAsync(++batches, wh);
                    break;
                case 1:
                    await rig.SealAsync();
                    break;
                case 2 or 3 when end != down:
                    var depth = Math.Min(random.Next(1, DeepestReorg + 1), (int)(await HeightAsync(end) - floors[end]) - 1);
                    if (depth > 0)
                    {
                        await end.Anvil.SendAsync<object?>("anvil_reorg", depth, Array.Empty<object>());
                        reorgs++;
                    }
                    break;
                case 4 when end != down:
                    await end.Anvil.SendAsync<object?>("anvil_dropAllTransactions");
                    drops++;
                    break;
                case 5 when down is null && random.Next(2) == 0:
                    await end.Anvil.StopAsync();
                    down = end;
                    break;
                case 6 when down is not null:
                    await down.Anvil.StartAgainAsync();
                    await down.Anvil.SendAsync<bool?>("evm_setAutomine", false);
                    floors[down] = await HeightAsync(down);
                    down = null;
                    restarts++;
                    break;
                case 7:
                    rig.Log.Clock.Advance(rig.Access.Options.StuckAfter);
                    break;
                case 8 or 9 when down is null:
                    foreign += await RelayAsync(rig, random) ? 1 : 0;
                    break;
                default:
                    if (end != down)
                        await end.Anvil.MineAsync(random.Next(1, 4));
                    break;
            }
            await rig.LookAsync();
        }
        dies = false;
        if (down is not null)
        {
            await down.Anvil.StartAgainAsync();
            await down.Anvil.SendAsync<bool?>("evm_setAutomine", false);
        }
        await rig.SealAsync();
        await rig.UntilAsync(() => CalmAsync(rig), 150);
        output.WriteLine($"{batches} batches, {rig.CrashCount} crashes, {reorgs} reorganisations, {drops} drops, {restarts} restarts, "
            + $"{foreign} by another relayer");

        Assert.Equal(granted, await rig.BalanceAsync());
        Assert.Equal(batches, (await rig.ViewAsync(rig.Route.Token)).Minted);
        Assert.Equal(batches, (await SettledAsync(rig)).Distinct().Count());
        Assert.Equal(batches, (await SettledAsync(rig)).Count);
        Assert.Equal(batches, await rig.SentCountAsync());
        for (var message = 1ul; message <= batches; message++)
            Assert.Equal(BridgeState.Committed, await rig.SentAsync(message));
        Assert.Equal(Enumerable.Range(1, batches).Select(n => ((ulong)n, BridgeEnd.Committed)),
            rig.Entities.Events.OfType<MessageEnded>().Select(e => (e.Number, e.End)).Order());
        foreach (var end in rig.Ends)
            await CheckAsync(rig, end);
    }

    // Sends what is final already, as an honest relayer would that does not know of this one.
    private static async Task<bool> RelayAsync(BridgeRig rig, Random random)
    {
        var messages = (await rig.ViewAsync(rig.Route.Sender)).Messages;
        if (messages.IsEmpty)
            return false;
        var (message, _, answer) = messages[random.Next(messages.Count)];
        await rig.Service.SendForeignAsync(BridgeAbi.ReceiveCall(BridgeAbi.Nonce(rig.Route, message.Number), message.Data));
        if (answer is { Outcome: BridgeOutcome.Accepted } && random.Next(2) == 0)
            await rig.Access.SendForeignAsync(BridgeAbi.CommitCall(message.Number, default));
        return true;
    }

    private static async Task<bool> CalmAsync(BridgeRig rig)
    {
        foreach (var end in rig.Ends)
        {
            if (!(await rig.AccountAsync(end)).UnderWay.IsEmpty || !(await rig.ViewAsync(end.Options.Find(ContractKind.Bridge)!.Value)).Calls.IsEmpty)
                return false;
        }
        return (await rig.ViewAsync(rig.Route.Token)).Mints.IsEmpty && (await rig.ViewAsync(rig.Route.Sender)).Messages.IsEmpty;
    }

    private static async Task<BigInteger> HeightAsync(BridgeRig.End end) => (await end.Anvil.SendAsync<HexBigInteger>("eth_blockNumber")).Value;

    // Every time the token settled.
    private static async Task<IReadOnlyList<Hash256>> SettledAsync(BridgeRig rig)
    {
        var filter = new NewFilterInput([rig.Route.Token.Contract], [[Keccak256.Hash("Settled(bytes32,address,bytes32)")]],
            BlockParameter.CreateEarliest(), BlockParameter.CreateLatest());
        return [.. (await rig.Service.Anvil.Client.SendRequestAsync<IReadOnlyList<FilterLog>>(new RpcRequest("eth_getLogs", filter)))
            .Select(l => new Hash256(l.Topics[1]))];
    }

    // Nonces without gap, and what was final is in the block that was recorded.
    private static async Task CheckAsync(BridgeRig rig, BridgeRig.End end)
    {
        var account = await rig.AccountAsync(end);
        Assert.Equal(new HexBigInteger(account.NextNonce), await end.Anvil.Web3().Eth.Transactions.GetTransactionCount.SendRequestAsync(
            account.Id.Account, BlockParameter.CreateLatest(), CancellationToken.None));
        var events = rig.Entities.Events.OfType<ChainAccountEvent>().Where(e => e.Id == account.Id).ToList();
        var signed = events.OfType<TransactionSigned>().Select(e => e.Nonce).ToList();
        Assert.Equal(signed, events.OfType<TransactionFinalised>().Select(e => e.Nonce).Order());
        foreach (var called in rig.Entities.Events.OfType<CallFinalised>().Where(e => e.Id.Ledger == end.Options.Id))
        {
            var block = await end.Anvil.Web3().Eth.Blocks.GetBlockWithTransactionsHashesByNumber.SendRequestAsync(
                new BlockParameter(called.Receipt.Block.Number), CancellationToken.None);
            Assert.Equal(called.Receipt.Block.Hash, Hash256.Parse(block!.Hash));
        }
    }
}
