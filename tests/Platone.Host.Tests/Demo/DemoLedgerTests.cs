using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Platone.Actors.Ethereum;
using Platone.Host.Rest.Outcomes;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Sessions;
using Platone.Host.Rest.Tokens;
using Platone.Host.Tests.Chain;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Host.Tests.Demo;

/// <summary>A demo's day on a real chain: what it leaves there is read back with <c>cast</c>, which shares no code with Platone.</summary>
public sealed class DemoLedgerTests : IDisposable
{
    private const string Session = "day-ahead-terni-2026-11-25";
    private const decimal JoulesPerWh = 3600;
    private readonly TestDirectory _directory = new("demo-ledger");

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task A_day_leaves_anchored_heads_and_the_tokens_of_its_statements_on_the_chain()
    {
        await using var anvil = await Anvil.StartAsync();
        var keys = new Dictionary<string, string?>
        {
            ["PLATONE_LEDGER_ACCESS_KEY"] = anvil.KeyTexts[0], ["PLATONE_LEDGER_SERVICE_KEY"] = anvil.KeyTexts[1],
        };
        var settings = new List<string>();
        var contracts = new Dictionary<string, string>();
        foreach (var ledger in (string[])["access", "service"])
        {
            settings.AddRange([$"ledger.{ledger}.url={anvil.Url}",
                $"ledger.{ledger}.chain-id={anvil.ChainId.ToString(CultureInfo.InvariantCulture)}", $"ledger.{ledger}.confirmations=1",
                $"ledger.{ledger}.interval=200ms"]);
            var deployed = JsonNode.Parse((await PlatoneHostProcess.RunAsync(["ledger", "deploy", ledger, "--json", .. Set(settings)], environment: keys))
                .Succeeded().Output)!;
            foreach (var (kind, contract) in deployed["contracts"]!.AsObject())
            {
                contracts[$"{ledger} {kind}"] = (string)contract!["address"]!;
                settings.Add($"ledger.{ledger}.{kind}={(string)contract["address"]!}");
            }
        }

        var data = _directory.File("data");
        var summary = await RunningDemo.PlayAsync(data, keys, [.. Set(settings)]);
        Assert.True((bool)summary["complete"]!, summary.ToJsonString());
        Assert.Equal(8, (int)summary["ledger"]!["equal"]!);
        await SessionIsProvedAsync(anvil, contracts["service flex-market"]);

        await using (var platone = await RunningPlatone.StartAsync(data, new Dictionary<string, string>()))
        {
            using var client = platone.Client();
            await HeadsAreThoseOfTheLogAsync(anvil, client, contracts, summary);
            await BalancesAreThoseOfTheStatementsAsync(anvil, client, contracts["service flex-token"], data);
            await GrantsAndAwardsShowTheirTransactionsAsync(anvil, client, contracts);
            await LinksAreOfTheHouseholdsAsync(anvil, client, contracts["access pod-registry"], data);
            await TheSessionIsProvedAsync(anvil, client, contracts["service flex-market"]);
        }

        // The next day comes to the same accounts.
        summary = await RunningDemo.PlayAsync(data, keys, [.. Set(settings)]);
        Assert.True((bool)summary["complete"]!, summary.ToJsonString());
        Assert.NotEqual(Session, (string)summary["session"]!);
    }

    // Each POD's commitment leads to the account whose key the household has.
    private static async Task LinksAreOfTheHouseholdsAsync(Anvil anvil, NodeClient client, string registry, string data)
    {
        var owners = Directory.GetFiles(Path.Combine(data, "owners")).Select(f => Secp256k1PrivateKey.Parse(File.ReadAllText(f).Trim()).PublicKey.Address.ToString())
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var pod in await client.AllAsync<PodView>("api/v1/pods", default))
        {
            var link = await Foundry.CastAsync("call", registry, "linkOf(bytes32)((address,uint48,uint48,bytes32))", pod.Link!.Commitment!, "--rpc-url", anvil.Url);
            Assert.Contains(pod.Link.Owner!, link, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(pod.Link.MeterKeyHash!, link, StringComparison.OrdinalIgnoreCase);
            Assert.True(owners.Remove(pod.Link.Owner!));
        }
        Assert.Empty(owners);
    }

    // Every award of the outcome is proved on the chain, and the settlement is committed to.
    private static async Task TheSessionIsProvedAsync(Anvil anvil, NodeClient client, string market)
    {
        var day = await PlayedDay.ReadAsync(client, Session);
        var lane = await Foundry.CastAsync("keccak", Session);
        var session = (await Foundry.CastAsync("call", market,
            "sessionOf(bytes32)(bytes32,uint32,uint8,bytes32,uint32,(bytes32,uint32,uint128,int128),bool,uint32)", lane, "--rpc-url", anvil.Url)).Split('\n');
        Assert.Equal("3", session[1]);
        Assert.Contains($", {day.Awards.Count.ToString(CultureInfo.InvariantCulture)}, ", session[5], StringComparison.Ordinal);
        Assert.Equal(("true", "1"), (session[6], session[7]));
    }

    // The contract's own storage has, of the newest head, the very size and root that the log's checkpoint says.
    private static async Task HeadsAreThoseOfTheLogAsync(Anvil anvil, NodeClient client, Dictionary<string, string> contracts, JsonNode summary)
    {
        var checkpoint = (await client.TextAsync("log/checkpoint", default))!.Split('\n');
        var size = ulong.Parse(checkpoint[1], CultureInfo.InvariantCulture);
        var root = Convert.FromBase64String(checkpoint[2]);
        var expected = "0x" + Convert.ToHexStringLower(SHA256.HashData(
            [.. Convert.FromHexString(size.ToString("x16", CultureInfo.InvariantCulture)), .. root]));
        foreach (var ledger in summary["ledger"]!["ledgers"]!.AsArray())
        {
            var contract = contracts[$"{(string)ledger!["ledger"]!} event-log"];
            var seq = await Foundry.CastAsync("call", contract, "headSeq()(uint64)", "--rpc-url", anvil.Url);
            Assert.Equal(expected, await Foundry.CastAsync("call", contract, "headOf(uint64)(bytes32)", seq, "--rpc-url", anvil.Url));
            Assert.Equal(expected, await Foundry.CastAsync("storage", contract, await Foundry.CastAsync("index", "uint64", seq, "4"), "--rpc-url", anvil.Url));
            Assert.Equal(size, (ulong)ledger["heads"]!["size"]!);
        }
    }

    // The contract has every request and offer of the day's session, has proved its awards, and has its settlement.
    private static async Task SessionIsProvedAsync(Anvil anvil, string market)
    {
        var kept = (await Foundry.CastAsync("call", market, "sessionOf(bytes32)(bytes32,uint32,uint8,bytes32,uint32,(bytes32,uint32,uint128,int128),bool,uint32)",
            await Foundry.CastAsync("keccak", Session), "--rpc-url", anvil.Url)).Split('\n');
        Assert.Equal("true", kept[6]);
        Assert.NotEqual("0", kept[7]);
        Assert.All([kept[1], kept[4]], count => Assert.True(uint.Parse(count, CultureInfo.InvariantCulture) > 0));
    }

    // Recomputed from the settlement's lines: a token for each kWh delivered, one burned for each that was not.
    private static async Task BalancesAreThoseOfTheStatementsAsync(Anvil anvil, NodeClient client, string token, string data)
    {
        var lines = (await PlayedDay.ReadAsync(client, Session)).Lines;
        var minted = 0m;
        foreach (var household in lines.GroupBy(l => l.Customer!))
        {
            var key = Secp256k1PrivateKey.Parse(File.ReadAllText(Path.Combine(data, "owners", $"{household.Key}.key")).Trim());
            var account = key.PublicKey.Address.ToString();
            var expected = Wh(household.Sum(l => l.DeliveredJ)) - Wh(household.Sum(l => l.DeficiencyJ));
            Assert.Equal(expected, await NumberAsync("balanceOf(address)(uint256)", account) - await NumberAsync("debtOf(address)(uint256)", account));
            minted += expected;
        }
        Assert.True(minted > 0);

        static decimal Wh(decimal joules) => decimal.Round(joules / JoulesPerWh, MidpointRounding.ToEven);

        async Task<decimal> NumberAsync(string function, string account) =>
            decimal.Parse((await Foundry.CastAsync("call", token, function, account, "--rpc-url", anvil.Url)).Split(' ')[0], CultureInfo.InvariantCulture);
    }

    // Each grant names the transaction in which the contract settled its batch, each award the one that proved it.
    private static async Task GrantsAndAwardsShowTheirTransactionsAsync(Anvil anvil, NodeClient client, Dictionary<string, string> contracts)
    {
        var grants = await client.AllAsync<TokenGrantView>($"api/v1/token-grants?session={Session}", default);
        Assert.NotEmpty(grants);
        foreach (var batch in grants.GroupBy(g => g.Ledger!))
        {
            Assert.Equal(("service", contracts["service flex-token"].ToLowerInvariant(), GrantLedgerState.Final),
                (batch.Key.Ledger, batch.Key.Contract.ToLowerInvariant(), batch.Key.State));
            var receipt = JsonNode.Parse(await Foundry.CastAsync("receipt", batch.Key.Transaction!, "--json", "--rpc-url", anvil.Url))!;
            Assert.Equal(batch.Key.BlockHash, (string)receipt["blockHash"]!);
            Assert.Contains(receipt["logs"]!.AsArray(), l => (string)l!["topics"]!.AsArray().ElementAtOrDefault(1)! == batch.Key.SettlementId);
        }

        var awards = await client.AllAsync<AwardView>($"api/v1/awards?session={Session}", default);
        var calls = awards.GroupBy(a => a.Ledger!.Call).ToList();
        Assert.True(calls.Count > 1);
        foreach (var call in calls)
        {
            Assert.Equal((LedgerCallState.Final, call.First().Ledger!.Transaction), (call.Select(a => a.Ledger!.State).Distinct().Single(),
                call.Select(a => a.Ledger!.Transaction).Distinct().Single()));
            var receipt = JsonNode.Parse(await Foundry.CastAsync("receipt", call.First().Ledger!.Transaction!, "--json", "--rpc-url", anvil.Url))!;
            Assert.Equal(contracts["service flex-market"].ToLowerInvariant(), (string)receipt["to"]!);
        }
    }

    private static IEnumerable<string> Set(IEnumerable<string> settings) => settings.SelectMany(s => (string[])["--set", s]);
}
