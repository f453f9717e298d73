using System.Globalization;
using System.Text.Json.Nodes;
using Platone.Actors.Ethereum.Keystore;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Participants;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Ledgers;
using Platone.Host.Rest.Markets;
using Platone.Host.Rest.Offers;
using Platone.Host.Rest.Outcomes;
using Platone.Host.Rest.Participants;
using Platone.Host.Rest.Pods;
using Platone.Host.Rest.Portfolios;
using Platone.Host.Rest.Requests;
using Platone.Host.Rest.Sessions;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Host.Tests.Ledgers;

/// <summary>A session through REST on a node with a ledger: proved on the chain, where its parties and anybody else check it.</summary>
public sealed class MarketLedgerTests : IDisposable
{
    private const int Intervals = 4;
    private readonly TestDirectory _folder = new("market-ledger");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_session_ends_proved_on_the_chain_and_whoever_has_an_award_checks_it_there()
    {
        await using var anvil = await Anvil.StartAsync();
        var environment = new Dictionary<string, string?> { ["PLATONE_LEDGER_SERVICE_PASSWORD"] = "correct horse" };
        var settings = new Dictionary<string, string>
        {
            ["ledger.service.url"] = anvil.Url,
            ["ledger.service.chain-id"] = anvil.ChainId.ToString(CultureInfo.InvariantCulture),
            ["ledger.service.confirmations"] = "2",
            ["ledger.service.interval"] = "200ms",
            ["ledger.service.keystore"] = _folder.Write("account.json", KeystoreFile.Encrypt(anvil.Keys[0], "correct horse", scryptN: 4096)),
        };
        var deployed = JsonNode.Parse((await PlatoneHostProcess.RunAsync(["ledger", "deploy", "service", "--json",
            .. settings.SelectMany(s => (string[])["--set", $"{s.Key}={s.Value}"])], environment: environment)).Succeeded().Output)!;
        var contract = (string)deployed["contracts"]!["flex-market"]!["address"]!;
        settings["ledger.service.flex-market"] = contract;
        settings["storage.data"] = _folder.Path;
        settings["http.listen"] = $"127.0.0.1:{FreePort.Next()}";
        settings["mqtt.embedded.listen"] = "127.0.0.1:0";
        settings["akka.remote.dot-netty.tcp.port"] = "0";
        settings["market.clock-interval"] = "200ms";

        await using var node = PlatoneHostProcess.Start(["run"], settings, environment);
        await node.WaitForLineAsync("is up");
        var url = new Uri($"http://{settings["http.listen"]}/");
        var operatorKey = File.ReadAllText(_folder.File("operator.key")).Trim();
        using var client = new NodeClient(url, operatorKey);
        var (dso, dsoKey) = await AdmitAsync(client, url, "dso-1", Role.Dso);
        var (aggregator, aggregatorKey) = await AdmitAsync(client, url, "aggregator-1", Role.Aggregator);
        var (stranger, _) = await AdmitAsync(client, url, "aggregator-2", Role.Aggregator);
        using (dso)
        using (aggregator)
        using (stranger)
        {
            await PlaceAsync(client, dso, aggregator);
            var session = await ProvedAsync(anvil, client);
            Assert.Equal(("service", contract), (session.Ledger!.Ledger, session.Ledger.Contract));
            Assert.All([session.Ledger.Requests!, session.Ledger.Offers!, session.Ledger.Outcome!, session.Ledger.Proved!],
                c => Assert.Equal(LedgerCallState.Final, c.State));
            Assert.True(session.Ledger.Requests!.Block <= session.Ledger.Offers!.Block && session.Ledger.Offers.Block <= session.Ledger.Outcome!.Block
                && session.Ledger.Outcome.Block <= session.Ledger.Proved!.Block);

            // Anybody reads on the chain that it is proved: two awards of 6,000 W at 40.0025 and 2,000 W at 80, four intervals each.
            var id = await Foundry.CastAsync("keccak", "village-1");
            var kept = (await Foundry.CastAsync("call", contract, "sessionOf(bytes32)(bytes32,uint32,uint8,bytes32,uint32,(bytes32,uint32,uint128,int128),bool,uint32)",
                id, "--rpc-url", anvil.Url)).Split('\n');
            Assert.Equal(("1", "1", "2", "true", "0"), (kept[1], kept[2], kept[4], kept[6], kept[7]));
            Assert.Contains(", 2, 32000 ", kept[5] + " ", StringComparison.Ordinal);
            Assert.Contains(((6_000L * 400_025 + 2_000L * 800_000) * Intervals).ToString(CultureInfo.InvariantCulture), kept[5], StringComparison.Ordinal);
            Assert.StartsWith(session.Ledger.Proved!.BlockHash!, await Foundry.CastAsync("block", session.Ledger.Proved.Block!.Value.ToString(CultureInfo.InvariantCulture), "-f", "hash", "--rpc-url", anvil.Url),
                StringComparison.Ordinal);

            await CheckAwardAsync(anvil, settings["http.listen"], aggregatorKey, dsoKey);
            await EachAwardShowsItsCallAsync(anvil, aggregator, dso);
            Assert.Null(await stranger.GetAsync<AwardProofView>("api/v1/sessions/village-1/awards/need/cheap/ledger-proof", default));
        }
    }

    private static async Task CheckAwardAsync(Anvil anvil, string listen, params IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            var proof = ApiJsonOf<AwardProofView>((await PlatoneHostProcess.RunAsync(["ledger", "award", "village-1", "need", "dear", "--json",
                "--url", $"http://{listen}", "--api-key", key])).Succeeded().Output);
            Assert.Equal(200_000, proof.FactorMillionths);
            foreach (var check in proof.Checks)
                Assert.Equal(check.Answer, await Foundry.CastAsync("call", proof.Contract, "--data", check.Data, "--rpc-url", anvil.Url));
            // What the chain has does not name anybody.
            Assert.DoesNotContain(Convert.ToHexStringLower("dear"u8), string.Concat(proof.Checks.Select(c => c.Data)), StringComparison.Ordinal);
        }
    }

    // Of each award the transaction that proved it, whose input has the very offer that the award's own proof names.
    private static async Task EachAwardShowsItsCallAsync(Anvil anvil, params IEnumerable<NodeClient> parties)
    {
        foreach (var party in parties)
        {
            var awards = await party.AllAsync<AwardView>("api/v1/awards?session=village-1", default);
            Assert.Equal(["cheap", "dear"], awards.Select(a => a.Offer).Order(StringComparer.Ordinal));
            foreach (var (award, ledger) in awards.Select(a => (a, a.Ledger!)))
            {
                Assert.Equal(("market-session-village-1/awards-1-of-1", LedgerCallState.Final), (ledger.Call, ledger.State));
                var proof = (await party.GetAsync<AwardProofView>(ledger.Proof.TrimStart('/'), default))!;
                Assert.Equal((award.Offer, (int)(award.Factor * 1_000_000)), (proof.Offer.Name, proof.FactorMillionths));
                var input = await Foundry.CastAsync("tx", ledger.Transaction!, "input", "--rpc-url", anvil.Url);
                Assert.Contains(proof.Offer.Id[2..], input, StringComparison.Ordinal);
            }
        }
    }

    // 8,000 W are asked for: all 6,000 W of an offer with two prices are awarded, and of one of 10,000 W what is missing.
    private static async Task PlaceAsync(NodeClient client, NodeClient dso, NodeClient aggregator)
    {
        await aggregator.PostAsync<PortfolioBody, PortfolioView>("api/v1/portfolios", new PortfolioBody("homes"), default);
        var pods = new List<string>();
        for (var i = 1; i <= 2; i++)
        {
            pods.Add((await client.PostAsync<object, RegisteredPodView>("api/v1/pods", new
            {
                code = $"IT001E-MARKET-{i}", validFrom = "2026-01-01T00:00:00Z", bus = "12", timeZone = "Europe/Rome", connectionW = 20_000,
            }, default)).Pod);
            await client.PutAsync($"api/v1/portfolios/homes/pods/{pods[^1]}", new MembershipBody(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), default);
        }
        var start = new DateTimeOffset(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
        await client.PostAsync<SessionBody, OpenedSessionView>("api/v1/sessions", new SessionBody("village-1", SessionKind.RealTime, "village", "village-lv",
            "Europe/Rome", start, Intervals, TimeProvider.System.GetUtcNow().AddSeconds(8)), default);
        await dso.PostAsync<RequestBody, PlacedView>("api/v1/requests", new RequestBody("village-1", "need", FlexibilityService.Congestion, Direction.Up,
            [.. Enumerable.Repeat(8_000L, Intervals)], start.AddHours(4), null, 100m), default);
        await OfferAsync("cheap", pods[0], 6_000, [new PriceStepBody(0.5m, 30.002m), new PriceStepBody(1, 50.003m)]);
        await OfferAsync("dear", pods[1], 10_000, [new PriceStepBody(1, 80)]);

        Task OfferAsync(string id, string pod, long watts, IReadOnlyList<PriceStepBody> price) => aggregator.PostAsync<OfferBody, PlacedView>("api/v1/offers",
            new OfferBody("village-1", id, "homes", Direction.Up, [new OfferedPodBody(pod, [.. Enumerable.Repeat(watts, Intervals)])], price,
                start.AddHours(4)), default);
    }

    // Mines until it is so for good.
    private static async Task<SessionView> ProvedAsync(Anvil anvil, NodeClient client)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            await ticks.WaitForNextTickAsync(deadline.Token);
            await anvil.MineAsync();
            if (await client.GetAsync<SessionView>("api/v1/sessions/village-1", deadline.Token) is { Ledger.Proved.State: LedgerCallState.Final } session)
                return session;
        }
    }

    private static async Task<(NodeClient Client, string Key)> AdmitAsync(NodeClient client, Uri url, string id, Role role)
    {
        await client.PostAsync<AdmissionBody, AdmittedView>("api/v1/participants", new AdmissionBody(id, id, role), default);
        var key = (await client.PostAsync<object, IssuedKeyView>($"api/v1/participants/{id}/keys", new { }, default)).ApiKey;
        return (new NodeClient(url, key), key);
    }

    private static T ApiJsonOf<T>(string text) => System.Text.Json.JsonSerializer.Deserialize<T>(text, ApiJson.Options)!;
}
