using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>Logs of a real node that answers no more than hosted ones do.</summary>
public sealed class ChainLogsTests
{
    private const int Batches = 12;

    [SkippableFact]
    public async Task Whatever_a_node_says_of_a_range_or_an_answer_that_is_too_large_all_logs_are_read_in_order()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        for (byte batch = 1; batch <= Batches; batch++)
        {
            await SettleAsync(rig, batch);
            await anvil.MineAsync(batch % 3 * 4);
        }
        var whole = new JsonRpcChain(anvil.Client, FeeProfile.Eip1559);
        var height = await whole.HeightAsync(default);
        var expected = await ReadAsync(whole, height);
        Assert.Equal(Batches, expected.Count);

        foreach (var (range, results) in Refusal.OfRange.Select(r => (r, Refusal.OfResults[0])).Concat(Refusal.OfResults.Select(r => (Refusal.OfRange[0], r))))
        {
            var (node, client) = LimitedNode.Before(anvil);
            using var _ = client;
            (node.Range, node.Results, node.MostBlocks, node.MostLogs) = (range, results, 11, 3);
            var chain = new JsonRpcChain(client, FeeProfile.Eip1559, new LogRange(100, null));
            Assert.Equal(expected, await ReadAsync(chain, height));
            Assert.NotEqual(0, node.Refused);
            Assert.All(node.Answered, blocks => Assert.InRange(blocks, 1ul, node.MostBlocks));

            var back = new List<Hash256>();
            await foreach (var log in chain.Logs.BackAsync(rig.FlexToken.Contract, [[FlexTokenAbi.SettledTopic]], null, default))
                back.Add(new Hash256(log.Topics[1]));
            Assert.Equal(expected.Reverse(), back);
        }

        async Task<IReadOnlyList<Hash256>> ReadAsync(JsonRpcChain chain, ulong to) =>
            [.. (await chain.Logs.ReadAsync(rig.FlexToken.Contract, [[FlexTokenAbi.SettledTopic]], 0, to, default)).Select(l => new Hash256(l.Topics[1]))];
    }

    [SkippableFact]
    public async Task What_is_looked_for_is_found_with_few_questions_and_a_limit_that_is_gone_is_noticed()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        await SettleAsync(rig, 1);
        await anvil.MineAsync(300);
        await SettleAsync(rig, 2);
        var (node, client) = LimitedNode.Before(anvil);
        using var _ = client;
        node.MostBlocks = 10;
        var chain = new JsonRpcChain(client, FeeProfile.Eip1559, new LogRange(80, null));

        // The newest block has it: what is refused is halved till it fits, and nothing else is asked.
        Assert.NotNull(await FindAsync(2));
        Assert.Equal((3, 1, 0), (node.Refused, node.Answered.Count, node.CodeQuestions));
        // The oldest: back to the deployment, which is found by halves, and not before it.
        Assert.NotNull(await FindAsync(1));
        Assert.InRange(node.CodeQuestions, 1, 12);
        Assert.InRange(node.Refused, 4, 12);
        var (asked, questions) = (node.Answered.Count, node.CodeQuestions);
        Assert.Null(await FindAsync(3));
        Assert.Equal(questions, node.CodeQuestions);

        node.MostBlocks = ulong.MaxValue;
        node.Answered.Clear();
        for (var i = 0; i < 3; i++)
            Assert.Null(await FindAsync(3));
        Assert.Contains(80ul, node.Answered);
        Assert.True(node.Answered.Count < 2 * asked);

        Task<ChainReceipt?> FindAsync(byte batch) =>
            chain.Logs.LastAsync(rig.FlexToken.Contract, FlexTokenAbi.SettledTopic, Settlement(batch).ToBytes(), default);
    }

    [SkippableFact]
    public async Task Where_a_contract_was_deployed_is_known_only_where_the_node_can_tell()
    {
        await using var anvil = await Anvil.StartAsync();
        await anvil.MineAsync(40);
        using var rig = await AnchoringRig.StartAsync(anvil);
        await anvil.MineAsync(40);
        var deployed = rig.Deployed.Contracts[ContractKind.FlexMarket].Block;
        ((ulong Before, bool Lies)? Forgotten, ulong Expected)[] nodes =
            [(null, deployed), ((20, false), deployed), ((deployed + 20, false), 0), ((deployed, false), 0), ((deployed + 20, true), 0)];
        foreach (var (forgotten, expected) in nodes)
        {
            var (node, client) = LimitedNode.Before(anvil);
            using var _ = client;
            node.Forgotten = forgotten;
            Assert.Equal(expected, await new JsonRpcChain(client, FeeProfile.Eip1559).Logs.FirstBlockAsync(rig.FlexMarket.Contract, default));
            Assert.Equal(7ul, await new JsonRpcChain(client, FeeProfile.Eip1559, new LogRange(1, 7)).Logs.FirstBlockAsync(rig.FlexMarket.Contract, default));
        }
        Assert.True(rig.Deployed.FromBlock <= deployed && rig.Deployed.FromBlock > 40);
    }

    [SkippableFact]
    public async Task A_refusal_that_no_smaller_range_would_help_is_not_asked_again_at_once()
    {
        await using var anvil = await Anvil.StartAsync();
        await anvil.MineAsync(100);
        var (node, client) = LimitedNode.Before(anvil);
        using var _ = client;
        node.MostBlocks = 0;
        node.Range = new Refusal("Infura", -32005, "daily request count exceeded, request rate limited", System.Net.HttpStatusCode.TooManyRequests);
        var logs = new JsonRpcChain(client, FeeProfile.Eip1559, new LogRange(64, null)).Logs;
        await Assert.ThrowsAsync<ChainUnreachableException>(() => logs.ReadAsync(default, [], 0, 99, default));
        Assert.Equal(1, node.Refused);
        // One that refuses every range is asked down to a block, and is then as one that is away.
        node.Range = Refusal.OfRange[0];
        var refused = await Assert.ThrowsAsync<ChainUnreachableException>(() => logs.ReadAsync(default, [], 0, 99, default));
        Assert.Contains("block 0 alone", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1 + 6, node.Refused);
        // What was refused was not the range: the next time it is tried with as many as before.
        node.MostBlocks = ulong.MaxValue;
        Assert.Empty(await logs.ReadAsync(default, [], 0, 99, default));
        Assert.Equal(32ul, node.Answered[0]);
    }

    [SkippableFact]
    public async Task Tokens_that_somebody_else_minted_long_ago_are_found_behind_a_limit_and_not_sent_again()
    {
        await using var anvil = await Anvil.StartAsync();
        var (node, client) = LimitedNode.Before(anvil);
        using var _ = client;
        (node.MostBlocks, node.MostLogs) = (9, 2);
        using var rig = await AnchoringRig.StartAsync(anvil, client: client, logs: new LogRange(50, null));
        await SettleAsync(rig, 1);
        await anvil.MineAsync(200);
        await rig.SealAsync(5);
        var pod = new PodId(Pseudonym.From(new byte[16]));
        await rig.Entities.SendAsync(new LinkHolder(rig.FlexToken, pod, rig.Deployed.Account, [], rig.Log.Clock.GetUtcNow()), default);
        await rig.Entities.SendAsync(new RequestMint(rig.FlexToken, Settlement(1), new EventId("market-session-s", 1), [new HolderGrant(pod, 1, 0)],
            rig.Log.Clock.GetUtcNow()), default);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        Assert.Equal((1, 0), ((await rig.TokensAsync()).Minted, (await rig.TokensAsync()).Mints.Count));
        Assert.Equal(1, await rig.BalanceAsync(rig.Deployed.Account));
        Assert.Equal(1ul, (await rig.HeadsAsync()).Head!.Seq);
        Assert.Empty((await rig.TokensAsync()).Alarms);
        Assert.DoesNotContain(rig.Entities.Events, e => e is Actors.Notary.Anchoring.ChainAccounts.TransactionSigned { Job.Contract: var c } && c == rig.FlexToken);
        Assert.NotEqual(0, node.Refused);
    }

    private static Hash256 Settlement(byte batch) => new([batch, .. new byte[31]]);

    private static Task SettleAsync(AnchoringRig rig, byte batch) => rig.FlexTokenOnChain().GetFunction("settle").SendTransactionAndWaitForReceiptAsync(
        CancellationToken.None, Settlement(batch).ToBytes(), (object[])[rig.Deployed.Account], (object[])[1], (object[])[0]);
}
