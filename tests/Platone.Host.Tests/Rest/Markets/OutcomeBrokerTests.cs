using System.Text.Json.Nodes;
using Platone.Actors.Participants;
using Platone.Testing;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>Outcomes through a broker of one's own, a real mosquitto with the access list of the docs: to each its own part only.</summary>
public sealed class OutcomeBrokerTests
{
    [SkippableFact]
    public async Task Through_mosquitto_everybody_gets_the_public_part_and_each_its_own_only()
    {
        using var files = new TestDirectory("outcomes");
        await using var broker = await Mosquitto.StartAsync($"""
            allow_anonymous false
            password_file {await Mosquitto.WritePasswordFileAsync(files, [("platone", "secret"), .. Users.Select(u => (u, "own"))])}
            acl_file {files.Write("acl", AccessList())}
            """);
        await using var node = new BrokerNode(broker.Port, files.Write("gateway", "secret\n"));
        await node.InitializeAsync();
        await broker.WaitForLogAsync("Received SUBSCRIBE from platone-gateway");
        var (_, dso) = await node.OfAsync(Role.Dso);
        var (area, one, two) = (node.Name("area"), await node.FleetAsync(1), await node.FleetAsync(1));
        Assert.Equal(Users, new[] { one.Aggregator, two.Aggregator });
        var mine = $"platone/v1/market/{area}/outcomes/{one.Aggregator}";
        await using var first = await OutcomeSubscriber.ConnectAsync(new(System.Net.IPAddress.Loopback, broker.Port), one.Aggregator, "own");
        await using var second = await OutcomeSubscriber.ConnectAsync(new(System.Net.IPAddress.Loopback, broker.Port), two.Aggregator, "own");
        foreach (var subscriber in new[] { first, second })
            await subscriber.SubscribeAsync("platone/v1/market/#");   // mosquitto grants it, and sends what may be read

        using var op = node.Operator();
        var session = await node.SessionAsync(area);
        await TestNode.PostAsync(dso, "requests", node.RequestBody(session));
        var (cheap, dear) = (node.OfferBody(session, one), node.OfferBody(session, two));
        dear["price"] = new JsonArray(MarketNode.Step(1, 60));
        await TestNode.PostAsync(one.Client, "offers", cheap);
        await TestNode.PostAsync(two.Client, "offers", dear);
        node.Reach(DateTimeOffset.Parse((string)(await TestNode.GetAsync(op, $"sessions/{session}"))["gateClosesAt"]!));

        var forAll = await first.OfAsync($"platone/v1/market/{area}/outcomes", session);
        Assert.Null(forAll["awards"]);
        var own = await first.OfAsync(mine, session);
        var others = await second.OfAsync($"platone/v1/market/{area}/outcomes/{two.Aggregator}", session);
        Assert.Equal((string)cheap["id"]!, (string)Assert.Single(own["awards"]!.AsArray())!["offer"]!);
        Assert.Equal((string)dear["id"]!, (string)Assert.Single(others["awards"]!.AsArray())!["offer"]!);
        foreach (var (message, secrets) in new[] { (own, two), (others, one), (forAll, one), (forAll, two) })
            foreach (var secret in new[] { secrets.Aggregator, secrets.Pods[0].Pod, secrets.Pods[0].Customer })
                Assert.DoesNotContain(secret, message.ToJsonString(), StringComparison.Ordinal);

        // Retained: who comes later has it at once. And nothing that anybody got was another's.
        await using var late = await OutcomeSubscriber.ConnectAsync(new(System.Net.IPAddress.Loopback, broker.Port), two.Aggregator, "own");
        await late.SubscribeAsync("platone/v1/market/#");
        await late.OfAsync($"platone/v1/market/{area}/outcomes/{two.Aggregator}", session);
        foreach (var (subscriber, other) in new[] { (first, two), (second, one), (late, one) })
        {
            await subscriber.PingAsync();
            Assert.Contains($"platone/v1/market/{area}/outcomes", subscriber.Topics);
            Assert.DoesNotContain(subscriber.Topics, t => t.EndsWith(other.Aggregator, StringComparison.Ordinal));
        }

        // And nobody but the platform publishes.
        foreach (var topic in new[] { mine, $"platone/v1/market/{area}/outcomes" })
            await second.PublishAsync(topic, """{"session": "forged"}""");
        await broker.WaitForLogAsync($"Denied PUBLISH from {second.ClientId}");
        await first.PingAsync();
        Assert.Equal(2, first.Topics.Count());
    }

    private static string[] Users { get; } = ["aggregator-3", "aggregator-7"];

    // The one of docs/market.md.
    private static string AccessList()
    {
        var page = File.ReadAllText(Repository.Path("docs/market.md"));
        var from = page.IndexOf("user platone\n", StringComparison.Ordinal);
        return page[from..page.IndexOf("```", from, StringComparison.Ordinal)];
    }

    private sealed class BrokerNode(int port, string passwordFile) : MarketNode, IAsyncDisposable
    {
        private protected override IReadOnlyList<string> More =>
        [
            "mqtt.embedded.enabled=off", $"mqtt.external.broker=127.0.0.1:{port}", "mqtt.external.user=platone",
            $"mqtt.external.password-file={passwordFile}",
        ];

        async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();
    }
}
