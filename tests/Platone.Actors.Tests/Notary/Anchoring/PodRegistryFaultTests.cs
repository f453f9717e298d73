using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Notary.Anchoring;

/// <summary>
/// Links, successions and ends of some PODs while everything goes wrong that can: the node dies between any two steps, transactions are
/// dropped, blocks are late, the chain is reorganised. In the end the registry has every link once, in order, and the last holds if it
/// should.
/// </summary>
public sealed class PodRegistryFaultTests(ITestOutputHelper output)
{
    private const int Steps = 50;
    private const int DeepestReorg = 4;

    public static TheoryData<int> Runs => [.. Enumerable.Range(0, Nightly.Times(6, 60))];

    [SkippableTheory]
    [MemberData(nameof(Runs))]
    public async Task The_registry_has_each_link_once_and_in_order(int run)
    {
        var random = Seeds.Random(output, 20261125 + run);
        await using var anvil = await Anvil.StartAsync();
        var dies = false;
        // Every other run behind a node with limits.
        var (node, client) = LimitedNode.Before(anvil);
        using var _ = client;
        (node.MostBlocks, node.MostLogs) = run % 2 == 0 ? (ulong.MaxValue, int.MaxValue) : (5ul, 2);
        using var rig = await AnchoringRig.StartAsync(anvil, confirmations: DeepestReorg + 2, dies: () => dies && random.Next(25) == 0,
            client: client, logs: new LogRange(16, null));
        var registry = new RegistryRig(rig);
        await anvil.MineAsync(2 * DeepestReorg);
        await anvil.SendAsync<bool?>("evm_setAutomine", false);

        // Two PODs and three owners, who may have links of both.
        var expected = new Dictionary<byte, List<(Address Owner, bool Holds)>> { [1] = [], [2] = [] };
        var last = new Dictionary<byte, RegistryLink>();
        var nonces = new ulong[4];
        var (links, ends) = (0, 0);
        dies = true;
        for (var step = 0; step < Steps; step++)
        {
            var pod = (byte)random.Next(1, 3);
            switch (random.Next(10))
            {
                case 0 or 1:
                    var owner = random.Next(1, 4);
                    await LinkAsync(pod, registry.Signed(pod, owner, nonces[owner]++));
                    break;
                case 2 when last.Remove(pod, out var link):
                    await registry.RevokeAsync(link);
                    expected[pod][^1] = (link.Owner, false);
                    ends++;
                    break;
                case 3:
                    await anvil.SendAsync<object?>("anvil_reorg", random.Next(1, DeepestReorg + 1), Array.Empty<object>());
                    break;
                case 4:
                    await anvil.SendAsync<object?>("anvil_dropAllTransactions");
                    break;
                case 5:
                    rig.Log.Clock.Advance(rig.Options.StuckAfter);
                    break;
                default:
                    await anvil.MineAsync(random.Next(1, 3));
                    break;
            }
            await LookAsync(rig);
        }
        dies = false;
        await registry.CalmAsync(2);
        output.WriteLine($"{rig.CrashCount} crashes, {links} links, {ends} ends");
        Assert.Empty(registry.Abandoned());
        Assert.Empty((await registry.ViewAsync()).Alarms);
        Assert.Equal(links + ends, (await registry.ViewAsync()).Called);
        foreach (var (pod, there) in expected)
            Assert.Equal(there, await registry.LinksAsync(pod));

        async Task LinkAsync(byte pod, RegistryLink link)
        {
            await registry.LinkAsync(link);
            if (last.TryGetValue(pod, out var before))
                expected[pod][^1] = (before.Owner, false);
            expected[pod].Add((link.Owner, true));
            last[pod] = link;
            links++;
        }
    }

    private static async Task LookAsync(AnchoringRig rig)
    {
        try
        {
            await rig.LookAsync();
        }
        catch (CrashException)
        {
            // The next look begins with what was written.
        }
    }
}
