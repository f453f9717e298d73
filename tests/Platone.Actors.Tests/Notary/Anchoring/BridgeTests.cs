using System.Numerics;
using Akka.Configuration;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Ethereum.Contracts;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Bridging;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Tests.Notary.Anchoring.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>Tokens over the bridge between two real chains.</summary>
public sealed class BridgeTests
{
    [SkippableFact]
    public async Task A_batch_is_released_where_its_cause_is_certified_and_minted_on_the_other_ledger()
    {
        await using var rig = await BridgeRig.StartAsync();
        var first = await rig.GrantAsync(1, 1_500);
        // Not before the grant's leaf is under a head that is final there.
        await rig.LookAsync();
        Assert.Equal(0ul, await rig.SentCountAsync());
        await rig.SealAsync();
        await rig.LookAsync();
        await rig.LookAsync();
        Assert.Empty((await rig.ViewAsync(rig.Route.Sender)).Calls);

        await rig.UntilCalmAsync();
        Assert.Equal(1_500, await rig.BalanceAsync());
        Assert.Equal(1, (await rig.ViewAsync(rig.Route.Token)).Minted);
        Assert.Equal((1ul, BridgeState.Committed), (await rig.SentCountAsync(), await rig.SentAsync(1)));
        var message = Assert.Single(rig.Entities.Events.OfType<MessagesRead>().SelectMany(e => e.Messages));
        Assert.Equal((1ul, first), (message.Number, message.Settlement));
        var sent = FunctionAbi.Parse("m(uint256,bytes32,(bytes32,address[],uint256[],uint256[]))").Inputs.DecodeAll(message.Data.Items.AsSpan(), "m");
        var leaf = (await rig.Log.Reader().LeafAsync(rig.Log.Journal.Rows[0].Id, CancellationToken.None))!;
        Assert.Equal(leaf.HashHex, Convert.ToHexStringLower((byte[])sent[1]));
        // The mint's receipt is the service ledger's own, and nothing was sent to the token itself.
        var minted = Assert.Single(rig.Entities.Events.OfType<TokensMinted>());
        Assert.Equal(Assert.Single(rig.Entities.Events.OfType<MessageAnswered>()).Receipt, minted.Receipt);
        Assert.DoesNotContain(rig.Entities.Events.OfType<TransactionSigned>(), e => e.Job.Contract == rig.Route.Token);

        // More of them, at once, and while nothing happens nothing is recorded.
        for (byte batch = 2; batch < 6; batch++)
            await rig.GrantAsync(batch, batch);
        await rig.SealAsync();
        await rig.UntilCalmAsync();
        Assert.Equal(1_500 + 2 + 3 + 4 + 5, await rig.BalanceAsync());
        Assert.Equal(5, (await rig.ViewAsync(rig.Route.Token)).Minted);
        var events = rig.Entities.Events.Count();
        for (var i = 0; i < 5; i++)
        {
            await rig.Access.Anvil.MineAsync(3);
            await rig.LookAsync();
        }
        Assert.Equal(events, rig.Entities.Events.Count());
        Assert.All(await Task.WhenAll(((ContractAnchorId[])[rig.Route.Sender, rig.Route.Receiver, rig.Route.Token]).Select(rig.ViewAsync)),
            v => Assert.Empty(v.Alarms));
    }

    [SkippableFact]
    public async Task What_the_token_refuses_for_now_is_aborted_and_released_again_when_it_would_take_it()
    {
        await using var rig = await BridgeRig.StartAsync();
        var token = rig.Service.Contract(ContractKind.FlexToken, BridgeRig.Pauser);
        await token.GetFunction("pause").SendTransactionAndWaitForReceiptAsync(CancellationToken.None);
        await rig.GrantAsync(1, 700);
        await rig.SealAsync();
        await rig.UntilAsync(async () => !(await rig.ViewAsync(rig.Route.Sender)).Aborted.IsEmpty);
        for (var i = 0; i < 5; i++)
            await rig.LookAsync();
        Assert.Equal((1ul, BridgeState.Aborted), (await rig.SentCountAsync(), await rig.SentAsync(1)));
        var alarm = Assert.Single((await rig.ViewAsync(rig.Route.Receiver)).Alarms);
        Assert.Equal(LedgerAlarmKind.Rejected, alarm.Kind);
        Assert.Equal(4, await ReasonAsync(rig, 1));
        Assert.Single((await rig.ViewAsync(rig.Route.Token)).Mints);

        // The pauser stops, the admin lets go on.
        await rig.Service.Contract(ContractKind.FlexToken).GetFunction("unpause").SendTransactionAndWaitForReceiptAsync(CancellationToken.None);
        await rig.UntilCalmAsync();
        Assert.Equal(700, await rig.BalanceAsync());
        Assert.Equal((2ul, BridgeState.Aborted, BridgeState.Committed), (await rig.SentCountAsync(), await rig.SentAsync(1), await rig.SentAsync(2)));
        Assert.Empty((await rig.ViewAsync(rig.Route.Receiver)).Alarms);
    }

    [SkippableFact]
    public async Task What_took_place_with_other_content_is_never_released_again_and_holds_up_nothing()
    {
        await using var rig = await BridgeRig.StartAsync();
        var settlement = new Hash256([1, .. new byte[31]]);
        var other = rig.Access.Deployed.Admin;
        await rig.Service.Contract(ContractKind.FlexToken).GetFunction("settle").SendTransactionAndWaitForReceiptAsync(CancellationToken.None,
            settlement.ToBytes(), (object[])[other], (object[])[5], (object[])[0]);
        await rig.GrantAsync(1, 700);
        await rig.GrantAsync(2, 30);
        await rig.SealAsync();
        await rig.UntilAsync(async () => !(await rig.ViewAsync(rig.Route.Sender)).Aborted.IsEmpty && (await rig.ViewAsync(rig.Route.Token)).Minted == 1
            && (await rig.ViewAsync(rig.Route.Sender)).Messages.IsEmpty);
        for (var i = 0; i < 10; i++)
        {
            await rig.LookAsync();
            await rig.Access.Anvil.MineAsync(2);
            await rig.Service.Anvil.MineAsync(2);
        }
        Assert.Equal(2ul, await rig.SentCountAsync());
        Assert.Equal(30, await rig.BalanceAsync());
        Assert.Contains("0x" + "01".PadRight(64, '0'), Assert.Single((await rig.ViewAsync(rig.Route.Receiver)).Alarms).Detail, StringComparison.Ordinal);
        Assert.Contains("other content", Assert.Single((await rig.ViewAsync(rig.Route.Token)).Alarms).Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_message_whose_place_was_taken_by_other_data_is_aborted_and_goes_under_another_nonce()
    {
        await using var rig = await BridgeRig.StartAsync();
        var settlement = await rig.GrantAsync(1, 700);
        await rig.SealAsync();
        // A relayer that does not keep to what was sent, and is first.
        var forged = FunctionAbi.Parse("m(uint256,bytes32,(bytes32,address[],uint256[],uint256[]))").Inputs.Encode(
            (object[])[1, new byte[32], (object[])[new byte[31].Append((byte)9).ToArray(), (object[])[BridgeRig.Holder], (object[])[1], (object[])[0]]], "m");
        await rig.Service.SendForeignAsync(BridgeAbi.ReceiveCall(BridgeAbi.Nonce(rig.Route, 1), ValueList.Of<byte>(forged)));
        await rig.UntilCalmAsync();
        Assert.Equal((BridgeState.Aborted, BridgeState.Committed), (await rig.SentAsync(1), await rig.SentAsync(2)));
        Assert.Equal([BridgeOutcome.Displaced, BridgeOutcome.Accepted], rig.Entities.Events.OfType<MessageAnswered>().Select(e => e.Outcome));
        Assert.Equal(2, await ReasonAsync(rig, 1));
        Assert.Equal(settlement, Assert.Single(rig.Entities.Events.OfType<TokensMinted>()).Settlement);
        Assert.Equal(700 + 1, await rig.BalanceAsync());
    }

    [SkippableFact]
    public async Task Wrong_data_under_a_nonce_a_forged_nonce_and_a_leaf_without_certificate_are_refused()
    {
        await using var rig = await BridgeRig.StartAsync();
        await rig.GrantAsync(1, 700);
        await rig.SealAsync();
        await rig.UntilCalmAsync();
        var message = rig.Entities.Events.OfType<MessagesRead>().SelectMany(e => e.Messages).Single();
        var nonce = BridgeAbi.Nonce(rig.Route, 1);
        var receiver = rig.Service.Contract(ContractKind.Bridge, BridgeRig.Foreign);
        var data = message.Data.ToArray();
        data[^1] ^= 1;
        Assert.StartsWith("Conflict(", await RefusedAsync(receiver, "interledgerReceive", nonce, data), StringComparison.Ordinal);
        Assert.StartsWith("BadNonce(", await RefusedAsync(receiver, "interledgerReceive", nonce + 1, message.Data.ToArray()), StringComparison.Ordinal);

        // Of another chain or another bridge neither.
        var elsewhere = BridgeAbi.Nonce(rig.Route with { SenderChainId = 1 }, 1);
        Assert.StartsWith("BadNonce(", await RefusedAsync(receiver, "interledgerReceive", elsewhere, message.Data.ToArray()), StringComparison.Ordinal);

        var head = (await rig.ViewAsync(rig.Route.Log)).Head!;
        var mint = new MintRequest(new Hash256([7, .. new byte[31]]), rig.Log.Journal.Rows[0].Id, [new TokenEntry(BridgeRig.Holder, 1, 0)]);
        var call = BridgeAbi.ReleaseCall(new Certificate(Keccak256.Hash("never happened"), 0, head, []), mint);
        var sender = rig.Access.Contract(ContractKind.Bridge, BridgeRig.Foreign);
        var refused = await Assert.ThrowsAsync<RpcResponseException>(() => rig.Access.Anvil.Client.SendRequestAsync<HexBigInteger>(new RpcRequest(
            "eth_estimateGas", new CallInput(sender.Address, [.. call], rig.Access.Anvil.Keys[BridgeRig.Foreign].PublicKey.Address))));
        Assert.StartsWith("NotCertified(", sender.FindError(refused)?.ToString(), StringComparison.Ordinal);
        Assert.Equal(700, await rig.BalanceAsync());
    }

    [SkippableFact]
    public async Task What_another_relayer_did_is_found_and_a_ledger_that_is_down_is_waited_for()
    {
        await using var rig = await BridgeRig.StartAsync();
        await rig.GrantAsync(1, 700);
        await rig.SealAsync();
        await rig.UntilAsync(async () => !(await rig.ViewAsync(rig.Route.Sender)).Messages.IsEmpty);
        var message = (await rig.ViewAsync(rig.Route.Sender)).Messages[0].Message;
        await rig.Service.Anvil.StopAsync();
        rig.Log.Clock.Advance(TimeSpan.FromHours(5));
        for (var i = 0; i < 5; i++)
        {
            await rig.LookAsync();
            await rig.Access.Anvil.MineAsync(3);
        }
        // Late is no reason to abort.
        Assert.Equal(BridgeState.Pending, await rig.SentAsync(1));
        Assert.Contains((await rig.ViewAsync(rig.Route.Sender)).Alarms, a => a.Kind == LedgerAlarmKind.Lag);
        Assert.Contains((await rig.ViewAsync(rig.Route.Receiver)).Alarms, a => a.Kind == LedgerAlarmKind.Unreachable);

        await rig.Service.Anvil.StartAgainAsync();
        await rig.Service.SendForeignAsync(BridgeAbi.ReceiveCall(BridgeAbi.Nonce(rig.Route, 1), message.Data));
        await rig.Access.SendForeignAsync(BridgeAbi.CommitCall(1, default));
        await rig.UntilCalmAsync();
        Assert.Equal((700, BridgeState.Committed), (await rig.BalanceAsync(), await rig.SentAsync(1)));
        Assert.Equal(1, (await rig.ViewAsync(rig.Route.Token)).Minted);
        Assert.All(await Task.WhenAll(((ContractAnchorId[])[rig.Route.Sender, rig.Route.Receiver]).Select(rig.ViewAsync)), v => Assert.Empty(v.Alarms));
    }

    [Fact]
    public void A_bridge_needs_both_ends_a_log_and_a_token()
    {
        Assert.Null(BridgeRoute.From([Ledger(LedgerId.Access, ContractKind.EventLog), Ledger(LedgerId.Service, ContractKind.FlexToken)]));
        Assert.NotNull(BridgeRoute.From([
            Ledger(LedgerId.Access, ContractKind.EventLog, ContractKind.Bridge), Ledger(LedgerId.Service, ContractKind.FlexToken, ContractKind.Bridge)]));
        Says("platone.ledger.service.bridge", Ledger(LedgerId.Access, ContractKind.EventLog, ContractKind.Bridge), Ledger(LedgerId.Service, ContractKind.FlexToken));
        Says("platone.ledger.access.bridge", Ledger(LedgerId.Service, ContractKind.FlexToken, ContractKind.Bridge));
        Says("platone.ledger.access.event-log", Ledger(LedgerId.Access, ContractKind.Bridge), Ledger(LedgerId.Service, ContractKind.FlexToken, ContractKind.Bridge));
        Says("platone.ledger.service.flex-token", Ledger(LedgerId.Access, ContractKind.EventLog, ContractKind.Bridge), Ledger(LedgerId.Service, ContractKind.Bridge));

        static void Says(string key, params LedgerOptions[] ledgers) =>
            Assert.StartsWith(key, Assert.Throws<ConfigurationException>(() => BridgeRoute.From(ledgers)).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_bridge_of_another_log_or_another_peer_is_a_contradiction()
    {
        await using var rig = await BridgeRig.StartAsync();
        // The wrong way round: either end is asked as the other.
        var route = rig.Route with { Log = rig.Route.Sender, Sender = rig.Route.Sender };
        var chain = new JsonRpcChain(rig.Access.Anvil.Client, FeeProfile.Legacy);
        var sending = new BridgeSendingWork(route, rig.Access.Options.Finality, chain, rig.Log.Reader(), rig.Entities, rig.Log.Clock);
        Assert.Contains("certifies by the log", await sending.CheckAsync(await rig.ViewAsync(route.Sender), 1337, CancellationToken.None), StringComparison.Ordinal);
        var service = new JsonRpcChain(rig.Service.Anvil.Client, FeeProfile.Eip1559);
        var receiving = new BridgeReceivingWork(rig.Route with { SenderChainId = 2 }, service, rig.Log.Reader(), rig.Entities, rig.Log.Clock, _ => { });
        Assert.Contains("not of", await receiving.CheckAsync(await rig.ViewAsync(rig.Route.Receiver), 31337, CancellationToken.None), StringComparison.Ordinal);
    }

    private static LedgerOptions Ledger(LedgerId id, params ContractKind[] contracts) => new(id, new Uri("http://localhost"), 7, FeeProfile.Legacy)
    {
        Contracts = contracts.ToDictionary(c => c, c => BridgeRig.Holder),
    };

    private static async Task<string?> RefusedAsync(Contract contract, string function, params object?[] values)
    {
        var refused = await Assert.ThrowsAsync<RpcResponseException>(() => contract.GetFunction(function).EstimateGasAsync(values));
        return contract.FindError(refused)?.ToString();
    }

    private static async Task<BigInteger> ReasonAsync(BridgeRig rig, ulong message)
    {
        var aborted = rig.Access.Contract(ContractKind.Bridge).GetEvent("Aborted");
        var logs = await aborted.GetAllChangesAsync(aborted.CreateFilterInput(BlockParameter.CreateEarliest(), BlockParameter.CreateLatest(), message));
        return logs.Single().Get<BigInteger>("reason");
    }
}
