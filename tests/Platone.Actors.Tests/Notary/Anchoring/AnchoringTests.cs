using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>Heads of a real log on a real chain.</summary>
public sealed class AnchoringTests
{
    private static readonly Address Holder = Address.Parse("0x00000000000000000000000000000000000000aa");

    [SkippableFact]
    public async Task Sealed_heads_come_to_the_chain_and_are_final_when_they_are_deep_enough()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await rig.LookAsync();
        Assert.Equal(1ul, await rig.HeadSeqAsync());
        Assert.Equal((0ul, 1ul), ((await rig.HeadsAsync()).Head!.Seq, (await rig.HeadsAsync()).Anchor!.Seq));
        await rig.LookAsync();
        Assert.NotNull((await rig.AccountAsync()).UnderWay[0].Mined);

        await anvil.MineAsync(2);
        await rig.LookAsync();
        var head = (await rig.HeadsAsync()).Head!;
        Assert.Equal((1ul, 5ul), (head.Seq, head.Size));
        Assert.Equal(await rig.Log.RootAsync(), head.Root.ToBytes());
        Assert.Equal(EventLogWork.HeadHash(head.Size, head.Root), await rig.HeadOfAsync(1));
        Assert.Empty((await rig.AccountAsync()).UnderWay);

        // Two seals while nothing is looked at: one anchor covers both, with the proof that it extends the first.
        await rig.SealAsync(7);
        await rig.SealAsync(20);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        await rig.LookAsync();
        Assert.Equal((2ul, 32ul), ((await rig.HeadsAsync()).Head!.Seq, (await rig.HeadsAsync()).Head!.Size));
        Assert.Equal(EventLogWork.HeadHash(32, new Hash256(await rig.Log.RootAsync())), await rig.HeadOfAsync(2));
        Assert.Empty((await rig.HeadsAsync()).Alarms);
    }

    [SkippableFact]
    public async Task The_chain_proves_the_slot_of_any_head_whatever_digits_it_begins_with()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var chain = new JsonRpcChain(anvil.Client, FeeProfile.Eip1559);
        var slots = Enumerable.Range(1, 64).Select(seq => new HexBigInteger(AnchorCheck.SlotOf((ulong)seq))).ToList();
        Assert.Contains(slots, s => s.HexValue.Length < 66);
        var height = await chain.HeightAsync(default);
        foreach (var slot in slots)
            Assert.Equal(slot.Value, Assert.Single((await chain.ProofAsync(rig.EventLog.Contract, slot, height, default)).StorageProof).Key.Value);
    }

    [SkippableFact]
    public async Task A_bundle_leads_on_to_a_block_that_a_trust_file_knows()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(20);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        await rig.SealAsync(9);
        var notary = rig.Log.Reader();
        var bundle = (await notary.BundleAsync(rig.Log.Journal.Rows[4].Id, null, CancellationToken.None))!;
        var alone = BundleVerifier.Verify(bundle);
        Assert.True(alone.IsValid, string.Join('\n', alone.Checks));
        Assert.Equal(["format", "units", "leaf", "checkpoint", "inclusion", "anchor", "signature"], alone.Checks.Select(c => c.Name));
        Assert.Equal(Attestation.SelfAttested, alone.Attestation);
        var anchor = alone.Proven!.Anchor!;
        var final = (await rig.HeadsAsync()).Head!;
        Assert.Equal((final.Seq, final.Size, final.Root, final.Receipt!.Value.Block), (anchor.Seq, anchor.Size, anchor.Root, new BlockRef(anchor.Block, anchor.BlockHash)));

        var vkey = await notary.VerifierKeyAsync(CancellationToken.None);
        var trusted = BundleVerifier.Verify(bundle, Trust(anchor.BlockHash));
        Assert.Equal((true, Attestation.Anchored, anvil.ChainId), (trusted.IsValid, trusted.Attestation, trusted.Proven?.Anchor?.ChainId));
        Assert.Equal("chain", BundleVerifier.Verify(bundle, Trust(default)).Checks.Single(c => !c.IsOk).Name);
        // Of what is not anchored yet there is a bundle, but not for those who ask for a chain.
        var late = (await notary.BundleAsync(rig.Log.Journal.Rows[25].Id, null, CancellationToken.None))!;
        Assert.True(BundleVerifier.Verify(late).IsValid);
        Assert.False(BundleVerifier.Verify(late, Trust(anchor.BlockHash)).IsValid);

        Assert.All(await ChainLookup.CheckAsync(new Uri(anvil.Url), trusted.Proven!.Anchor!, CancellationToken.None), c => Assert.True(c.IsOk, c.Text));
        var other = trusted.Proven.Anchor! with { BlockHash = default };
        Assert.Equal("block", (await ChainLookup.CheckAsync(new Uri(anvil.Url), other, CancellationToken.None)).Single(c => !c.IsOk).Name);

        TrustFile Trust(Hash256 block) => TrustFile.Parse($$"""
            {"format": "platone/trust/v1", "logs": ["{{vkey}}"], "witnesses": [], "quorum": 0, "chains": [{"chainId": {{anvil.ChainId}},
             "contract": "{{Convert.ToHexStringLower(anchor.Contract.ToBytes())}}", "blockHash": "{{Convert.ToHexStringLower(block.ToBytes())}}"}]}
            """);
    }

    [SkippableFact]
    public async Task A_network_without_fees_gets_legacy_transactions_that_are_never_bumped()
    {
        await using var anvil = await Anvil.StartAsync("berlin", 1337, "--gas-price", "0", "--base-fee", "0");
        using var rig = await AnchoringRig.StartAsync(anvil, FeeProfile.Legacy);
        await rig.SealAsync(5);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        await rig.LookAsync();
        for (var i = 0; i < 5; i++)
        {
            rig.Log.Clock.Advance(rig.Options.StuckAfter);
            await rig.LookAsync();
        }
        var waiting = Assert.Single((await rig.AccountAsync()).UnderWay);
        Assert.Single(waiting.Signed);
        Assert.True(waiting.Last.Fees.IsZero);
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal(1ul, (await rig.HeadsAsync()).Head!.Seq);
    }

    [SkippableFact]
    public async Task A_stuck_transaction_is_replaced_and_then_there_is_an_alarm()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        await rig.LookAsync();
        for (var i = 0; i <= rig.Options.MostReplacements; i++)
        {
            Assert.DoesNotContain((await rig.HeadsAsync()).Alarms, a => a.Kind == LedgerAlarmKind.Stuck);
            rig.Log.Clock.Advance(rig.Options.StuckAfter);
            await rig.LookAsync();
        }
        var stuck = Assert.Single((await rig.AccountAsync()).UnderWay);
        Assert.Equal(1 + rig.Options.MostReplacements, stuck.Signed.Count);
        Assert.Contains((await rig.HeadsAsync()).Alarms, a => a.Kind == LedgerAlarmKind.Stuck);
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Empty((await rig.HeadsAsync()).Alarms);
        Assert.Equal(1ul, (await rig.HeadsAsync()).Head!.Seq);
    }

    [SkippableFact]
    public async Task A_node_of_another_chain_is_refused_and_one_that_is_down_is_waited_for()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await rig.LookAsync(options: rig.Options with { ChainId = 1 });
        Assert.Equal(LedgerAlarmKind.WrongChain, Assert.Single((await rig.HeadsAsync()).Alarms).Kind);
        Assert.Equal(0ul, await rig.HeadSeqAsync());

        await anvil.StopAsync();
        rig.Log.Clock.Advance(TimeSpan.FromHours(3));
        await rig.LookAsync();
        await rig.SealAsync(4);
        Assert.Equal([LedgerAlarmKind.Unreachable, LedgerAlarmKind.WrongChain, LedgerAlarmKind.Lag],
            (await rig.HeadsAsync()).Alarms.Select(a => a.Kind));
        await anvil.StartAgainAsync();
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal((1ul, 9ul), ((await rig.HeadsAsync()).Head!.Seq, (await rig.HeadsAsync()).Head!.Size));
        Assert.Empty((await rig.HeadsAsync()).Alarms);
    }

    [SkippableFact]
    public async Task Tokens_are_minted_once_and_what_the_contract_has_already_is_found()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await LinkAsync(rig, 1, Holder);
        foreach (var batch in (byte[])[1, 2, 3])
        {
            await rig.Entities.SendAsync(new RequestMint(rig.FlexToken, new Hash256([batch, .. new byte[31]]), new EventId("market-session-s", batch),
                [new HolderGrant(Pod(1), 100ul * batch, 0), new HolderGrant(Pod(2), 0, 10)], rig.Log.Clock.GetUtcNow()), CancellationToken.None);
        }
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal(600, await rig.BalanceAsync(Holder));
        var view = await rig.TokensAsync();
        Assert.Equal((3, 0, 3), (view.Minted, view.Mints.Count, view.Waiting));
        Assert.Empty(view.Alarms);

        // What waited for an account: it has nothing to burn, so it owes.
        await LinkAsync(rig, 2, rig.Deployed.Account);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        view = await rig.TokensAsync();
        // Its three grants in one.
        Assert.Equal((4, 0, 0), (view.Minted, view.Mints.Count, view.Waiting));
        Assert.Equal(30, await rig.FlexTokenOnChain().GetFunction("debtOf").CallAsync<int>(rig.Deployed.Account));
    }

    [SkippableFact]
    public async Task More_batches_than_go_at_once_that_are_refused_for_ever_do_not_hold_up_those_behind()
    {
        const int refused = 20;
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await LinkAsync(rig, 1, Holder);
        for (byte batch = 1; batch <= refused; batch++)
        {
            await rig.FlexTokenOnChain().GetFunction("settle").SendTransactionAndWaitForReceiptAsync(CancellationToken.None,
                new Hash256([batch, .. new byte[31]]).ToBytes(), (object[])[rig.Deployed.Account], (object[])[1], (object[])[0]);
        }
        foreach (var batch in Enumerable.Range(1, refused).Append(255).Select(b => (byte)b))
        {
            await rig.Entities.SendAsync(new RequestMint(rig.FlexToken, new Hash256([batch, .. new byte[31]]), new EventId("market-session-s", batch),
                [new HolderGrant(Pod(1), batch, 0)], rig.Log.Clock.GetUtcNow()), CancellationToken.None);
        }
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        var view = await rig.TokensAsync();
        Assert.Equal((1, refused), (view.Minted, view.Mints.Count));
        Assert.Equal(255, await rig.BalanceAsync(Holder));
        Assert.Equal(LedgerAlarmKind.Refused, Assert.Single(view.Alarms).Kind);
    }

    [SkippableFact]
    public async Task Where_the_chain_itself_says_what_is_final_that_is_waited_for()
    {
        await using var anvil = await Anvil.StartAsync(arguments: ["--slots-in-an-epoch", "1"]);
        using var rig = await AnchoringRig.StartAsync(anvil);
        var options = rig.Options with { Finality = new Finality(1, true) };
        var chain = new JsonRpcChain(anvil.Client, FeeProfile.Eip1559);
        await rig.SealAsync(5);
        await rig.LookAsync(options: options);
        await rig.LookAsync(options: options);
        var block = Assert.Single((await rig.AccountAsync()).UnderWay).Mined!.Receipt.Block.Number;
        var waited = 0;
        while (await chain.FinalisedAsync(CancellationToken.None) is not { } final || final < block)
        {
            await rig.LookAsync(options: options);
            Assert.Equal(0ul, (await rig.HeadsAsync()).Head!.Seq);
            await anvil.MineAsync();
            Assert.True(++waited < 100, "no block is ever final");
        }
        Assert.NotEqual(0, waited);
        await rig.LookAsync(options: options);
        Assert.Equal((1ul, block), ((await rig.HeadsAsync()).Head!.Seq, (await rig.HeadsAsync()).Head!.Receipt!.Value.Block.Number));
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_chains_proof_of_every_head_is_kept(bool onPostgreSql)
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil, databases: onPostgreSql ? new PostgreSqlDatabases() : new SqliteDatabases());
        var store = new AnchorProofStore(rig.Log.Database);
        var contract = LedgerAddress.Lower(rig.EventLog.Contract);
        // The slot of head 5 begins with a zero digit: a node that is asked for it as for a number refuses.
        for (var seq = 1; seq <= 6; seq++)
        {
            await rig.SealAsync(3);
            await rig.LookAsync();
            await anvil.MineAsync(3);
            await rig.LookAsync();
            await rig.LookAsync();
            Assert.True(await store.HasAsync(LedgerId.Service, contract, seq, CancellationToken.None), $"head {seq}");
        }
        var covering = (await store.CoveringAsync(7, CancellationToken.None))!;
        Assert.Equal((3, 9), (covering.Seq, covering.Size));
        Assert.Null(await store.CoveringAsync(18, CancellationToken.None));
        // Once more, as after a crash between asking and remembering.
        await store.AddAsync(LedgerId.Service, contract, covering, CancellationToken.None);
        Assert.Equal(covering.ToJson(), (await store.CoveringAsync(7, CancellationToken.None))!.ToJson());
        Assert.Empty((await rig.HeadsAsync()).Alarms);
    }

    private static Task LinkAsync(AnchoringRig rig, byte pod, Address account) => rig.Entities.SendAsync(
        new LinkHolder(rig.FlexToken, Pod(pod), account, [], rig.Log.Clock.GetUtcNow()) { FollowUp = new Hash256([pod, 7, .. new byte[30]]) },
        CancellationToken.None);

    private static PodId Pod(byte number) => new(Pseudonym.From([number, .. new byte[15]]));

    [SkippableFact]
    public async Task The_contract_refuses_the_log_of_a_journal_that_was_tampered_with()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(9);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal(1ul, (await rig.HeadsAsync()).Head!.Seq);

        // Whoever has journal and log's key writes both anew, with one event changed, and goes on.
        using var forged = await AnchoringRig.StartAsync(anvil);
        forged.Log.Journal.Fill(9);
        forged.Log.Journal.Replace(4, forged.Log.Journal.Encode("pod-1", "not what happened"));
        await forged.SealAsync(3);
        var notary = forged.Log.Reader();
        await rig.LookAsync(notary);
        Assert.Null((await rig.HeadsAsync()).Anchor);
        var alarm = Assert.Single((await rig.HeadsAsync()).Alarms);
        Assert.Equal(LedgerAlarmKind.Contradiction, alarm.Kind);
        Assert.Contains("the log was rewritten", alarm.Detail, StringComparison.Ordinal);

        // Nor does the contract, were it asked all the same with the forged log's own proof.
        var root = await notary.RootAsync(12, CancellationToken.None);
        var proof = (await notary.ConsistencyAsync(9, 12, CancellationToken.None)).ToArray();
        var contract = rig.EventLogOnChain();
        var refused = await Assert.ThrowsAsync<RpcResponseException>(() => contract.GetFunction("anchor").EstimateGasAsync(2ul, 12ul, root, proof));
        Assert.Equal("NotConsistent(2)", contract.FindError(refused)?.ToString());
    }
}
