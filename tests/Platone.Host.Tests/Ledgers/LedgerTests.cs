using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Keystore;
using Platone.Host.Configuration;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Log;
using Platone.Host.Rest.Pods;
using Platone.Host.Verbs;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Host.Tests.Ledgers;

/// <summary>The whole way, as an operator goes it: contracts deployed, a node that anchors, a bundle that a stranger checks on the chain.</summary>
public sealed class LedgerTests : IDisposable
{
    private const string Password = "correct horse";
    private static readonly Dictionary<string, string?> Environment =
        new() { ["PLATONE_LEDGER_SERVICE_PASSWORD"] = Password, ["PLATONE_LEDGER_ACCESS_PASSWORD"] = Password };
    private readonly TestDirectory _folder = new("ledger");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task What_a_node_records_is_anchored_and_proven_by_the_chain_through_a_kill()
    {
        await using var anvil = await Anvil.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["ledger.service.url"] = anvil.Url,
            ["ledger.service.chain-id"] = anvil.ChainId.ToString(CultureInfo.InvariantCulture),
            ["ledger.service.confirmations"] = "3",
            ["ledger.service.interval"] = "200ms",
        };
        settings["ledger.service.keystore"] = Keystore(anvil);
        var deployed = JsonNode.Parse((await PlatoneHostProcess.RunAsync(["ledger", "deploy", "service", "--json", .. Set(settings)],
            environment: Environment)).Succeeded().Output)!;
        var eventLog = (string)deployed["contracts"]!["event-log"]!["address"]!;
        settings["ledger.service.event-log"] = eventLog;
        settings["ledger.service.flex-token"] = (string)deployed["contracts"]!["flex-token"]!["address"]!;
        settings["storage.data"] = _folder.Path;
        settings["http.listen"] = $"127.0.0.1:{FreePort.Next()}";
        settings["mqtt.embedded.listen"] = "127.0.0.1:0";
        settings["akka.remote.dot-netty.tcp.port"] = "0";

        await using var node = PlatoneHostProcess.Start(["run"], settings, Environment);
        await node.WaitForLineAsync("is up");
        using var client = Client(settings);
        var pod = await RegisterAsync(client, "IT001E-LEDGER-1");
        var anchored = await AnchoredAsync(anvil, client, pod);
        Assert.Equal(("service", eventLog, 1L), (anchored.Ledger, anchored.Contract, anchored.Seq));

        // What everybody reads on the chain is the root that the log gives at that size.
        var head = (await client.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", default))!.Single().Heads!;
        var kept = await Foundry.CastAsync("call", eventLog, "headOf(uint64)(bytes32)", "1", "--rpc-url", anvil.Url);
        var slot = await Foundry.CastAsync("index", "uint64", "1", "4");
        Assert.Equal(kept, await Foundry.CastAsync("storage", eventLog, slot, "--rpc-url", anvil.Url));
        Assert.Equal(kept, "0x" + Convert.ToHexStringLower(SHA256.HashData(
            [.. Convert.FromHexString(head.Size.ToString("x16", CultureInfo.InvariantCulture)), .. Convert.FromHexString(head.Root![2..])])));

        // A node that dies goes on where it was.
        await node.KillAsync();
        await using var again = PlatoneHostProcess.Start(["run"], settings, Environment);
        await again.WaitForLineAsync("is up");
        var second = await RegisterAsync(client, "IT001E-LEDGER-2");
        Assert.Equal(2, (await AnchoredAsync(anvil, client, second)).Seq);
        Assert.Equal("2", await Foundry.CastAsync("call", eventLog, "headSeq()(uint64)", "--rpc-url", anvil.Url));
        Assert.Contains("2 anchored", (await PlatoneHostProcess.RunAsync(["ledger", "status", "--url", client.Url.ToString(), "--api-key", Key()]))
            .Succeeded().Output, StringComparison.Ordinal);

        await VerifyAsync(anvil, client, pod, anchored);
        await AuditAsync(anvil);
        await LinkAsync(anvil, client, pod, settings["ledger.service.flex-token"]);
    }

    [SkippableFact]
    public async Task Two_ledgers_with_a_bridge_are_deployed_one_after_the_other_and_a_node_needs_both_ends()
    {
        await using var access = await Anvil.StartAsync("berlin", 1337, "--gas-price", "0", "--base-fee", "0");
        await using var service = await Anvil.StartAsync();
        var settings = new Dictionary<string, string> { ["ledger.access.profile"] = "legacy" };
        foreach (var (ledger, anvil) in (IEnumerable<(string, Anvil)>)[("access", access), ("service", service)])
        {
            settings[$"ledger.{ledger}.url"] = anvil.Url;
            settings[$"ledger.{ledger}.chain-id"] = anvil.ChainId.ToString(CultureInfo.InvariantCulture);
            settings[$"ledger.{ledger}.confirmations"] = "3";
            settings[$"ledger.{ledger}.interval"] = "200ms";
            settings[$"ledger.{ledger}.keystore"] = Keystore(anvil);
            var deployed = JsonNode.Parse((await PlatoneHostProcess.RunAsync(["ledger", "deploy", ledger, "--json", .. Set(settings)],
                environment: Environment)).Succeeded().Output)!["contracts"]!;
            foreach (var key in (string[])["event-log", "flex-token", "bridge"])
            {
                if (deployed[key] is { } contract)
                    settings[$"ledger.{ledger}.{key}"] = (string)contract["address"]!;
            }
        }
        settings["storage.data"] = _folder.Path;
        settings["http.listen"] = $"127.0.0.1:{FreePort.Next()}";
        settings["mqtt.embedded.listen"] = "127.0.0.1:0";
        settings["akka.remote.dot-netty.tcp.port"] = "0";
        var oneEnd = settings.Where(s => s.Key != "ledger.service.bridge").ToDictionary();
        var refused = await PlatoneHostProcess.RunAsync(["run", .. Set(oneEnd)], environment: Environment);
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("platone.ledger.service.bridge is missing", refused.Error, StringComparison.Ordinal);

        await using var node = PlatoneHostProcess.Start(["run"], settings, Environment);
        await node.WaitForLineAsync("is up");
        using var client = Client(settings);
        await RegisterAsync(client, "IT001E-LEDGER-1");
        await client.SendAsync(HttpMethod.Post, "api/v1/log/seal", default);
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        IReadOnlyList<LedgerView> ledgers;
        do
        {
            await ticks.WaitForNextTickAsync(deadline.Token);
            await access.MineAsync();
            await service.MineAsync();
            ledgers = (await client.GetAsync<IReadOnlyList<LedgerView>>("api/v1/ledgers", deadline.Token))!;
        }
        while (ledgers.Any(l => l.Heads?.Seq is not > 0) || ledgers.SelectMany(l => l.Calls).All(c => c.Messages is null));
        // Either end found its log, token and peer.
        Assert.Equal(["access", "service"], ledgers.Select(l => l.Ledger));
        Assert.All(ledgers, l => Assert.Empty(l.Alarms));
        var messages = ledgers[0].Calls.Single().Messages!;
        Assert.Equal(new MessagesView(0, messages.ReadThrough, 0, 0), messages);
        Assert.Contains("0 messages sent", (await PlatoneHostProcess.RunAsync(["ledger", "status", "--url", client.Url.ToString(), "--api-key", Key()]))
            .Succeeded().Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_wrong_chain_or_a_missing_key_is_refused_before_anything_is_sent()
    {
        await using var anvil = await Anvil.StartAsync();
        IEnumerable<string> deploy = ["ledger", "deploy", "service", "--set", $"ledger.service.url={anvil.Url}", "--set", "ledger.service.chain-id=1"];
        var refused = await PlatoneHostProcess.RunAsync([.. deploy, "--set", $"ledger.service.keystore={Keystore(anvil)}"], environment: Environment);
        Assert.Equal((ExitCode.No, $"platone: the node is of chain {anvil.ChainId}, not of 1: nothing was deployed"), (refused.ExitCode, refused.Error.Trim()));
        var keyless = await PlatoneHostProcess.RunAsync(deploy);
        Assert.Equal(ExitCode.BadInput, keyless.ExitCode);
        Assert.Contains("PLATONE_LEDGER_SERVICE_KEY", keyless.Error, StringComparison.Ordinal);
        var unused = await PlatoneHostProcess.RunAsync(["ledger", "deploy", "access"]);
        Assert.Equal(ExitCode.BadInput, unused.ExitCode);
        Assert.Contains("platone.ledger.access.url is not set", unused.Error, StringComparison.Ordinal);
    }

    private async Task VerifyAsync(Anvil anvil, NodeClient client, string pod, AnchorView anchored)
    {
        var row = (await client.GetAsync<PodView>($"api/v1/pods/{pod}", default))!;
        var bundle = _folder.Write("bundle.json", (await client.TextAsync($"api/v1/log/proof?persistenceId=pod-{row.Pod}&sequenceNr=1", default))!);
        var vkey = (await client.GetAsync<HeadView>("api/v1/log", default))!.VerifierKey;
        var trust = _folder.Write("trust.json", $$"""
            {"format": "platone/trust/v1", "logs": ["{{vkey}}"], "witnesses": [], "quorum": 0, "chains": [{"chainId": {{anvil.ChainId}},
             "contract": "{{anchored.Contract[2..].ToLowerInvariant()}}", "blockHash": "{{anchored.BlockHash[2..]}}"}]}
            """);
        var verified = (await PlatoneHostProcess.RunAsync(["verify", bundle, "--trust", trust, "--rpc", anvil.Url])).Succeeded().Output;
        Assert.Contains("valid, by the chain of the trust file", verified, StringComparison.Ordinal);
        Assert.Contains($"block {anchored.Block} of the chain is {anchored.BlockHash}", verified, StringComparison.Ordinal);
    }

    // Beside the running node: what its journal calls anchored is in the contract; asked of a chain that has lost it, it is not.
    private async Task AuditAsync(Anvil anvil)
    {
        var audited = JsonNode.Parse((await PlatoneHostProcess.RunAsync(["audit", "--data", _folder.Path, "--trust", _folder.File("trust.json"),
            "--rpc", anvil.Url, "--json"])).Succeeded().Output)!;
        Assert.True((bool)audited["clean"]!);
        Assert.Contains("looked up in their contract", Line(audited), StringComparison.Ordinal);
        await using var empty = await Anvil.StartAsync();
        var lost = await PlatoneHostProcess.RunAsync(["audit", "--data", _folder.Path, "--rpc", empty.Url, "--json"]);
        Assert.Equal(ExitCode.No, lost.ExitCode);
        Assert.Contains(JsonNode.Parse(lost.Output)!["findings"]!.AsArray(), f => (string)f!["check"]! == "anchors");
        var silent = await PlatoneHostProcess.RunAsync(["audit", "--data", _folder.Path, "--rpc", $"http://127.0.0.1:{FreePort.Next()}"]);
        Assert.Equal(ExitCode.BadInput, silent.ExitCode);

        static string Line(JsonNode report) =>
            (string)report["checks"]!.AsArray().Single(c => (string)c!["check"]! == "anchors")!["text"]!;
    }

    // Only the account itself can say that it holds a POD's tokens, and once: what it signed first brings it back no more.
    private async Task LinkAsync(Anvil anvil, NodeClient client, string pod, string token)
    {
        const long year2100 = 4_102_444_800;
        var (first, second) = (anvil.Keys[1], anvil.Keys[2]);
        var refused = await Assert.ThrowsAsync<InputException>(() => PutAsync(first, 0, Sign(first, 0, second)));
        Assert.Contains("signature", refused.Message, StringComparison.Ordinal);
        await PutAsync(first, 0, Sign(first, 0, first));
        await PutAsync(first, 0, Sign(first, 0, first));
        await PutAsync(second, 1, Sign(second, 1, second));
        var replayed = await Assert.ThrowsAsync<InputException>(() => PutAsync(first, 0, Sign(first, 0, first)));
        Assert.Contains("nonce", replayed.Message, StringComparison.Ordinal);
        var path = $"api/v1/pods/{pod}/holder";
        var holder = (await client.GetAsync<HolderView>(path, default))!;
        Assert.Equal((second.PublicKey.Address.ToString(), 2ul), (holder.Account!, holder.Nonce));
        Assert.Equal((0m, 0m), (holder.BalanceUnits!.Value, holder.DebtUnits!.Value));

        // An auditor reads neither whose account it is nor what it has: on the chain one would tell the other.
        var admitted = JsonNode.Parse(JsonSerializer.Serialize(
            await client.PostAsync<object, JsonElement>("api/v1/participants", new { id = "auditor-1", name = "The auditor", role = "auditor" }, default)))!;
        using var auditor = new NodeClient(client.Url, (string)admitted["apiKey"]!);
        var hidden = (await auditor.GetAsync<HolderView>(path, default))!;
        Assert.Null(hidden.Account);
        Assert.Null(hidden.BalanceUnits);
        Assert.Null(hidden.DebtUnits);

        // A customer's account that owes is not left; an operator, who is asked where a key was lost, may change it.
        var customer = JsonNode.Parse(JsonSerializer.Serialize(
            await client.PostAsync<object, JsonElement>("api/v1/participants", new { id = "customer-1", name = "The customer", role = "customer" }, default)))!;
        using var owner = new NodeClient(client.Url, (string)customer["apiKey"]!);
        var own = (await client.PostAsync<object, RegisteredPodView>("api/v1/pods", new
        {
            code = "IT001E-LEDGER-3", validFrom = "2026-01-01T00:00:00Z", bus = "12", timeZone = "Europe/Rome", connectionW = 3300, owner = "customer-1",
        }, default)).Pod;
        await PutAsync(first, 0, Sign(first, 0, first, own), own, owner);
        await Foundry.CastAsync("send", token, "settle(bytes32,address[],uint256[],uint256[])", "0x" + new string('7', 64),
            $"[{first.PublicKey.Address}]", "[0]", "[500]", "--rpc-url", anvil.Url, "--private-key", anvil.KeyTexts[0]);
        var owes = await Assert.ThrowsAsync<InputException>(() => PutAsync(second, 1, Sign(second, 1, second, own), own, owner));
        Assert.Contains("owes 500 thousandths", owes.Message, StringComparison.Ordinal);
        await PutAsync(second, 1, Sign(second, 1, second, own), own);

        // What operators did of this is in their journal: not what was refused before, nor what was there already.
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var month = TimeProvider.System.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        string actions;
        do
        {
            await ticks.WaitForNextTickAsync(deadline.Token);
            actions = (await client.TextAsync($"api/v1/operator-actions?month={month}&limit=1000", deadline.Token))!;
        }
        while (!actions.Contains($"PUT /api/v1/pods/{own}/holder", StringComparison.Ordinal));
        Assert.Equal(3, actions.Split($"PUT /api/v1/pods/{pod}/holder").Length - 1);
        Assert.Equal(1, actions.Split($"PUT /api/v1/pods/{own}/holder").Length - 1);

        string Sign(Secp256k1PrivateKey account, ulong nonce, Secp256k1PrivateKey signer, string? of = null) => HoldersApi
            .Message(of ?? pod, account.PublicKey.Address, nonce, year2100, Address.Parse(token), anvil.ChainId).Sign(signer).ToString();

        Task PutAsync(Secp256k1PrivateKey account, ulong nonce, string signature, string? of = null, NodeClient? by = null) => (by ?? client)
            .PutAsync($"api/v1/pods/{of ?? pod}/holder", new HolderBody(account.PublicKey.Address.ToString(), nonce, year2100, signature), default);
    }

    // Mines until the POD's registration is anchored for good.
    private static async Task<AnchorView> AnchoredAsync(Anvil anvil, NodeClient client, string pod)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        await client.SendAsync(HttpMethod.Post, "api/v1/log/seal", deadline.Token);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            await ticks.WaitForNextTickAsync(deadline.Token);
            await anvil.MineAsync();
            if (await client.GetAsync<PodView>($"api/v1/pods/{pod}", deadline.Token) is { Certification: { State: "anchored", Anchor: { } anchor } })
                return anchor;
        }
    }

    private static async Task<string> RegisterAsync(NodeClient client, string code) => (await client.PostAsync<object, RegisteredPodView>("api/v1/pods",
        new { code, validFrom = "2026-01-01T00:00:00Z", bus = "12", timeZone = "Europe/Rome", connectionW = 3300 }, default)).Pod;

    private string Keystore(Anvil anvil) => _folder.Write($"account-{anvil.ChainId}.json", KeystoreFile.Encrypt(anvil.Keys[0], Password, scryptN: 4096));

    private NodeClient Client(Dictionary<string, string> settings) => new(new Uri($"http://{settings["http.listen"]}/"), Key());

    private string Key() => File.ReadAllText(_folder.File("operator.key")).Trim();

    private static IEnumerable<string> Set(Dictionary<string, string> settings) =>
        settings.SelectMany(s => (string[])["--set", $"{s.Key}={s.Value}"]);
}
