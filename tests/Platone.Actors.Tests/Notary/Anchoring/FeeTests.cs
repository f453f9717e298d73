using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>Networks that are dear for a while, and nodes that name a wrong price once.</summary>
public sealed class FeeTests
{
    private const ulong Gwei = 1_000_000_000;

    [SkippableFact]
    public async Task Nothing_is_signed_while_the_network_asks_more_than_is_paid()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await BaseFeeAsync(anvil, 100_000 * Gwei);
        await rig.LookAsync();
        var alarm = Assert.Single((await rig.HeadsAsync()).Alarms);
        Assert.Equal(LedgerAlarmKind.TooDear, alarm.Kind);
        Assert.Contains("no more than 500000000000 wei a gas are paid", alarm.Detail, StringComparison.Ordinal);
        Assert.Empty(rig.Entities.Events.OfType<TransactionSigned>());

        // Dear, but affordable: no more is offered than is allowed.
        await BaseFeeAsync(anvil, 400 * Gwei);
        await rig.LookAsync();
        Assert.Equal(500 * Gwei, Assert.Single(rig.Entities.Events.OfType<TransactionSigned>()).Transaction.Fees.MostWei);
        Assert.Equal(1ul, await rig.HeadSeqAsync());
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Empty((await rig.HeadsAsync()).Alarms);
    }

    [SkippableFact]
    public async Task A_stuck_transaction_is_not_replaced_beyond_the_limit()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        await rig.LookAsync();
        await anvil.SendAsync<object?>("anvil_dropAllTransactions");
        await BaseFeeAsync(anvil, 100_000 * Gwei);
        rig.Log.Clock.Advance(rig.Options.StuckAfter);
        await rig.LookAsync();
        Assert.Empty(rig.Entities.Events.OfType<TransactionReplaced>());
        Assert.Contains((await rig.HeadsAsync()).Alarms,
            a => a.Kind == LedgerAlarmKind.Stuck && a.Detail.Contains("most-gas-price", StringComparison.Ordinal));
        await BaseFeeAsync(anvil, Gwei);
        rig.Log.Clock.Advance(rig.Options.StuckAfter);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal(1ul, (await rig.HeadsAsync()).Head!.Seq);
        Assert.DoesNotContain((await rig.HeadsAsync()).Alarms, a => a.Kind == LedgerAlarmKind.Stuck);
    }

    [SkippableFact]
    public async Task What_the_account_cannot_pay_is_signed_anew_when_the_network_asks_less()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await SignAsync(rig, FeeProfile.Eip1559, new GasFees(400_000 * Gwei, Gwei));
        await anvil.SendAsync<object?>("anvil_setBalance", rig.Account.Account.ToString(), new HexBigInteger(1_000_000_000_000_000_000));
        await rig.LookAsync();
        var replaced = Assert.Single(rig.Entities.Events.OfType<TransactionReplaced>());
        Assert.InRange(replaced.Transaction.Fees.MostWei, 1ul, 500 * Gwei);
        Assert.Equal(1ul, await rig.HeadSeqAsync());
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal((1ul, 0), ((await rig.HeadsAsync()).Head!.Seq, (await rig.HeadsAsync()).Alarms.Count));
    }

    [SkippableFact]
    public async Task What_was_signed_for_nothing_is_replaced_when_the_network_asks_something()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil, FeeProfile.Legacy);
        await SignAsync(rig, FeeProfile.Legacy, default);
        await rig.LookAsync();
        Assert.Equal(0ul, await rig.HeadSeqAsync());
        rig.Log.Clock.Advance(rig.Options.StuckAfter);
        await rig.LookAsync();
        Assert.False(Assert.Single(rig.Entities.Events.OfType<TransactionReplaced>()).Transaction.Fees.IsZero);
        Assert.Equal(1ul, await rig.HeadSeqAsync());
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal((1ul, 0), ((await rig.HeadsAsync()).Head!.Seq, (await rig.HeadsAsync()).Alarms.Count));
    }

    [SkippableFact]
    public async Task A_nonce_that_somebody_else_used_in_a_block_that_goes_again_is_not_skipped()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil, confirmations: 4);
        await anvil.MineAsync(4);
        // Ties the account to its chain.
        await rig.LookAsync();
        await anvil.Web3().Eth.Sender.SendAsync(new TransactionInput(rig.EventLog.Contract, [], Gas: new HexBigInteger(100_000)), default);
        await rig.SealAsync(5);
        await rig.LookAsync();
        Assert.Empty(rig.Entities.Events.OfType<NoncesSkipped>());
        await anvil.SendAsync<object?>("anvil_reorg", 1, Array.Empty<object>());
        await anvil.SendAsync<object?>("anvil_dropAllTransactions");
        for (var i = 0; i < 8; i++)
        {
            await rig.LookAsync();
            await anvil.MineAsync();
            rig.Log.Clock.Advance(rig.Options.StuckAfter / 2);
        }
        Assert.Equal(1ul, (await rig.HeadsAsync()).Head!.Seq);
        Assert.Empty((await rig.HeadsAsync()).Alarms);
        Assert.Empty((await rig.AccountAsync()).UnderWay);
    }

    [SkippableFact]
    public async Task A_nonce_that_somebody_else_used_for_good_is_skipped_or_lost_and_the_job_gets_another()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil, confirmations: 4);
        await rig.LookAsync();
        await anvil.Web3().Eth.Sender.SendAsync(new TransactionInput(rig.EventLog.Contract, [], Gas: new HexBigInteger(100_000)), default);
        await rig.SealAsync(5);
        for (var i = 0; i < 12; i++)
        {
            await rig.LookAsync();
            await anvil.MineAsync();
        }
        Assert.Equal(1ul, (await rig.HeadsAsync()).Head!.Seq);
        Assert.Single(rig.Entities.Events.OfType<NonceLost>());
        Assert.Empty((await rig.HeadsAsync()).Alarms);
    }

    // A head's transaction in the journal, signed and not sent, as a node left it that died there.
    private static async Task SignAsync(AnchoringRig rig, FeeProfile profile, GasFees fees)
    {
        await rig.SealAsync(5);
        await rig.LookAsync(options: rig.Options with { MostGas = 21_000 });
        var anchor = (await rig.HeadsAsync()).Anchor!;
        var account = await rig.AccountAsync();
        Assert.Empty(account.UnderWay);
        var call = Actors.Ethereum.Abi.FunctionAbi.Parse("anchor(uint64,uint64,bytes32,bytes32[])")
            .EncodeCall([anchor.Seq, anchor.Size, anchor.Root.ToBytes(), Array.Empty<byte[]>()]);
        var signed = new ChainSigner(rig.Anvil.Keys[0], rig.Options.ChainId, profile).Sign(account.NextNonce, rig.EventLog.Contract, call, 200_000, fees);
        var reply = await rig.Entities.SendAsync(new SignTransaction(rig.Account, new ChainJob(rig.EventLog, anchor.JobName), account.NextNonce, signed,
            rig.Log.Clock.GetUtcNow()), default);
        Assert.IsType<Actors.Kernel.Aggregates.CommandReply.Done>(reply);
    }

    private static async Task BaseFeeAsync(Anvil anvil, ulong wei)
    {
        await anvil.SendAsync<object?>("anvil_setNextBlockBaseFeePerGas", new HexBigInteger(wei));
        await anvil.MineAsync();
    }
}
