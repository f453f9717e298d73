using System.Text.Json.Nodes;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
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
        var proven = await honest.ProveAsync(url, trust, Never);
        Assert.Equal((14UL, 0), (proven.Size, proven.Differences.Count));
        Assert.Contains($"block {moved.Block.Number} of the trust file", proven.Text, StringComparison.Ordinal);
        var elsewhere = TrustFile.Parse(TrustFile.Write(trust.LogKeys, [], 0, [new TrustedBlock(anvil.ChainId, rig.EventLog.Contract, another)]));
        Assert.Equal(0UL, (await honest.ProveAsync(url, elsewhere, Never)).Size);
        var silent = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await Assert.ThrowsAsync<ChainNotAskedException>(() => honest.AgainstChainAsync(silent, Never));
        await Assert.ThrowsAsync<ChainNotAskedException>(() => honest.ProveAsync(silent, trust, Never));
        // Proved to be another in the block, or not there, whatever is said of it.
        Assert.Equal(0UL, (await forged.ProveAsync(url, trust, Never)).Size);
        Assert.Single((await forged.ProveAsync(url, trust, Never)).Differences);
        Assert.Equal("nothing", Assert.Single((await never.ProveAsync(url, trust, Never)).Differences).Follows);
    }

    /// <summary>A node that echoes a rewritten journal vouches for nothing, however it does it.</summary>
    [SkippableFact]
    public async Task A_node_s_word_is_no_proof()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await rig.SealAsync(5);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        var head = (await rig.Entities.AskAsync<ContractAnchorView>(new GetContractAnchor(rig.EventLog), Never)).Head!;
        var block = head.Receipt!.Value.Block;
        var logs = new[] { await rig.Log.Reader().VerifierKeyAsync(Never) };
        var trust = TrustFile.Parse(TrustFile.Write(logs, [], 0, [new TrustedBlock(anvil.ChainId, rig.EventLog.Contract, block.Hash)]));
        var invented = new Hash256(Enumerable.Repeat((byte)9, 32).ToArray());
        var made = TrustFile.Parse(TrustFile.Write(logs, [], 0, [new TrustedBlock(anvil.ChainId, rig.EventLog.Contract, invented)]));
        var rewritten = History(rig.EventLog, anvil.ChainId, head with { Root = invented });
        var echo = EventLogWork.HeadHash(head.Size, invented).ToString();

        // It says the contract has the rewritten head: all is as the journal says, and the proof of the block says otherwise.
        using (var node = new LyingNode(anvil.Url, (method, _) => method == "eth_call" ? echo : null))
        {
            Assert.Empty((await rewritten.AgainstChainAsync(node.Url, Never))!);
            var proven = await rewritten.ProveAsync(node.Url, trust, Never);
            Assert.Equal((0UL, 1), (proven.Size, proven.Differences.Count));
        }
        // It changes the proof, leaves parts of it out, or gives another block for the one that is trusted.
        foreach (var lie in (Func<string, JsonObject, JsonNode?>[])
        [
            (method, answer) => method == "eth_getProof" ? With(answer, r => r["storageProof"]![0]!["value"] = echo) : null,
            (method, answer) => method == "eth_getProof" ? With(answer, r => r["storageProof"]![0]!["proof"] = new JsonArray()) : null,
            (method, answer) => method == "eth_getProof" ? With(answer, r => r["storageProof"] = new JsonArray()) : null,
            (method, answer) => method == "eth_getProof" ? With(answer, r => r["storageProof"] = new JsonArray((JsonNode?)null)) : null,
            (method, answer) => method == "eth_getProof" ? With(answer, r => r["accountProof"] = new JsonArray()) : null,
            (method, answer) => method == "eth_getBlockByHash" ? With(answer, r => r["stateRoot"] = invented.ToString()) : null,
            (method, answer) => method == "eth_getBlockByHash" ? With(answer, r => r["parentHash"] = "no hash\n\u001b[2J") : null,
        ])
        {
            using var node = new LyingNode(anvil.Url, lie);
            var proven = await rewritten.ProveAsync(node.Url, trust, Never);
            Assert.Equal(0UL, proven.Size);
            Assert.DoesNotContain(proven.Text, char.IsControl);
        }
        // It knows every block.
        var real = await anvil.SendAsync<JsonObject>("eth_getBlockByNumber", new HexBigInteger(block.Number), false);
        using (var node = new LyingNode(anvil.Url, (method, _) => method != "eth_getBlockByHash" ? null
            : With(new JsonObject { ["result"] = real.DeepClone() }, r => r["hash"] = invented.ToString())))
        {
            var proven = await rewritten.ProveAsync(node.Url, made, Never);
            Assert.Equal(0UL, proven.Size);
            Assert.Contains("another hash", proven.Text, StringComparison.Ordinal);
        }
        // What is no hash is a difference, and no fault of the program.
        using (var node = new LyingNode(anvil.Url, (method, answer) => method == "eth_getBlockByNumber" ? With(answer, r => r["hash"] = "0x1\n") : null))
            Assert.Equal("0x1", Assert.Single((await History(rig.EventLog, anvil.ChainId, head).AgainstChainAsync(node.Url, Never))!).Follows);
    }

    private static JsonNode With(JsonObject answer, Action<JsonNode> change)
    {
        var result = answer["result"]!.DeepClone();
        change(result);
        return result;
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
