using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>During delivery a whole node sees from readings that an award falls short, and calls for another as its requester agreed.</summary>
[Collection(nameof(MarketNode))]
public sealed class DeliveryWatchTests(MarketNode node)
{
    private const int BaselineW = 2_000;

    [Fact]
    public async Task An_award_that_falls_short_is_stood_in_for_from_the_next_interval_on()
    {
        using var op = node.Operator();
        var ((_, dso), (_, tso), (_, brp), cheap, dear) = (await node.OfAsync(Role.Dso), await node.OfAsync(Role.Tso),
            await node.OfAsync(Role.Brp), await node.FleetAsync(1), await node.FleetAsync(1));
        var session = await node.SessionAsync();
        var view = await TestNode.GetAsync(op, $"sessions/{session}");
        var start = DateTimeOffset.Parse((string)view["start"]!);
        foreach (var fleet in new[] { cheap, dear })
        {
            using var set = await brp.PutAsJsonAsync($"pods/{fleet.Pods[0].Pod}/baseline", new { start, power = Enumerable.Repeat(BaselineW, 4) });
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        }
        var (lightNode, _) = await node.LightNodeAsync(node.Name("serial"), cheap.Pods[0].Pod);
        var (request, first, second) = (node.RequestBody(session), Offer(session, cheap, 40), Offer(session, dear, 50));
        request["power"] = MarketNode.Power(1_200, 1_200, 1_200, 1_200);
        await TestNode.PostAsync(dso, "requests", request);
        await TestNode.PostAsync(cheap.Client, "offers", first);
        await TestNode.PostAsync(dear.Client, "offers", second);

        var policy = $"requests/{request["id"]}/delivery-policy?session={session}";
        Assert.Equal(("alarm", 0.1m), Shown(await TestNode.GetAsync(dso, policy)));
        using (var set = await dso.PutAsJsonAsync(policy, new { action = "automatic", tolerance = 0.2, mostW = 1_000 }))
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        Assert.Equal(("automatic", 0.2m), Shown(await TestNode.GetAsync(dso, policy)));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => tso.PutAsJsonAsync(policy, new { action = "off" }));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => tso.GetAsync(policy));
        await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => dso.PutAsJsonAsync(policy, new { tolerance = 2 }));

        node.Reach(DateTimeOffset.Parse((string)view["gateClosesAt"]!));
        await node.UntilAsync(session, "published");
        await TestNode.PostAsync(dso, "activations", new JsonObject
        {
            ["session"] = session, ["id"] = "call-1", ["first"] = 0, ["intervals"] = 4,
            ["awards"] = new JsonArray(new JsonObject { ["request"] = (string)request["id"]!, ["offer"] = (string)first["id"]! }),
        });

        // 600 W are called for; the POD takes 1,900 W instead of 1,400 W.
        node.Reach(start.AddMinutes(7));
        await node.SendAsync(new RecordReadings(LightNodeId.Parse(lightNode),
            [.. Enumerable.Range(0, 13).Select(i => new Reading(0, i, start.AddSeconds(30 * i)) { ActivePowerW = BaselineW - 100 })], null, node.Now));
        await MarketNode.UntilAsync(async () => Items(await TestNode.GetAsync(dso, $"alarms?session={session}")).Count > 0);

        var alarm = Assert.Single(Items(await TestNode.GetAsync(dso, $"alarms?session={session}")));
        Assert.Equal(((string)request["id"]!, 0, 600, 500, "standby-1"), ((string)alarm["request"]!, (int)alarm["interval"]!,
            (int)alarm["instructedW"]!, (int)alarm["shortfallW"]!, (string)alarm["activation"]!));
        Assert.Equal((100, 500, 0), ((int)alarm["awards"]![0]!["projectedW"]!, (int)alarm["awards"]![0]!["shortfallW"]!, (int)alarm["awards"]![0]!["unseenW"]!));
        Assert.Single(Items(await TestNode.GetAsync(cheap.Client, $"alarms?session={session}")));
        Assert.Single(Items(await TestNode.GetAsync(op, $"alarms?session={session}")));
        foreach (var client in new[] { tso, dear.Client })
            Assert.Empty(Items(await TestNode.GetAsync(client, $"alarms?session={session}")));

        var standby = Items(await TestNode.GetAsync(dear.Client, $"activations?session={session}")).Single(a => (string)a["id"]! == "standby-1");
        Assert.Equal((1, 3), ((int)standby["first"]!, (int)standby["intervals"]!));
        Assert.Equal((string)second["id"]!, (string)Assert.Single(standby["awards"]!.AsArray())!["offer"]!);
        await MarketNode.UntilAsync(async () => Items(await TestNode.GetAsync(dear.Client, $"set-points?session={session}")).Count == 3);
        Assert.All(Items(await TestNode.GetAsync(dear.Client, $"set-points?session={session}")),
            s => Assert.Equal((BaselineW - 600, "standby-1"), ((int)s["powerW"]!, (string)s["activation"]!)));
    }

    private JsonObject Offer(string session, Fleet fleet, decimal price)
    {
        var offer = node.OfferBody(session, fleet);
        offer["pods"]![0]!["power"] = MarketNode.Power(600, 600, 600, 600);
        offer["price"] = new JsonArray(MarketNode.Step(1, price));
        return offer;
    }

    private static (string, decimal) Shown(JsonNode policy) => ((string)policy["action"]!, (decimal)policy["tolerance"]!);

    private static List<JsonNode> Items(JsonNode page) => [.. page["items"]!.AsArray().Select(i => i!)];
}
