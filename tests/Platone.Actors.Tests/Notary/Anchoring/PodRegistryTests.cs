using Platone.Actors.Ethereum;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>Links of PODs to their owners on a real chain, in the order of the POD's events.</summary>
public sealed class PodRegistryTests
{
    [SkippableFact]
    public async Task A_link_a_succession_and_an_end_come_to_the_chain_in_this_order()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        var (first, second) = (registry.Signed(1, owner: 1, nonce: 0), registry.Signed(1, owner: 2, nonce: 0));
        // All at once: each is sent once the one before it is in a block.
        await registry.LinkAsync(first);
        await registry.LinkAsync(second);
        await registry.RevokeAsync(second);
        await registry.CalmAsync();
        Assert.Equal([(first.Owner, false), (second.Owner, false)], await registry.LinksAsync(1));
        Assert.Equal((3, 0), ((await registry.ViewAsync()).Called, (await registry.ViewAsync()).Abandoned));

        // Whose link ended may begin another: his next nonce.
        var third = registry.Signed(1, owner: 1, nonce: 1);
        await registry.LinkAsync(third);
        await registry.CalmAsync();
        Assert.Equal([(first.Owner, false), (second.Owner, false), (third.Owner, true)], await registry.LinksAsync(1));
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task An_owner_s_links_of_several_PODs_wait_for_their_nonces()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        // Asked for in another order than they were signed in.
        foreach (var nonce in (ulong[])[2, 1, 0])
            await registry.LinkAsync(registry.Signed((byte)(10 + nonce), owner: 1, nonce));
        await registry.CalmAsync();
        foreach (var pod in (byte[])[10, 11, 12])
            Assert.True(Assert.Single(await registry.LinksAsync(pod)).Holds);
        Assert.Empty(registry.Abandoned());
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task A_signature_that_is_over_is_given_up_without_an_alarm_and_what_follows_goes_on()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        await anvil.MineAsync();
        var over = registry.Signed(1, owner: 1, nonce: 0, deadline: 1_000_000);
        await registry.LinkAsync(over);
        await registry.RevokeAsync(over);
        // Signed anew with the same nonce, for nothing used it up: a link, though one was asked for before.
        var again = registry.Signed(1, owner: 1, nonce: 0);
        await registry.LinkAsync(again);
        await registry.CalmAsync();
        Assert.Equal([(again.Owner, true)], await registry.LinksAsync(1));
        Assert.Equal(["the deadline of the signature has passed: the owner has to sign anew",
            "no link of the POD came to the chain: there is nothing to revoke"],
            registry.Abandoned().Select(a => a.Reason));
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task The_end_of_a_link_that_was_given_up_ends_the_one_before_it()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        await anvil.MineAsync();
        var over = registry.Signed(1, owner: 2, nonce: 0, deadline: 1_000_000);
        await registry.LinkAsync(registry.Signed(1, owner: 1, nonce: 0));
        await registry.LinkAsync(over);
        await registry.RevokeAsync(over);
        await registry.CalmAsync();
        Assert.False(Assert.Single(await registry.LinksAsync(1)).Holds);
        Assert.Single(registry.Abandoned());
        Assert.Equal(2, (await registry.ViewAsync()).Called);
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task One_that_waits_for_a_nonce_that_never_comes_is_given_up_with_its_deadline()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        await anvil.MineAsync();
        await registry.LinkAsync(registry.Signed(1, owner: 1, nonce: 5, deadline: 1_000_000));
        await registry.CalmAsync();
        Assert.Single(registry.Abandoned());
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task A_nonce_that_went_to_another_link_and_a_wrong_signer_are_given_up()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        await registry.LinkAsync(registry.Signed(1, owner: 1, nonce: 0));
        var stale = registry.Signed(2, owner: 1, nonce: 0);
        await rig.LookAsync();
        await registry.LinkAsync(stale);
        await registry.LinkAsync(registry.Signed(3, owner: 2, nonce: 0, signer: 3));
        // Not before the block that used it up can no longer go.
        await rig.LookAsync();
        Assert.DoesNotContain(registry.Abandoned(), a => a.Name.Contains(stale.Commitment.ToString(), StringComparison.Ordinal));
        await registry.CalmAsync();
        Assert.Empty(await registry.LinksAsync(2));
        Assert.Empty(await registry.LinksAsync(3));
        Assert.Equal(2, registry.Abandoned().Count);
        Assert.Contains(registry.Abandoned(), a => a.Reason.Contains("nonce 0 of", StringComparison.Ordinal));
        Assert.Contains(registry.Abandoned(), a => a.Reason.Contains("does not take the signature", StringComparison.Ordinal));
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task What_the_owner_ended_himself_is_done()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        var link = registry.Signed(1, owner: 1, nonce: 0);
        await registry.LinkAsync(link);
        await registry.CalmAsync();
        var revoked = await anvil.Web3(1).Eth.GetContract(Actors.Notary.Anchoring.Deployment.ContractArtifact.Of("PodRegistry").Abi,
            registry.Contract.Contract.ToString()).GetFunction("revoke").SendTransactionAndWaitForReceiptAsync(default,
                link.Commitment.ToBytes());
        await registry.RevokeAsync(link);
        await registry.CalmAsync();
        Assert.Equal(revoked.TransactionHash, rig.Entities.Events.OfType<CallFinalised>().Last().Receipt.Transaction.ToString());
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task A_paused_registry_is_an_alarm_and_goes_on_when_it_is_open_again()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        var contract = anvil.Web3().Eth.GetContract(Actors.Notary.Anchoring.Deployment.ContractArtifact.Of("PodRegistry").Abi,
            registry.Contract.Contract.ToString());
        await contract.GetFunction("pause").SendTransactionAndWaitForReceiptAsync(default);
        await registry.LinkAsync(registry.Signed(1, owner: 1, nonce: 0));
        await rig.LookAsync();
        Assert.Equal(LedgerAlarmKind.Refused, Assert.Single((await registry.ViewAsync()).Alarms).Kind);
        await contract.GetFunction("unpause").SendTransactionAndWaitForReceiptAsync(default);
        await registry.CalmAsync();
        Assert.True(Assert.Single(await registry.LinksAsync(1)).Holds);
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    [SkippableFact]
    public async Task The_next_nonce_counts_what_is_under_way_and_signatures_are_checked_as_the_contract_does()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        var view = new PodRegistryView(registry.Contract, anvil.ChainId, new JsonRpcChain(anvil.Client, FeeProfile.Eip1559), rig.Entities);
        var link = registry.Signed(1, owner: 1, nonce: 0);
        Assert.Equal(0ul, await view.NextNonceAsync(link.Owner, CancellationToken.None));
        await registry.LinkAsync(link);
        Assert.Equal(1ul, await view.NextNonceAsync(link.Owner, CancellationToken.None));
        await registry.CalmAsync();
        Assert.Equal(1ul, await view.NextNonceAsync(link.Owner, CancellationToken.None));
        Assert.Equal(0ul, await view.NextNonceAsync(anvil.Keys[2].PublicKey.Address, CancellationToken.None));

        var digest = LinkMessage.Of(link, registry.Contract.Contract, anvil.ChainId).Hash;
        byte[] signature = [.. link.Signature];
        Assert.True(await view.IsSignedAsync(link.Owner, digest, signature, CancellationToken.None));
        Assert.False(await view.IsSignedAsync(link.Owner, Keccak256.Hash("other"u8), signature, CancellationToken.None));
        Assert.False(await view.IsSignedAsync(anvil.Keys[2].PublicKey.Address, digest, signature, CancellationToken.None));
        Assert.False(await view.IsSignedAsync(link.Owner, digest, signature[..64], CancellationToken.None));
        // A contract that signs nothing (no isValidSignature), and one that says yes to all (ERC-1271).
        Assert.False(await view.IsSignedAsync(registry.Contract.Contract, digest, signature, CancellationToken.None));
        var yes = Address.Parse("0x00000000000000000000000000000000000012e1");
        await anvil.SendAsync<object?>("anvil_setCode", yes.ToString(), "0x631626ba7e60e01b60005260206000f3");
        Assert.False(await view.IsSignedAsync(yes, digest, [1, 2, 3], CancellationToken.None));
        view = new PodRegistryView(registry.Contract, anvil.ChainId, new JsonRpcChain(anvil.Client, FeeProfile.Eip1559), rig.Entities) { TakesContracts = true };
        Assert.True(await view.IsSignedAsync(yes, digest, [1, 2, 3], CancellationToken.None));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(27)]
    public async Task A_signature_comes_to_the_chain_whichever_v_the_wallet_writes(int v)
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        var registry = new RegistryRig(rig);
        for (ulong nonce = 0; nonce < 4; nonce++)
        {
            var link = registry.Signed(1, owner: 1, nonce);
            byte[] signature = [.. link.Signature.SkipLast(1), (byte)(link.Signature[^1] - 27 + v)];
            var normal = OwnerSignatures.Normal(link with { Signature = signature.ToValueList() }, registry.Contract.Contract, anvil.ChainId);
            Assert.Equal(link, normal);
            await registry.LinkAsync(normal);
        }
        await registry.CalmAsync();
        Assert.Equal(4, (await registry.LinksAsync(1)).Count);
        Assert.Empty(registry.Abandoned());
        // What a contract is to vouch for is the contract's own affair.
        var other = registry.Signed(1, owner: 1, nonce: 9, signer: 2);
        other = other with { Signature = [.. other.Signature.SkipLast(1), 0] };
        Assert.Equal(other, OwnerSignatures.Normal(other, registry.Contract.Contract, anvil.ChainId));
    }

    [SkippableFact]
    public async Task A_revocation_is_not_given_up_while_the_link_before_it_may_come_again()
    {
        await using var anvil = await Anvil.StartAsync();
        AnchoringRig? there = null;
        var isReorganised = false;
        using var rig = await AnchoringRig.StartAsync(anvil, confirmations: 4, dies: () =>
        {
            // Within the look that has seen the first link in a block, the block goes.
            if (!isReorganised && there?.Entities.Events.OfType<TransactionMined>().Any() == true)
            {
                isReorganised = true;
                LoseBlock(anvil);
            }
            return false;
        });
        there = rig;
        var registry = new RegistryRig(rig);
        await anvil.MineAsync(4);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);
        await registry.LinkAsync(registry.Signed(1, owner: 1, nonce: 0));
        await rig.LookAsync();
        await anvil.MineAsync();
        var over = registry.Signed(1, owner: 2, nonce: 0, deadline: 1_000_000);
        await registry.LinkAsync(over);
        await registry.RevokeAsync(over);
        await rig.LookAsync();
        Assert.True(isReorganised);
        await registry.CalmAsync(4);
        Assert.Contains("the deadline", Assert.Single(registry.Abandoned()).Reason, StringComparison.Ordinal);
        Assert.False(Assert.Single(await registry.LinksAsync(1)).Holds);
        Assert.Empty((await registry.ViewAsync()).Alarms);
    }

    private static void LoseBlock(Anvil anvil) =>
        Task.Run(() => anvil.SendAsync<object?>("anvil_reorg", 1, Array.Empty<object>())).Wait();

    [Fact]
    public void Neither_name_nor_lane_nor_cause_of_a_call_tells_the_POD()
    {
        var pod = new PodId(Pseudonym.From("pod............."u8));
        var link = new RegistryLink(new Hash256(Keccak256.Hash("commitment"u8)),
            Address.Parse("0x00000000000000000000000000000000000000aa"),
            RegistryRig.MeterKey, 7, 4_102_444_800, Enumerable.Repeat((byte)1, 65).ToValueList());
        foreach (var call in (CallRequest[])[RegistryCalls.Link(link, 12), RegistryCalls.Revoke(link.Commitment, link.Owner, 7, 13)])
        {
            Assert.InRange(call.Name.Length, 1, CallRequest.MostCharacters);
            Assert.DoesNotContain(pod.ToString(), $"{call.Name} {call.Lane} {call.Cause}", StringComparison.Ordinal);
            var read = RegistryCalls.Read(call);
            Assert.Equal((link.Commitment, link.Owner, 7ul), (read.Commitment, read.Owner, read.Nonce));
        }
        Assert.Equal(RegistryRig.MeterKey, RegistryCalls.Read(RegistryCalls.Link(link, 12)).MeterKeyHash);
    }
}
