using System.Text.Json.Nodes;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>Objectives of a session's rules, through a whole node: in its outcome, with the engine that can minimise them.</summary>
[Collection(nameof(MarketNode))]
public sealed class ObjectivesTests(MarketNode node)
{
    [Theory]
    [InlineData("""["cost", "expected-shortfall", "network-losses", "rebound-energy"]""", true)]
    [InlineData("""["cost", "network-losses", "pods-moved", "aggregator-spread"]""", false)]
    public async Task The_front_of_an_outcome_has_them_in_their_order(string objectives, bool isLinear)
    {
        using var op = node.Operator();
        var ((_, dso), one, two) = (await node.OfAsync(Role.Dso), await node.FleetAsync(1), await node.FleetAsync(2));
        var body = node.SessionBody();
        body["rules"]!["objectives"] = JsonNode.Parse(objectives);
        body["rules"]!["lossFactors"] = new JsonObject { ["12"] = 0.05m };
        var session = (string)(await TestNode.PostAsync(op, "sessions", body))["id"]!;
        await TestNode.PostAsync(dso, "requests", node.RequestBody(session));
        foreach (var fleet in new[] { one, two })
            await TestNode.PostAsync(fleet.Client, "offers", node.OfferBody(session, fleet));
        node.Reach(DateTimeOffset.Parse((string)body["gateClosesAt"]!));
        await node.UntilAsync(session, "published");

        var outcome = Assert.Single((await TestNode.GetAsync(op, $"outcomes?session={session}"))["items"]!.AsArray())!;
        var chosen = outcome["front"]![(int)outcome["chosen"]!]!["others"]!.AsArray().Select(o => (decimal)o!).ToList();
        var awards = (await TestNode.GetAsync(op, $"awards?session={session}"))["items"]!.AsArray();
        // 5 % less of every joule that is awarded, up to the last digits of a factor.
        var factors = awards.ToDictionary(a => (string)a!["offer"]!, a => (decimal)a!["factor"]!);
        var offers = (await TestNode.GetAsync(op, $"offers?session={session}"))["items"]!.AsArray();
        var losses = -0.05m * 900 * offers.Sum(o => factors.GetValueOrDefault((string)o!["id"]!) * o["power"]!.AsArray().Sum(w => (long)w!));
        Assert.Equal(losses, chosen[0]);
        Assert.Equal(isLinear ? 2 : 3, chosen.Count);
        if (!isLinear)
            Assert.Equal(awards.Sum(a => a!["pods"]!.AsArray().Count), chosen[1]);
        // What a POD moves comes back after the session, all of it: there is power up to its last interval.
        if (isLinear)
            Assert.Equal(0, chosen[1]);
    }
}
