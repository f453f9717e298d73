using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Anchoring.Resuming;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>A chain that is set back behind what was final, as a network restored from a backup is, and an operator who goes on with it.</summary>
public sealed class SetBackTests(ITestOutputHelper output)
{
    private static readonly PodId Pod = new(Pseudonym.From(new byte[16]));
    private static readonly Address Holder = Address.Parse("0x00000000000000000000000000000000000000aa");

    /// <summary>When somebody sends the lost transactions again: never, before the operator acts, after it.</summary>
    public enum Return
    {
        Never,
        Before,
        After,
    }

    [SkippableTheory]
    [InlineData(Return.Never)]
    [InlineData(Return.Before)]
    [InlineData(Return.After)]
    public async Task What_the_chain_lost_is_done_again_in_order_and_nothing_twice(Return comesBack)
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        await MintAsync(rig, 1, 100);
        await rig.SealAsync(5);
        await registry.LinkAsync(registry.Signed(1, 1, 0));
        await CalmAsync(rig);
        Assert.False((await rig.Resumption().LookAsync(default)).IsSetBack);
        var snapshot = await anvil.SendAsync<string>("evm_snapshot");

        // Lost: two heads, a batch, a succession and a second POD; a third head is not even final.
        await MintAsync(rig, 2, 20);
        await rig.SealAsync(7);
        string[] asked = [(await registry.LinkAsync(registry.Signed(1, 2, 0))).Name, (await registry.LinkAsync(registry.Signed(2, 1, 1))).Name];
        await CalmAsync(rig);
        await rig.SealAsync(9);
        await CalmAsync(rig);
        await rig.SealAsync(3);
        await rig.LookAsync();
        var (before, account) = (await HeadsAsync(rig, 3), await rig.AccountAsync());
        Assert.True(await anvil.SendAsync<bool>("evm_revert", snapshot));
        await OthersAsync(anvil);
        Assert.Equal(1ul, await rig.HeadSeqAsync());

        var raws = rig.Entities.Events.OfType<TransactionSigned>().OrderBy(t => t.Nonce).Select(t => t.Transaction.Raw.ToArray()).ToList();
        if (comesBack == Return.Before)
            await SendAsync(rig, raws);
        await rig.LookAsync();
        await rig.LookAsync();
        var setBack = await rig.Resumption().LookAsync(default);
        output.WriteLine(setBack.ToString());
        Assert.Equal((2, 1, 2, 0), (setBack.Heads, setBack.Mints, setBack.Calls, setBack.Messages));
        if (comesBack != Return.Before)
        {
            Assert.All([(await rig.HeadsAsync()).Alarms, (await rig.TokensAsync()).Alarms, (await registry.ViewAsync()).Alarms],
                alarms => Assert.Contains(alarms, a => a.Kind == LedgerAlarmKind.Contradiction));
            // Nothing is sent, and nothing mends itself.
            Assert.Equal(account, await rig.AccountAsync());
            Assert.Equal(1ul, await rig.HeadSeqAsync());
        }
        var signed = rig.Entities.Events.OfType<TransactionSigned>().Count();

        Assert.Equal(setBack, await rig.Resumption().ResumeAsync(default));
        Assert.False((await rig.Resumption().LookAsync(default)).IsSetBack);
        var again = await rig.HeadsAsync();
        Assert.Equal((1ul, 2ul), (again.Head!.Seq, again.Anchor!.Seq));
        Assert.Equal([3ul, 4ul], again.Behind.Select(a => a.Seq));
        Assert.Equal(asked, (await registry.ViewAsync()).Calls.Select(c => c.Name));
        if (comesBack == Return.After)
            await SendAsync(rig, raws);
        await CalmAsync(rig);
        await rig.LookAsync();

        Assert.Equal(4ul, await rig.HeadSeqAsync());
        Assert.Equal(before, await HeadsAsync(rig, 3));
        Assert.Equal(EventLogWork.HeadHash(24, new Hash256(await rig.Log.RootAsync())), await rig.HeadOfAsync(4));
        Assert.Equal(120, await rig.BalanceAsync(Holder));
        Assert.Equal([(anvil.Keys[1].PublicKey.Address, false), (anvil.Keys[2].PublicKey.Address, true)], await registry.LinksAsync(1));
        Assert.Equal([(anvil.Keys[1].PublicKey.Address, true)], await registry.LinksAsync(2));
        Assert.All([(await rig.HeadsAsync()).Alarms, (await rig.TokensAsync()).Alarms, (await registry.ViewAsync()).Alarms], alarms => Assert.Empty(alarms));
        if (comesBack == Return.Before)
            Assert.Equal(signed, rig.Entities.Events.OfType<TransactionSigned>().Count());
        // All of it is in the journal: final, undone, final again.
        Assert.Equal([1ul, 2, 3, 2, 3, 4], rig.Entities.Events.OfType<AnchorFinalised>().Select(e => e.Head.Seq));
        Assert.Equal([3ul, 2], rig.Entities.Events.OfType<AnchorUndone>().Select(e => e.Anchor.Seq));
        Assert.Equal(3, rig.Entities.Events.OfType<TokensMinted>().Count());
        await StandsAsync(rig);
        Assert.True(await new AnchorProofStore(rig.Log.Database).HasAsync(LedgerId.Service, LedgerAddress.Lower(rig.EventLog.Contract), 4, default));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task An_operators_word_that_dies_halfway_is_given_again(int run)
    {
        var random = Seeds.Random(output, 20261124 + run);
        var dies = false;
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil, dies: () => dies && random.Next(12) == 0);
        await rig.LookAsync();
        var snapshot = await anvil.SendAsync<string>("evm_snapshot");
        for (byte batch = 1; batch <= 3; batch++)
        {
            await MintAsync(rig, batch, batch);
            await rig.SealAsync(batch);
            await CalmAsync(rig);
        }
        Assert.True(await anvil.SendAsync<bool>("evm_revert", snapshot));
        await OthersAsync(anvil);
        dies = true;
        while (!await TriedAsync(async () => await rig.Resumption().ResumeAsync(default)))
            await TriedAsync(() => rig.LookAsync());
        for (var look = 0; look < 60; look++)
        {
            await TriedAsync(() => rig.LookAsync());
            await anvil.MineAsync(2);
        }
        dies = false;
        Assert.NotEqual(0, rig.CrashCount);
        await CalmAsync(rig);
        Assert.Equal(3ul, await rig.HeadSeqAsync());
        Assert.Equal(1 + 2 + 3, await rig.BalanceAsync(Holder));
        Assert.Equal(3, (await rig.TokensAsync()).Minted);
        await StandsAsync(rig);
    }

    [SkippableFact]
    public async Task Where_a_contract_itself_is_gone_there_is_nothing_to_go_on_with()
    {
        await using var anvil = await Anvil.StartAsync();
        var snapshot = await anvil.SendAsync<string>("evm_snapshot");
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await CalmAsync(rig);
        Assert.True(await anvil.SendAsync<bool>("evm_revert", snapshot));
        var refused = await Assert.ThrowsAsync<LedgerNotResumableException>(() => rig.Resumption().ResumeAsync(default));
        Assert.Contains("there is no contract at", refused.Message, StringComparison.Ordinal);
        Assert.Empty(rig.Entities.Events.OfType<AnchorUndone>());
    }

    [SkippableTheory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Tokens_that_came_over_a_bridge_are_minted_once_whichever_ledger_is_set_back(bool access, bool service)
    {
        await using var rig = await BridgeRig.StartAsync();
        await rig.GrantAsync(1, 100);
        await rig.SealAsync();
        await rig.UntilCalmAsync();
        var snapshots = new Dictionary<BridgeRig.End, string>();
        foreach (var end in rig.Ends)
            snapshots[end] = await end.Anvil.SendAsync<string>("evm_snapshot");
        for (byte batch = 2; batch <= 4; batch++)
        {
            await rig.GrantAsync(batch, batch);
            await rig.SealAsync();
            await rig.UntilCalmAsync();
        }
        // One is under way while it happens.
        await rig.GrantAsync(5, 5);
        await rig.SealAsync();
        await rig.LookAsync();
        foreach (var end in rig.Ends.Where(e => e == rig.Access ? access : service))
        {
            Assert.True(await end.Anvil.SendAsync<bool>("evm_revert", snapshots[end]));
            await OthersAsync(end.Anvil);
        }
        for (var look = 0; look < 5; look++)
        {
            await rig.LookAsync();
            foreach (var end in rig.Ends)
                await end.Anvil.MineAsync(2);
        }
        foreach (var end in rig.Ends.Where(e => e == rig.Access ? access : service))
        {
            Assert.Contains((await rig.ViewAsync(end.Options.Find(ContractKind.Bridge)!.Value)).Alarms, a => a.Kind == LedgerAlarmKind.Contradiction);
            var setBack = await rig.Resumption(end).ResumeAsync(default);
            output.WriteLine(setBack.ToString());
            Assert.Equal(end == rig.Access ? 3 : 0, setBack.Messages);
        }
        await rig.UntilCalmAsync();
        Assert.Equal(100 + 2 + 3 + 4 + 5, await rig.BalanceAsync());
        Assert.Equal(5ul, await rig.SentCountAsync());
        for (var message = 1ul; message <= 5; message++)
            Assert.Equal(Actors.Notary.Anchoring.Bridging.BridgeState.Committed, await rig.SentAsync(message));
        foreach (var end in rig.Ends)
        {
            Assert.All(end.Options.Contracts.Keys, kind => Assert.Empty(rig.ViewAsync(end.Options.Find(kind)!.Value).GetAwaiter().GetResult().Alarms));
            Assert.False((await rig.Resumption(end).LookAsync(default)).IsSetBack);
        }
    }

    // Everything that the journal calls final is in the block it names.
    private static async Task StandsAsync(AnchoringRig rig)
    {
        Assert.False((await rig.Resumption().LookAsync(default)).IsSetBack);
        var settled = await new JsonRpcChain(rig.Anvil.Client, FeeProfile.Eip1559).Logs.ReadAsync(rig.FlexToken.Contract, [[FlexTokenAbi.SettledTopic]], 0,
            await new JsonRpcChain(rig.Anvil.Client, FeeProfile.Eip1559).HeightAsync(default), default);
        Assert.Equal(settled.Count, settled.Select(l => new Hash256(l.Topics[1])).Distinct().Count());
    }

    private static async Task<bool> TriedAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (CrashException)
        {
            return false;
        }
    }

    // What others do on the chain, so that its blocks are not those that went.
    private static async Task OthersAsync(Anvil anvil)
    {
        var web3 = anvil.Web3(9);
        await web3.Eth.Sender.WaitForReceiptAsync(await web3.Eth.Sender.SendAsync(new TransactionInput(Holder, [], new HexBigInteger(new BigInteger(1))), default), default);
        await anvil.MineAsync(4);
    }

    private static async Task SendAsync(AnchoringRig rig, IEnumerable<byte[]> raws)
    {
        var chain = new JsonRpcChain(rig.Anvil.Client, FeeProfile.Eip1559);
        foreach (var raw in raws)
            await chain.SendAsync(raw, default);
    }

    private static async Task<IReadOnlyList<Hash256>> HeadsAsync(AnchoringRig rig, int count)
    {
        var heads = new List<Hash256>();
        for (var seq = 1ul; seq <= (ulong)count; seq++)
            heads.Add(await rig.HeadOfAsync(seq));
        return heads;
    }

    private static async Task MintAsync(AnchoringRig rig, byte batch, ulong wh)
    {
        await rig.Entities.SendAsync(new LinkHolder(rig.FlexToken, Pod, Holder, [], rig.Log.Clock.GetUtcNow()), default);
        await rig.Entities.SendAsync(new RequestMint(rig.FlexToken, new Hash256([batch, .. new byte[31]]), new EventId("market-session-s", batch),
            [new HolderGrant(Pod, wh, 0)], rig.Log.Clock.GetUtcNow()), default);
    }

    private static async Task CalmAsync(AnchoringRig rig)
    {
        var registry = new RegistryRig(rig);
        for (var look = 0; look < 60; look++)
        {
            await rig.LookAsync();
            await rig.Anvil.MineAsync(3);
            var (size, _) = await rig.Log.Reader().HeadAsync(default);
            if ((await rig.HeadsAsync()).Head?.Size == (ulong)size && (await rig.TokensAsync()).Mints.IsEmpty && (await registry.ViewAsync()).Calls.IsEmpty
                && (await rig.AccountAsync()).UnderWay.IsEmpty)
                return;
            rig.Log.Clock.Advance(rig.Options.StuckAfter / 4);
        }
        Assert.Fail($"not calm: {await rig.HeadsAsync()} {await rig.TokensAsync()} {await registry.ViewAsync()} {await rig.AccountAsync()}");
    }
}
