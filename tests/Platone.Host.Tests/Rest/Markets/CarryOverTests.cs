using System.Net;
using System.Text.Json.Nodes;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>What is left of an offer goes into the next real-time session of its area, through a whole node.</summary>
[Collection(nameof(MarketNode))]
public sealed class CarryOverTests(MarketNode node)
{
    [Fact]
    public async Task What_nothing_matched_is_in_the_next_session_and_can_be_withdrawn_there()
    {
        using var op = node.Operator();
        var (area, (_, dso), fleet, other) = (node.Name("area"), await node.OfAsync(Role.Dso), await node.FleetAsync(2), await node.FleetAsync(1));
        var first = await node.SessionAsync(area);
        var (offer, whole) = (node.OfferBody(first, fleet), node.OfferBody(first, other));
        offer["divisibleInTime"] = true;
        whole["price"] = new JsonArray(MarketNode.Step(1, 99));
        await TestNode.PostAsync(dso, "requests", node.RequestBody(first));
        await TestNode.PostAsync(fleet.Client, "offers", offer);
        await TestNode.PostAsync(other.Client, "offers", whole);
        var view = await TestNode.GetAsync(op, $"sessions/{first}");
        node.Reach(DateTimeOffset.Parse((string)view["gateClosesAt"]!));
        await node.UntilAsync(first, "published");

        // Of the next session two quarter hours are the first one's; only what is divisible in time may be cut.
        var body = node.SessionBody(area);
        var start = DateTimeOffset.Parse((string)view["start"]!).AddMinutes(30);
        (body["start"], body["gateClosesAt"]) = (MarketNode.Text(start), MarketNode.Text(start.AddMinutes(-15)));
        var second = (string)(await TestNode.PostAsync(op, "sessions", body))["id"]!;
        await MarketNode.UntilAsync(async () => (int)(await TestNode.GetAsync(op, $"sessions/{second}"))["offers"]! == 1);
        var carried = Assert.Single((await TestNode.GetAsync(fleet.Client, $"offers?session={second}"))["items"]!.AsArray())!;
        Assert.Equal((first, (string)offer["id"]!), ((string)carried["carriedFrom"]!["session"]!, (string)carried["carriedFrom"]!["offer"]!));
        // 1,000 of 1,200 W were awarded.
        Assert.Equal(0.166666m, (decimal)carried["carriedFrom"]!["remaining"]!);
        Assert.Equal("[1200,1200,0,0]", carried["power"]!.ToJsonString());
        Assert.Equal([1, 2], new[] { (int)carried["unit"]!, carried["pods"]!.AsArray().Count });
        Assert.Empty((await TestNode.GetAsync(other.Client, $"offers?session={second}"))["items"]!.AsArray());

        using var withdrawn = await fleet.Client.DeleteAsync($"offers/{carried["id"]}?session={second}");
        Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        node.Reach(start.AddMinutes(-15));
        await node.UntilAsync(second, "published");
    }
}
