using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>A POD that changes its aggregator in the middle of a session, through a whole node.</summary>
[Collection(nameof(MarketNode))]
public sealed class ChangedAggregatorTests(MarketNode node)
{
    private const int Price = 40_000;
    private const int PenaltyPrice = 20_000;

    [Fact]
    public async Task Each_aggregator_offers_its_own_time_and_earns_what_was_delivered_in_it()
    {
        using var op = node.Operator();
        var ((dsoId, dso), (_, brp), before, after) =
            (await node.OfAsync(Role.Dso), await node.OfAsync(Role.Brp), await node.FleetAsync(1), await node.FleetAsync(0));
        var (pod, customer) = (before.Pods[0].Pod, before.Pods[0].Customer);
        var body = node.SessionBody();
        body["rules"]!["settlement"]!["penaltyPrice"] = PenaltyPrice;
        var session = (string)(await TestNode.PostAsync(op, "sessions", body))["id"]!;
        var view = await TestNode.GetAsync(op, $"sessions/{session}");
        var (start, gate, end) = ((DateTimeOffset)view["start"]!, (DateTimeOffset)view["gateClosesAt"]!, (DateTimeOffset)view["end"]!);
        var noon = MarketNode.Text(start.AddMinutes(30));
        using (var left = await op.DeleteAsync($"portfolios/{before.Portfolio}/pods/{pod}?validUntil={noon}"))
            Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        using (var joined = await op.PutAsJsonAsync($"portfolios/{after.Portfolio}/pods/{pod}", new { validFrom = noon }))
            Assert.Equal(HttpStatusCode.NoContent, joined.StatusCode);
        using (var set = await brp.PutAsJsonAsync($"pods/{pod}/baseline", new { start, power = Enumerable.Repeat(SettledSession.BaselineW, 4) }))
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);

        var request = node.RequestBody(session);
        request["power"] = MarketNode.Power(600, 600, 600, 600);
        request.Remove("priceCap");
        await TestNode.PostAsync(dso, "requests", request);
        await MarketNode.UntilAsync(async () => (await node.Host.Node.MarketScd.OfferablePodsAsync(new ParticipantId(after.Aggregator),
            new PortfolioId(after.Portfolio), new Dictionary<PodId, Interval> { [PodId.Parse(pod)] = new(start.AddMinutes(30), end) },
            CancellationToken.None)).Count == 1);
        // Not a quarter hour beyond its own time.
        await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, () => before.Client.PostAsJsonAsync("offers", Offer(before, Price, 600, 600, 600, 0)));
        await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, () => after.Client.PostAsJsonAsync("offers", Offer(after, Price, 0, 600, 600, 600)));
        var (morning, afternoon) = (Offer(before, Price, 600, 600, 0, 0), Offer(after, 2 * Price, 0, 0, 600, 600));
        await TestNode.PostAsync(before.Client, "offers", morning);
        await TestNode.PostAsync(after.Client, "offers", afternoon);

        node.Reach(gate);
        await node.UntilAsync(session, "published");
        await TestNode.PostAsync(dso, "activations", new JsonObject
        {
            ["session"] = session, ["id"] = "call", ["first"] = 0, ["intervals"] = 4,
            ["awards"] = new JsonArray([.. new[] { morning, afternoon }.Select(o => (string)o["id"]!).Order(StringComparer.Ordinal)
                .Select(o => (JsonNode)new JsonObject { ["request"] = (string)request["id"]!, ["offer"] = o })]),
        });
        node.Reach(end);
        var id = PodId.Parse(pod);
        await node.SendAsync(new MeterQuarterHours(id, [.. new[] { 1_400L, 1_400, 1_400, 2_000 }.Select((w, i) => SettledSession.Measured(start, i, w))],
            new EventId($"light-node-{id}", 1), node.Now));
        node.Reach(end.AddMinutes(15));
        await node.UntilAsync(session, "settled");

        // 0.3 kWh at 40 EUR before noon; after it 0.15 kWh at 80, and 0.15 kWh deficient at 20; a quarter of each is the customer's.
        var statements = (await TestNode.GetAsync(op, $"statements?session={session}"))["items"]!.AsArray();
        Assert.Equal(new SortedDictionary<string, decimal> { [before.Aggregator] = 9, [after.Aggregator] = 6.75m, [customer] = 5.25m, [dsoId] = -21 },
            new SortedDictionary<string, decimal>(statements.ToDictionary(s => (string)s!["participant"]!, s => (decimal)s!["total"]!)));
        var lines = (await TestNode.GetAsync(op, $"settlements?session={session}"))["items"]!.AsArray();
        Assert.Equal([(0, before.Aggregator, 6m), (15, before.Aggregator, 6m), (30, after.Aggregator, 12m), (45, after.Aggregator, -3m)],
            lines.Select(l => ((int)((DateTimeOffset)l!["start"]! - start).TotalMinutes, (string)l["aggregator"]!, (decimal)l["net"]!)).Order());

        JsonObject Offer(Fleet fleet, int price, params long[] power)
        {
            var offer = node.OfferBody(session, fleet);
            offer["pods"] = new JsonArray(new JsonObject { ["pod"] = pod, ["power"] = MarketNode.Power(power) });
            offer["price"] = new JsonArray(MarketNode.Step(1, price));
            return offer;
        }
    }
}
