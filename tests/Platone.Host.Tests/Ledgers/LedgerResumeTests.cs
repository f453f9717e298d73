using System.Globalization;
using System.Text.Json.Nodes;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Ledgers;

/// <summary>A chain restored from a backup under a running node, and the operator's way out.</summary>
public sealed class LedgerResumeTests : IDisposable
{
    private readonly LedgerFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task An_operator_goes_on_with_a_chain_that_was_set_back()
    {
        await using var anvil = await Anvil.StartAsync();
        await _folder.DeployAsync("service", anvil);
        await using var node = await _folder.StartAsync();
        using var client = _folder.Client();
        var first = await RegisterAsync(client, "IT001E-LEDGER-1");
        Assert.Equal(1, (await AnchoredAsync(anvil, client, first)).Seq);
        var nothing = await _folder.RunAsync("ledger", "resume", "service", "--reason", "to see");
        Assert.Equal(ExitCode.No, nothing.ExitCode);
        Assert.Contains("there is nothing to go on with", nothing.Output, StringComparison.Ordinal);

        var snapshot = await anvil.SendAsync<string>("evm_snapshot");
        var second = await RegisterAsync(client, "IT001E-LEDGER-2");
        var lost = await AnchoredAsync(anvil, client, second);
        Assert.Equal(2, lost.Seq);
        var kept = await HeadAsync(anvil, 2);
        Assert.True(await anvil.SendAsync<bool>("evm_revert", snapshot));
        // Others go on there, so that its blocks are not those that went.
        await Foundry.CastAsync("send", anvil.Keys[8].PublicKey.Address.ToString(), "--value", "1", "--private-key", anvil.KeyTexts[9], "--rpc-url", anvil.Url);
        Assert.Equal("0x" + new string('0', 64), await HeadAsync(anvil, 2));
        await UntilAsync(anvil, async () => (await LedgerAsync(client)).Alarms.Any(a => a.Kind == "contradiction"));
        Assert.Equal(ExitCode.No, (await _folder.RunAsync("ledger", "status")).ExitCode);

        Assert.Equal(ExitCode.BadInput, (await _folder.RunAsync("ledger", "resume", "service", "--yes")).ExitCode);
        Assert.Equal(ExitCode.BadInput, (await _folder.RunAsync("ledger", "resume", "service", "--reason", " ", "--yes")).ExitCode);
        Assert.Equal(ExitCode.BadInput, (await _folder.RunAsync("ledger", "resume", "access", "--reason", "no such", "--yes")).ExitCode);
        var unasked = await _folder.RunAsync("ledger", "resume", "service", "--reason", "restored from the backup of 02:00");
        Assert.Equal(ExitCode.BadInput, unasked.ExitCode);
        Assert.Contains("1 heads", unasked.Error, StringComparison.Ordinal);
        Assert.Equal(2ul, (await LedgerAsync(client)).Heads!.Seq);
        var resumed = JsonNode.Parse((await _folder.RunAsync("ledger", "resume", "service", "--reason", "restored from the backup of 02:00", "--yes", "--json"))
            .Succeeded().Output)!;
        Assert.Equal((1, 0, 0), ((int)resumed["heads"]!, (int)resumed["mints"]!, (int)resumed["calls"]!));

        // The row is not anchored, and then it is again, under the same number in another block.
        var again = await AnchoredAsync(anvil, client, second, lost.BlockHash);
        Assert.Equal((2L, lost.TreeSize), (again.Seq, again.TreeSize));
        Assert.Equal(kept, await HeadAsync(anvil, 2));
        await UntilAsync(anvil, async () => (await LedgerAsync(client)) is { Alarms.Count: 0, UnderWay.Count: 0 });
        var audited = JsonNode.Parse((await PlatoneHostProcess.RunAsync(["audit", "--data", _folder.Path, "--rpc", anvil.Url, "--json"])).Succeeded().Output)!;
        Assert.True((bool)audited["clean"]!);
        // Who did it, and why.
        var month = TimeProvider.System.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        Assert.Equal("POST /api/v1/ledgers/service/resume: restored from the backup of 02:00",
            Assert.Single(await client.AllAsync<OperatorActionView>($"api/v1/operator-actions?month={month}", default)).Command);
    }

    private Task<string> HeadAsync(Anvil anvil, int seq) => Foundry.CastAsync("call", _folder["service", "event-log"], "headOf(uint64)(bytes32)",
        seq.ToString(CultureInfo.InvariantCulture), "--rpc-url", anvil.Url);

    private static async Task<LedgerView> LedgerAsync(NodeClient client) =>
        (await client.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", default))!.Single();

    private static async Task<string> RegisterAsync(NodeClient client, string code) => (await client.PostAsync<object, RegisteredPodView>("api/v1/pods",
        new { code, validFrom = "2026-01-01T00:00:00Z", bus = "12", timeZone = "Europe/Rome", connectionW = 3300 }, default)).Pod;

    // Mines until the POD's registration is anchored for good, in another block than one.
    private static async Task<AnchorView> AnchoredAsync(Anvil anvil, NodeClient client, string pod, string? notIn = null)
    {
        await client.SendAsync(HttpMethod.Post, "api/v1/log/seal", default);
        AnchorView? found = null;
        await UntilAsync(anvil, async () =>
        {
            found = (await client.GetAsync<PodView>($"api/v1/pods/{pod}", default))?.Certification is { State: "anchored", Anchor: { } anchor } ? anchor : null;
            return found is not null && found.BlockHash != notIn;
        });
        return found!;
    }

    private static async Task UntilAsync(Anvil anvil, Func<Task<bool>> holds)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await holds())
        {
            await ticks.WaitForNextTickAsync(deadline.Token);
            await anvil.MineAsync();
        }
    }
}
