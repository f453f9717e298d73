using System.Globalization;
using System.Text.Json.Nodes;
using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Node;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Host.Rest.Ledgers;
using Platone.Testing;

namespace Platone.Host.Tests.Ledgers;

/// <summary>The bridge through a whole node on two chains, which is killed in the middle of a release and between its ends.</summary>
public sealed class BridgeNodeTests : IDisposable
{
    private const ulong Wh = 4_321;
    private const string Holder = "0x00000000000000000000000000000000000000aa";
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_release_whose_block_goes_while_the_node_is_dead_is_minted_once_and_committed_once()
    {
        await using var access = await Anvil.StartAsync("berlin", 1337, "--gas-price", "0", "--base-fee", "0");
        await using var service = await Anvil.StartAsync();
        await _folder.DeployAsync("access", access, "legacy");
        await _folder.DeployAsync("service", service);
        // No reorganisation reaches the deployment: anvil loses the states before it.
        await access.MineAsync(12);
        await service.MineAsync(12);
        await GrantAsync();

        // Till the release is in a block of the access ledger that can still go.
        await using (var node = await _folder.StartAsync())
        {
            using var client = _folder.Client();
            await client.SendAsync(HttpMethod.Post, "api/v1/log/seal", default);
            await UntilAsync(access, service, async () => await SentAsync(access) == 1);
            await node.KillAsync();
        }
        var block = (await LogsAsync(access, "access", "InterledgerEventSending(uint256,bytes)")).Single();
        var depth = await HeightAsync(access) - block + 1;
        Assert.InRange(depth, 1, 2);
        await access.SendAsync<object?>("anvil_reorg", depth, Array.Empty<object>());
        Assert.Equal(0, await SentAsync(access));

        // It is sent again; till its tokens are minted, and the access ledger has not heard of it.
        await using (var node = await _folder.StartAsync())
        {
            await UntilAsync(access, service, async () => await BalanceAsync(service) > 0);
            await node.KillAsync();
        }
        Assert.Equal((1, Wh), (await SentAsync(access), await BalanceAsync(service)));
        Assert.Empty(await LogsAsync(access, "access", "Committed(uint256,bytes)"));

        await using (var node = await _folder.StartAsync())
        {
            using var client = _folder.Client();
            IReadOnlyList<LedgerView> ledgers = [];
            await UntilAsync(access, service, async () =>
            {
                ledgers = (await client.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", default))!;
                return Bridge(ledgers[0]).Messages is { Sent: 1, UnderWay: 0 } && ledgers[1].Tokens is { Minted: 1, UnderWay: 0 }
                    && ledgers.All(l => l.UnderWay.Count == 0 && l.Calls.All(c => c.UnderWay == 0));
            });
            Assert.All(ledgers, l => Assert.Empty(l.Alarms));
            Assert.Equal(0, Bridge(ledgers[0]).Messages!.Aborted);
        }
        Assert.Single(await LogsAsync(access, "access", "InterledgerEventSending(uint256,bytes)"));
        Assert.Single(await LogsAsync(access, "access", "Committed(uint256,bytes)"));
        Assert.Empty(await LogsAsync(access, "access", "Aborted(uint256,uint256)"));
        Assert.Single(await LogsAsync(service, "service", "InterledgerEventAccepted(uint256)"));
        Assert.Empty(await LogsAsync(service, "service", "InterledgerEventRejected(uint256)"));
        Assert.Equal(Wh, await BalanceAsync(service));
    }

    private static CallsView Bridge(LedgerView ledger) => ledger.Calls.Single(c => c.Kind == "bridge");

    // What a settlement leaves in the journal of a token's contract: a batch for a POD whose account is linked, and what caused it.
    private async Task GrantAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        var config = ConfigurationFactory.ParseString($"platone.storage.data = \"{_folder.Path}\"\nakka.remote.dot-netty.tcp.port = 0\nakka.loglevel = ERROR")
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        await using (var node = await PlatoneNode.StartAsync(config, TimeProvider.System, deadline.Token))
        {
            var token = new ContractAnchorId(LedgerId.Service, Address.Parse(_folder["service", "flex-token"]));
            var (pod, now) = (new PodId(node.Directory.Assign(DirectoryKind.Pod, "IT001E-BRIDGE-1")), TimeProvider.System.GetUtcNow());
            foreach (var command in (ICommand[])
                [
                    new RegisterPod(pod, new PodRegistration(now.AddDays(-30), "bus-7", "Europe/Rome", 6_000, null), now),
                    new LinkHolder(token, pod, Address.Parse(Holder), [], now),
                    new RequestMint(token, new Hash256([7, .. new byte[31]]), new EventId($"pod-{pod}", 1), [new HolderGrant(pod, Wh, 0)], now),
                ])
                Assert.IsType<CommandReply.Done>(await node.Entities.SendAsync(command, deadline.Token));
        }
        SqliteConnection.ClearAllPools();
    }

    private static async Task UntilAsync(Anvil access, Anvil service, Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(400));
        while (!await holds())
        {
            await ticks.WaitForNextTickAsync(deadline.Token);
            await access.MineAsync();
            await service.MineAsync();
        }
    }

    private async Task<int> SentAsync(Anvil access) => int.Parse(await Foundry.CastAsync("call", _folder["access", "bridge"], "sentCount()(uint256)",
        "--rpc-url", access.Url), CultureInfo.InvariantCulture);

    private async Task<ulong> BalanceAsync(Anvil service) => ulong.Parse((await Foundry.CastAsync("call", _folder["service", "flex-token"],
        "balanceOf(address)(uint256)", Holder, "--rpc-url", service.Url)).Split(' ')[0], CultureInfo.InvariantCulture);

    private static async Task<int> HeightAsync(Anvil anvil) => int.Parse(await Foundry.CastAsync("block-number", "--rpc-url", anvil.Url), CultureInfo.InvariantCulture);

    // Numbers of the blocks with an event of a ledger's bridge.
    private async Task<IReadOnlyList<int>> LogsAsync(Anvil anvil, string ledger, string @event) =>
        [.. JsonNode.Parse(await Foundry.CastAsync("logs", "--address", _folder[ledger, "bridge"], "--from-block", "0", @event, "--json", "--rpc-url", anvil.Url))!
            .AsArray().Select(l => int.Parse(((string)l!["blockNumber"]!)[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
