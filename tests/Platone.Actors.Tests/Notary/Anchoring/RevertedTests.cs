using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.FlexMarkets;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>Transactions that are mined and reverted, and contracts that would have the node pay for it, on a real chain.</summary>
public sealed class RevertedTests
{
    private const string Magic = "631626ba7e60e01b60005260206000f3";
    private static readonly Address Wallet = Address.Parse("0x00000000000000000000000000000000000012e1");

    // Yes to every signature; yes where gas costs nothing, else it eats what it was given; yes after 50,000 rounds of 26 gas; no.
    private const string Yes = "0x" + Magic;
    private const string YesForNothing = "0x3a15600657fe5b" + Magic;
    private const string YesAfterRounds = "0x62" + "00c350" + "5b600190038060045750" + Magic;
    private const string No = "0xfe";

    [SkippableFact]
    public async Task A_wallet_that_says_yes_where_gas_costs_nothing_gets_no_transaction()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        var options = await OpenAsync(rig, YesForNothing);
        await registry.LinkAsync(Signed());
        for (var i = 0; i < 5; i++)
        {
            await rig.LookAsync(options: options);
            await anvil.MineAsync(3);
        }
        Assert.Empty(rig.Entities.Events.OfType<TransactionSigned>());
        Assert.Contains("does not take the signature", Assert.Single(registry.Abandoned()).Reason, StringComparison.Ordinal);
        Assert.Empty((await registry.ViewAsync()).Calls);
    }

    [SkippableFact]
    public async Task A_wallet_that_changes_its_mind_is_paid_for_once_and_its_link_is_given_up_with_an_alarm()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        var options = await OpenAsync(rig, Yes);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        await registry.LinkAsync(Signed());
        for (var i = 0; i < 8; i++)
        {
            // Yes to whoever asks, no to whoever pays.
            await anvil.SendAsync<object?>("anvil_setCode", Wallet.ToString(), Yes);
            await rig.LookAsync(options: options);
            await anvil.SendAsync<object?>("anvil_setCode", Wallet.ToString(), No);
            await anvil.MineAsync(3);
            rig.Log.Clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.Single(rig.Entities.Events.OfType<TransactionSigned>());
        Assert.False(Assert.Single(rig.Entities.Events.OfType<TransactionMined>()).Mined.Succeeded);
        Assert.Contains("was reverted though", Assert.Single(registry.Abandoned()).Reason, StringComparison.Ordinal);
        Assert.Equal([LedgerAlarmKind.GivenUp], (await registry.ViewAsync()).Alarms.Select(a => a.Kind));
        Assert.Empty((await rig.AccountAsync()).UnderWay);
    }

    [SkippableFact]
    public async Task A_wallet_that_uses_more_gas_than_a_link_may_gets_no_transaction_and_one_that_uses_less_is_linked()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        var options = await OpenAsync(rig, YesAfterRounds);
        await registry.LinkAsync(Signed());
        await rig.LookAsync(options: options);
        Assert.Empty(rig.Entities.Events.OfType<TransactionSigned>());
        Assert.Matches("would use 1[0-9]{6} gas, more than the 500000", Assert.Single(registry.Abandoned()).Reason);

        await anvil.SendAsync<object?>("anvil_setCode", Wallet.ToString(), Yes);
        await registry.LinkAsync(Signed());
        await rig.LookAsync(options: options);
        Assert.Equal([(Wallet, true)], await registry.LinksAsync(1));
    }

    [SkippableFact]
    public async Task Contracts_are_no_owners_unless_they_are_allowed()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        await OpenAsync(rig, Yes);
        await registry.LinkAsync(Signed());
        await rig.LookAsync();
        Assert.Contains("contracts are not taken as owners", Assert.Single(registry.Abandoned()).Reason, StringComparison.Ordinal);
        Assert.Empty(rig.Entities.Events.OfType<TransactionSigned>());
    }

    [SkippableFact]
    public async Task No_transaction_may_use_more_gas_than_the_ledger_allows()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await rig.LookAsync(options: rig.Options with { MostGas = 50_000 });
        Assert.Contains("more than the 50000 that are allowed", Assert.Single((await rig.HeadsAsync()).Alarms).Detail, StringComparison.Ordinal);
        Assert.Equal(0ul, await rig.HeadSeqAsync());
        await rig.LookAsync();
        Assert.Equal(1ul, await rig.HeadSeqAsync());
        Assert.Empty((await rig.HeadsAsync()).Alarms);
    }

    [SkippableFact]
    public async Task What_was_mined_and_reverted_is_an_alarm_and_sent_again_after_longer_and_longer_pauses()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        // Twice the contract changes its mind between the estimate and the block.
        for (var times = 1; times <= 2; times++)
        {
            await RevertAsync(rig, rig.EventLog.Contract, 3);
            await rig.LookAsync();
            Assert.Equal(times, rig.Entities.Events.OfType<TransactionMined>().Count(e => !e.Mined.Succeeded));
            Assert.Equal(LedgerAlarmKind.Reverted, Assert.Single((await rig.HeadsAsync()).Alarms).Kind);
            Assert.Equal(times, Assert.Single((await rig.AccountAsync()).Reverted).Times);
            rig.Log.Clock.Advance(rig.Options.RevertedPause * times - TimeSpan.FromSeconds(1));
            await rig.LookAsync();
            Assert.Equal(times, rig.Entities.Events.OfType<TransactionSigned>().Count());
            rig.Log.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await rig.LookAsync();
        Assert.Equal(3, rig.Entities.Events.OfType<TransactionSigned>().Count());
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal(1ul, (await rig.HeadsAsync()).Head!.Seq);
        Assert.Empty((await rig.HeadsAsync()).Alarms);
        Assert.Empty((await rig.AccountAsync()).Reverted);
    }

    [SkippableFact]
    public async Task A_reverted_link_holds_up_what_is_behind_it()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        var (first, second) = (registry.Signed(1, owner: 1, nonce: 0), registry.Signed(1, owner: 2, nonce: 0));
        await registry.LinkAsync(first);
        await registry.LinkAsync(second);
        await RevertAsync(rig, registry.Contract.Contract, 1);
        await rig.LookAsync();
        Assert.Single(rig.Entities.Events.OfType<TransactionSigned>());
        Assert.False((await rig.AccountAsync()).UnderWay[0].Mined!.Succeeded);

        // An account's own signature is as good as before: nothing is given up.
        await anvil.SendAsync<bool?>("evm_setAutomine", true);
        await registry.CalmAsync();
        Assert.Equal([(first.Owner, false), (second.Owner, true)], await registry.LinksAsync(1));
        Assert.Empty(registry.Abandoned());
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task A_reverted_call_of_a_session_holds_up_what_is_behind_it()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        var (session, root) = (FlexMarketAbi.SessionId("s"), new Hash256(Keccak256.Hash("root"u8)));
        await rig.Entities.SendAsync(new RequestCalls(rig.FlexMarket,
            [
                new CallRequest("s/requests", "s", FlexMarketAbi.RequestsCall(session, root, 1, FlexPricing.PayAsClear).ToValueList(), new EventId("s", 1)),
                new CallRequest("s/offers", "s", FlexMarketAbi.OffersCall(session, root, 1).ToValueList(), new EventId("s", 2)),
            ],
            rig.Log.Clock.GetUtcNow()), default);
        await RevertAsync(rig, rig.FlexMarket.Contract, 1);
        await rig.LookAsync();
        // The contract is not asked for the second, which it would refuse.
        Assert.Empty((await rig.SessionsAsync()).Alarms);
        Assert.Single(rig.Entities.Events.OfType<TransactionSigned>());
        Assert.False((await rig.AccountAsync()).UnderWay[0].Mined!.Succeeded);
    }

    // What the node sends next is mined while the contract reverts everything, which it does no more when the node looks again.
    private static async Task RevertAsync(AnchoringRig rig, Address at, int blocks)
    {
        await rig.LookAsync();
        var code = await rig.Anvil.SendAsync<string>("eth_getCode", at.ToString(), "latest");
        await rig.Anvil.SendAsync<object?>("anvil_setCode", at.ToString(), "0x60006000fd");
        await rig.Anvil.MineAsync(blocks);
        await rig.Anvil.SendAsync<object?>("anvil_setCode", at.ToString(), code);
    }

    private static async Task<LedgerOptions> OpenAsync(AnchoringRig rig, string code)
    {
        await rig.Anvil.SendAsync<object?>("anvil_setCode", Wallet.ToString(), code);
        return rig.Options with { Links = LinkLimits.Standard with { TakesContracts = true } };
    }

    private static RegistryLink Signed() => new(RegistryRig.Pod(1), Wallet, RegistryRig.MeterKey, 0, 4_102_444_800, [1, 2, 3]);
}
