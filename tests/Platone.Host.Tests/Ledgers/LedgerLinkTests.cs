using System.Globalization;
using System.Text.Json.Nodes;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Keystore;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Registry;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Pods;
using Platone.Host.Verbs;
using Platone.Host.Verbs.Client;
using Platone.Host.Verbs.Ledger;
using Platone.Testing;

namespace Platone.Host.Tests.Ledgers;

/// <summary>
/// <c>platone ledger link</c>: an owner signs with a keystore file on this machine, or with a key on one without a network, and the chain has it;
/// what is signed is what another wallet (<c>cast</c>) signs.
/// </summary>
public sealed class LedgerLinkTests : IDisposable
{
    private const string Password = "correct horse";
    private readonly TestDirectory _folder = new("ledger-link");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task An_owner_signs_here_or_on_a_machine_without_a_network_and_the_chain_has_it()
    {
        await using var anvil = await Anvil.StartAsync();
        var environment = new Dictionary<string, string?> { ["PLATONE_LEDGER_SERVICE_PASSWORD"] = Password };
        var settings = new Dictionary<string, string>
        {
            ["ledger.service.url"] = anvil.Url,
            ["ledger.service.chain-id"] = anvil.ChainId.ToString(CultureInfo.InvariantCulture),
            ["ledger.service.confirmations"] = "2",
            ["ledger.service.interval"] = "200ms",
            ["ledger.service.keystore"] = Keystore("account.json", anvil.Keys[0]),
        };
        var deployed = JsonNode.Parse((await PlatoneHostProcess.RunAsync(["ledger", "deploy", "service", "--json",
            .. settings.SelectMany(s => (string[])["--set", $"{s.Key}={s.Value}"])], environment: environment)).Succeeded().Output)!["contracts"]!;
        foreach (var key in (string[])["event-log", "flex-token", "pod-registry"])
            settings[$"ledger.service.{key}"] = (string)deployed[key]!["address"]!;
        settings["storage.data"] = _folder.Path;
        settings["http.listen"] = $"127.0.0.1:{FreePort.Next()}";
        settings["mqtt.embedded.listen"] = "127.0.0.1:0";
        settings["akka.remote.dot-netty.tcp.port"] = "0";

        await using var node = PlatoneHostProcess.Start(["run"], settings, environment);
        await node.WaitForLineAsync("is up");
        var operatorKey = (await File.ReadAllTextAsync(_folder.File("operator.key"))).Trim();
        string[] at = ["--url", $"http://{settings["http.listen"]}", "--api-key", operatorKey];
        using var client = new NodeClient(new Uri($"http://{settings["http.listen"]}/"), operatorKey);
        var (pod, lightNode) = await RegisterAsync(client, 1);
        var (owner, wallet) = (anvil.Keys[1].PublicKey.Address, Keystore("wallet.json", anvil.Keys[1]));
        var password = _folder.Write("password", Password + "\n");

        await SignsHereAsync();
        await SignsElsewhereAsync();

        // With a keystore and its password in a file, everything in one go. Nobody is asked, for nobody is there: then it must be said.
        async Task SignsHereAsync()
        {
            string[] link = ["ledger", "link", pod, "--keystore", wallet, "--password-file", password, .. at];
            await RefusedAsync("say --yes", link);
            await RefusedAsync("--keystore", ["ledger", "link", pod, "--keystore", wallet, "--password-file", _folder.Write("other", "battery staple"), "--yes", .. at]);
            await RefusedAsync("PLATONE_OWNER_KEY", ["ledger", "link", pod, "--yes", .. at]);
            await RefusedAsync("not a private key", ["ledger", "link", pod, "--yes", .. at], new() { ["PLATONE_OWNER_KEY"] = "12" });
            await RefusedAsync("no POD", ["ledger", "link", "aaaaaaaaaaaaaaaaaaaaaaaaaa", .. link[3..], "--yes"]);
            Assert.Null((await PodAsync(client, pod)).Link);
            Assert.Null((await HolderAsync(client, pod)).Account);

            var shown = (await PlatoneHostProcess.RunAsync([.. link, "--yes"])).Succeeded().Output;
            Assert.Contains($"POD {pod} (IT001E-OWNER-1), account {owner}", shown, StringComparison.Ordinal);
            Assert.Contains("Link(bytes32 podCommit,address owner,bytes32 meterKeyHash,uint256 nonce,uint256 deadline)", shown, StringComparison.Ordinal);
            Assert.Contains("Holder(string pod,address account,uint256 nonce,uint256 deadline)", shown, StringComparison.Ordinal);
            Assert.Contains($"of light node {lightNode}", shown, StringComparison.Ordinal);
            Assert.Equal(owner.ToString(), (await HolderAsync(client, pod)).Account);
            var there = await OnChainAsync(anvil, client, pod);
            Assert.Contains($"({owner}, ", await Foundry.CastAsync("call", settings["ledger.service.pod-registry"],
                "linkOf(bytes32)((address,uint48,uint48,bytes32))", there.Commitment!, "--rpc-url", anvil.Url), StringComparison.Ordinal);
        }

        // Three machines' work: what is to be signed, the signatures, and the sending of them.
        async Task SignsElsewhereAsync()
        {
            var (second, _) = await RegisterAsync(client, 2);
            var file = _folder.File("offer.json");
            await PlatoneSucceedsAsync(["ledger", "link", second, "--owner", owner.ToString(), "--save", file, .. at]);
            string[] sign = ["ledger", "link", "--offer", file, "--print", "--yes", "--url", $"http://127.0.0.1:{FreePort.Next()}"];
            var environmentKey = new Dictionary<string, string?> { ["PLATONE_OWNER_KEY"] = anvil.KeyTexts[1] };
            var printed = await PlatoneSucceedsAsync(sign, environmentKey);
            var signatures = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.All(signatures, s => Assert.Matches("^0x[0-9a-f]{130}$", s));

            // Another wallet signs the very same.
            var offer = LinkOffer.Parse(file, await File.ReadAllTextAsync(file));
            var registry = offer.Registry!;
            Assert.Equal(1ul, registry.Nonce);
            var message = LinkMessage.ToJson(new RegistryLink(Hash256.Parse(registry.Commitment), owner, Hash256.Parse(registry.MeterKeyHash), registry.Nonce,
                registry.Deadline, []), Address.Parse(registry.Contract), registry.ChainId);
            Assert.Equal([await CastAsync(wallet, message), await CastAsync(wallet, HolderMessage(offer))], signatures);

            // Not by another key; not with what was changed on the way; not with another's signature, or too few or many.
            await RefusedAsync("the key is of", sign, new() { ["PLATONE_OWNER_KEY"] = anvil.KeyTexts[2] });
            var changed = _folder.Write("changed.json", (await File.ReadAllTextAsync(file)).Replace(registry.MeterKeyHash, registry.Commitment, StringComparison.Ordinal));
            string[] send = ["ledger", "link", "--offer", file, .. at];
            await RefusedAsync("for registry", ["ledger", "link", "--offer", changed, .. at, .. Given(signatures)]);
            await RefusedAsync("for tokens", [.. send, .. Given([signatures[0]])]);
            await RefusedAsync("1 more than", [.. send, .. Given([.. signatures, signatures[0]])]);
            await RefusedAsync("--signature", [.. send, "--signature", "0x12"]);
            await RefusedAsync("--save", ["ledger", "link", second, "--owner", owner.ToString(), "--save", file, "--print", .. at]);
            await RefusedAsync("which POD", ["ledger", "link", .. at]);
            await RefusedAsync("format platone/link-offer/v1", ["ledger", "link", "--offer", wallet, "--print"]);
            Assert.Null((await PodAsync(client, second)).Link);

            await PlatoneSucceedsAsync([.. send, .. Given([signatures[1], signatures[0]])]);
            Assert.Equal(owner.ToString(), (await OnChainAsync(anvil, client, second)).Owner);
            Assert.Equal(owner.ToString(), (await HolderAsync(client, second)).Account);
            await PlatoneSucceedsAsync([.. send, .. Given(signatures)]);
        }
    }

    private static IEnumerable<string> Given(IEnumerable<string> signatures) => signatures.SelectMany(s => (string[])["--signature", s]);

    private static async Task<string> PlatoneSucceedsAsync(IReadOnlyList<string> arguments, Dictionary<string, string?>? environment = null) =>
        (await PlatoneHostProcess.RunAsync(arguments, environment: environment)).Succeeded().Output;

    private static async Task RefusedAsync(string why, IReadOnlyList<string> arguments, Dictionary<string, string?>? environment = null)
    {
        var refused = await PlatoneHostProcess.RunAsync(arguments, environment: environment);
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains(why, refused.Error, StringComparison.Ordinal);
    }

    private async Task<string> CastAsync(string keystore, string message) => await Foundry.CastAsync("wallet", "sign", "--keystore", keystore, "--password", Password,
        "--data", "--from-file", _folder.Write("message.json", message));

    private static string HolderMessage(LinkOffer offer) => $$$"""
        {"types": {"EIP712Domain": [{"name": "name", "type": "string"}, {"name": "version", "type": "string"}, {"name": "chainId", "type": "uint256"},
         {"name": "verifyingContract", "type": "address"}],
         "Holder": [{"name": "pod", "type": "string"}, {"name": "account", "type": "address"}, {"name": "nonce", "type": "uint256"},
         {"name": "deadline", "type": "uint256"}]},
         "primaryType": "Holder",
         "domain": {"name": "Platone", "version": "1", "chainId": {{{offer.Tokens!.ChainId}}}, "verifyingContract": "{{{offer.Tokens.Contract}}}"},
         "message": {"pod": "{{{offer.Pod}}}", "account": "{{{offer.Owner}}}", "nonce": {{{offer.Tokens.Nonce}}}, "deadline": {{{offer.Tokens.Deadline}}}}}
        """;

    private static async Task<PodLinkView> OnChainAsync(Anvil anvil, NodeClient client, string pod)
    {
        using var patience = new CancellationTokenSource(Deadline.Default);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            if ((await PodAsync(client, pod)).Link is { State: "on-chain" } link)
                return link;
            await pace.WaitForNextTickAsync(patience.Token);
            await anvil.MineAsync();
        }
    }

    private static async Task<PodView> PodAsync(NodeClient client, string pod) => (await client.GetAsync<PodView>($"api/v1/pods/{pod}", default))!;

    private static async Task<HolderView> HolderAsync(NodeClient client, string pod) => (await client.GetAsync<HolderView>($"api/v1/pods/{pod}/holder", default))!;

    private static async Task<(string Pod, string LightNode)> RegisterAsync(NodeClient client, int number)
    {
        var pod = (await client.PostAsync<object, RegisteredPodView>("api/v1/pods", new
        {
            code = $"IT001E-OWNER-{number}", validFrom = "2026-01-01T00:00:00Z", bus = "12", timeZone = "Europe/Rome", connectionW = 3300,
        }, default)).Pod;
        var node = (await client.PostAsync<object, RegisteredLightNodeView>("api/v1/light-nodes",
            new { serial = $"LN-OWNER-{number}", pod, validFrom = "2026-01-01T00:00:00Z" }, default)).LightNode;
        await client.PutAsync($"api/v1/light-nodes/{node}/key", new DeviceKeyBody(Secp256k1PrivateKey.New().PublicKey.Hex), default);
        return (pod, node);
    }

    private string Keystore(string name, Secp256k1PrivateKey key) => _folder.Write(name, KeystoreFile.Encrypt(key, Password, scryptN: 4096));
}
