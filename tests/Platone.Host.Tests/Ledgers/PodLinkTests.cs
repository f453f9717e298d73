using System.Globalization;
using System.Text.Json;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Keystore;
using Platone.Host.Configuration;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Pods;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Host.Tests.Ledgers;

/// <summary>
/// The whole way of a POD's link to its owner: signed by the owner's wallet (<c>cast</c>), recorded, on the chain, read back from it,
/// through a
/// kill, a change of the meter's key, a succession, an end, and the erasure of the POD.
/// </summary>
public sealed class PodLinkTests : IDisposable
{
    private const string Password = "correct horse";
    private static readonly Dictionary<string, string?> Environment = new() { ["PLATONE_LEDGER_ACCESS_PASSWORD"] = Password };
    private readonly TestDirectory _folder = new("pod-link");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task An_owner_links_a_POD_and_the_chain_shows_it()
    {
        await using var anvil = await Anvil.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["ledger.access.url"] = anvil.Url,
            ["ledger.access.chain-id"] = anvil.ChainId.ToString(CultureInfo.InvariantCulture),
            ["ledger.access.confirmations"] = "3",
            ["ledger.access.interval"] = "200ms",
            ["ledger.access.keystore"] = _folder.Write("account.json", KeystoreFile.Encrypt(anvil.Keys[0], Password, scryptN: 4096)),
        };
        using var deployed = JsonDocument.Parse((await PlatoneHostProcess.RunAsync(
            ["ledger", "deploy", "access", "--json", .. settings.SelectMany(s => (string[])["--set", $"{s.Key}={s.Value}"])],
            environment: Environment)).Succeeded().Output);
        var registry = deployed.RootElement.GetProperty("contracts").GetProperty("pod-registry").GetProperty("address").GetString()!;
        settings["ledger.access.pod-registry"] = registry;
        settings["storage.data"] = _folder.Path;
        settings["http.listen"] = $"127.0.0.1:{FreePort.Next()}";
        settings["mqtt.embedded.listen"] = "127.0.0.1:0";
        settings["akka.remote.dot-netty.tcp.port"] = "0";

        await using var node = PlatoneHostProcess.Start(["run"], settings, Environment);
        await node.WaitForLineAsync("is up");
        using var client = new NodeClient(new Uri($"http://{settings["http.listen"]}/"),
            (await File.ReadAllTextAsync(_folder.File("operator.key"))).Trim());
        var (pod, lightNode) = await RegisterAsync(client, "IT001E-LINK-1");
        var meter = Secp256k1PrivateKey.New().PublicKey.Hex;

        // Without a key nothing at the POD is signed: there is nothing to link.
        var (owner, path) = (anvil.Keys[1].PublicKey.Address.ToString(), $"api/v1/pods/{pod}/link");
        Assert.Contains("no light node of the POD", (await Assert.ThrowsAsync<InputException>(() => OfferAsync(client, path, owner))).Message,
            StringComparison.Ordinal);
        await client.PutAsync($"api/v1/light-nodes/{lightNode}/key", new DeviceKeyBody(meter), default);
        var offer = await OfferAsync(client, path, owner);
        Assert.Equal(await Foundry.CastAsync("keccak", "0x" + meter), offer.MeterKeyHash);
        Assert.Equal((0ul, lightNode), (offer.Nonce, offer.LightNode));

        // The owner's wallet signs what the node gave, as docs/ledger.md shows it.
        var body = await SignAsync(offer, anvil.Keys[1]);
        await RefusedAsync("signature", body with { Signature = (await SignAsync(offer, anvil.Keys[2])).Signature });
        await RefusedAsync("nonce", body with { Nonce = 1 });
        await RefusedAsync("deadline", body with { Deadline = 1_000_000 });
        await RefusedAsync("meterKeyHash", body with { MeterKeyHash = offer.Commitment });
        Assert.Null((await PodAsync(client, pod)).Link);
        await client.PutAsync(path, body, default);
        await client.PutAsync(path, body, default);

        // It dies with the link recorded, and goes on.
        await node.KillAsync();
        await using var again = PlatoneHostProcess.Start(["run"], settings, Environment);
        await again.WaitForLineAsync("is up");
        var there = await UntilAsync(l => l.State == "on-chain");
        Assert.Equal((true, owner, offer.Commitment, $"access-{registry.ToLowerInvariant()}"), (there.IsCurrent, there.Owner,
            there.Commitment, there.Registry));
        Assert.NotNull(there.Transaction);
        Assert.StartsWith($"({owner}, ", await LinkOfAsync(), StringComparison.Ordinal);
        Assert.EndsWith($", 0, {offer.MeterKeyHash})", await LinkOfAsync(), StringComparison.Ordinal);

        // The device's key is lost: revoked, and what the chain says of the meter is stale until an owner signs the next.
        Assert.True(await client.SendAsync(HttpMethod.Delete, $"api/v1/light-nodes/{lightNode}/key?publicKey={meter}", default));
        Assert.True(await client.SendAsync(HttpMethod.Delete, $"api/v1/light-nodes/{lightNode}/key?publicKey={meter}", default));
        var revokedKey = await Assert.ThrowsAsync<InputException>(() => client.PutAsync($"api/v1/light-nodes/{lightNode}/key",
            new DeviceKeyBody(meter), default));
        Assert.Contains("was revoked", revokedKey.Message, StringComparison.Ordinal);
        var view = await NodeUntilAsync(n => n.KeyRevokedAt is not null);
        Assert.True(view.Keyed);
        Assert.False((await UntilAsync(l => l.State == "stale")).IsCurrent);
        await client.PutAsync($"api/v1/light-nodes/{lightNode}/key", new DeviceKeyBody(Secp256k1PrivateKey.New().PublicKey.Hex), default);
        var next = await OfferAsync(client, path, anvil.Keys[2].PublicKey.Address.ToString());
        await client.PutAsync(path, await SignAsync(next, anvil.Keys[2]), default);
        await UntilAsync(l => l.State == "on-chain" && l.Owner == next.Owner);
        Assert.EndsWith($", 0, {next.MeterKeyHash})", await LinkOfAsync(), StringComparison.Ordinal);
        Assert.Equal(offer.Commitment, next.Commitment);

        // It ends, and the same owner links again with the next nonce; the POD's erasure ends that, too, without anybody's asking.
        Assert.True(await client.SendAsync(HttpMethod.Delete, path, default));
        await UntilAsync(l => l is { State: "revoked", Transaction: not null });
        var notLinked = Convert.ToHexStringLower(Keccak256.Hash("NotLinked(bytes32)"u8).AsSpan(0, 4));
        Assert.Contains(notLinked, (await ProcessHost.RunAsync(Foundry.Cast, LinkOf())).Error, StringComparison.Ordinal);
        var last = await OfferAsync(client, path, next.Owner);
        Assert.Equal(1ul, last.Nonce);
        await client.PutAsync(path, await SignAsync(last, anvil.Keys[2]), default);
        await client.SendAsync(HttpMethod.Delete, $"api/v1/pods/{pod}", default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (await LinksAsync() is not [_, _, { Until: > 0 }])
        {
            await ticks.WaitForNextTickAsync(deadline.Token);
            await anvil.MineAsync();
        }
        Assert.False(await client.SendAsync(HttpMethod.Get, $"api/v1/pods/{pod}", default));

        async Task<PodLinkView> UntilAsync(Func<PodLinkView, bool> holds)
        {
            using var patience = new CancellationTokenSource(Deadline.Default);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (true)
            {
                if ((await PodAsync(client, pod)).Link is { } link && holds(link))
                    return link;
                await pace.WaitForNextTickAsync(patience.Token);
                await anvil.MineAsync();
            }
        }

        async Task<LightNodeView> NodeUntilAsync(Func<LightNodeView, bool> holds)
        {
            using var patience = new CancellationTokenSource(Deadline.Default);
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (true)
            {
                if (await client.GetAsync<LightNodeView>($"api/v1/light-nodes/{lightNode}", patience.Token) is { } found && holds(found))
                    return found;
                await pace.WaitForNextTickAsync(patience.Token);
            }
        }

        string[] LinkOf() => ["call", registry, "linkOf(bytes32)((address,uint48,uint48,bytes32))", offer.Commitment, "--rpc-url",
            anvil.Url];

        Task<string> LinkOfAsync() => Foundry.CastAsync(LinkOf());

        Task<(Address Owner, ulong Since, ulong Until, byte[] MeterKeyHash)[]> LinksAsync() => anvil.Web3().Eth.GetContract(
            """[{"type":"function","name":"linksOf","inputs":[{"name":"podCommit","type":"bytes32"}],"outputs":[{"name":"","type":"tuple[]","components":[{"name":"owner","type":"address"},{"name":"since","type":"uint48"},{"name":"until","type":"uint48"},{"name":"meterKeyHash","type":"bytes32"}]}]}]""",
            registry).GetFunction("linksOf").CallAsync<(Address Owner, ulong Since, ulong Until,
                byte[] MeterKeyHash)[]>(offer.Commitment.HexToByteArray());

        async Task RefusedAsync(string field, PodLinkBody wrong) => Assert.Contains($"({field})",
            (await Assert.ThrowsAsync<InputException>(() => client.PutAsync(path, wrong, default))).Message, StringComparison.Ordinal);
    }

    private async Task<PodLinkBody> SignAsync(PodLinkOfferView offer, Secp256k1PrivateKey wallet)
    {
        var data = _folder.Write("link.json", offer.TypedData.GetRawText());
        // The wallet's own file: keys are on no command line.
        var keystore = _folder.Write("wallet.json", KeystoreFile.Encrypt(wallet, Password, scryptN: 4096));
        var signature = await Foundry.CastAsync("wallet", "sign", "--keystore", keystore, "--password", Password, "--data", "--from-file", data);
        return new PodLinkBody(offer.Owner, offer.MeterKeyHash, offer.Nonce, offer.Deadline, signature);
    }

    private static async Task<PodLinkOfferView> OfferAsync(NodeClient client, string path, string owner) =>
        (await client.GetAsync<PodLinkOfferView>($"{path}?owner={owner}", default))!;

    private static async Task<PodView> PodAsync(NodeClient client, string pod) => (await client.GetAsync<PodView>($"api/v1/pods/{pod}",
        default))!;

    private static async Task<(string Pod, string LightNode)> RegisterAsync(NodeClient client, string code)
    {
        var pod = (await client.PostAsync<object, RegisteredPodView>("api/v1/pods",
            new { code, validFrom = "2026-01-01T00:00:00Z", bus = "12", timeZone = "Europe/Rome", connectionW = 3300 }, default)).Pod;
        var node = await client.PostAsync<object, RegisteredLightNodeView>("api/v1/light-nodes",
            new { serial = "LN-LINK-1", pod, validFrom = "2026-01-01T00:00:00Z" }, default);
        return (pod, node.LightNode);
    }
}
