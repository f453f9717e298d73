using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Monitoring;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Monitoring;

/// <summary>What a journal says is anchored, held against the log and against a real chain.</summary>
public sealed class AnchorHistoryTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [SkippableFact]
    public async Task Anchors_are_what_the_contract_has_and_a_changed_one_is_found()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        foreach (var more in (int[])[5, 9])
        {
            await rig.SealAsync(more);
            await rig.LookAsync();
            await anvil.MineAsync(3);
            await rig.LookAsync();
        }
        var view = await rig.Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(rig.EventLog), Never);
        var head = view.Head!;
        Assert.Equal((2UL, 14UL), (head.Seq, head.Size));
        var checkpoint = (await rig.Log.Store.LatestCheckpointAsync(Never))!;
        var url = new Uri(anvil.Url);

        var honest = History(rig.EventLog, anvil.ChainId, head);
        Assert.Empty(await honest.AgainstLogAsync(rig.Log.Store, checkpoint, Never));
        Assert.Empty((await honest.AgainstChainAsync(url, Never))!);

        var another = new Hash256(Enumerable.Repeat((byte)7, 32).ToArray());
        var forged = History(rig.EventLog, anvil.ChainId, head with { Root = another });
        Assert.Contains("another history", Assert.Single(await forged.AgainstLogAsync(rig.Log.Store, checkpoint, Never)).Follows, StringComparison.Ordinal);
        Assert.Equal("anchor 2 in " + rig.EventLog.Contract, Assert.Single((await forged.AgainstChainAsync(url, Never))!).What);
        var grown = History(rig.EventLog, anvil.ChainId, head with { Size = 15 });
        Assert.Contains("set back", Assert.Single(await grown.AgainstLogAsync(rig.Log.Store, checkpoint, Never)).Follows, StringComparison.Ordinal);
        Assert.Single((await grown.AgainstChainAsync(url, Never))!);
        var never = History(rig.EventLog, anvil.ChainId, head with { Seq = 3 });
        Assert.Single((await never.AgainstChainAsync(url, Never))!);
        var moved = head.Receipt!.Value;
        var block = History(rig.EventLog, anvil.ChainId, head with { Receipt = moved with { Block = moved.Block with { Hash = another } } });
        Assert.Equal("block of anchor 2", Assert.Single((await block.AgainstChainAsync(url, Never))!).What);
        Assert.Null(await History(rig.EventLog, anvil.ChainId + 1, head).AgainstChainAsync(url, Never));

        var trust = TrustFile.Parse(TrustFile.Write([await rig.Log.Reader().VerifierKeyAsync(Never)], [], 0,
            [new TrustedBlock(anvil.ChainId, rig.EventLog.Contract, moved.Block.Hash)]));
        Assert.True(honest.IsTrusted(trust));
        Assert.True(await honest.KnowsTrustedAsync(url, trust, Never));
        var elsewhere = TrustFile.Parse(TrustFile.Write(trust.LogKeys, [], 0, [new TrustedBlock(anvil.ChainId, rig.EventLog.Contract, another)]));
        Assert.False(await honest.KnowsTrustedAsync(url, elsewhere, Never));
        await Assert.ThrowsAsync<ChainNotAskedException>(() => honest.AgainstChainAsync(new Uri($"http://127.0.0.1:{FreePort.Next()}"), Never));
    }

    private static AnchorHistory History(ContractAnchorId id, ulong chainId, AnchoredHead head)
    {
        var history = new AnchorHistory();
        var at = DateTimeOffset.UnixEpoch;
        history.Add(new EventId($"contract-anchor-{id}", 1), 1, new ContractOpened(id, chainId, new AnchoredHead(0, 0, default, null), at));
        history.Add(new EventId($"contract-anchor-{id}", 2), 2, new AnchorFinalised(id, head, at));
        return history;
    }
}
