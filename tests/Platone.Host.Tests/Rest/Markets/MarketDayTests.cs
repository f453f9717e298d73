using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Metering;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>A session from its opening to its settlement through a whole node, and what each participant gets to see of it.</summary>
[Collection(nameof(MarketNode))]
public sealed class MarketDayTests(MarketNode node)
{
    private const long BaselineW = 2_000;

    [Fact]
    public async Task A_session_goes_from_its_opening_to_its_settlement()
    {
        using var op = node.Operator();
        var ((dsoId, dso), (_, tso), (_, brp), fleet, other) = (await node.OfAsync(Role.Dso), await node.OfAsync(Role.Tso),
            await node.OfAsync(Role.Brp), await node.FleetAsync(2), await node.FleetAsync(1));
        var session = await node.SessionAsync();
        var view = await TestNode.GetAsync(op, $"sessions/{session}");
        var (start, gate, end) = (At(view, "start"), At(view, "gateClosesAt"), At(view, "end"));
        var (request, offer, dear) = (node.RequestBody(session), node.OfferBody(session, fleet), node.OfferBody(session, other));
        dear["price"] = new JsonArray(MarketNode.Step(1, 99));
        foreach (var (pod, _, _) in fleet.Pods.Concat(other.Pods))
        {
            using var set = await brp.PutAsJsonAsync($"pods/{pod}/baseline", new { start, power = Enumerable.Repeat(BaselineW, 4) });
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        }
        await TestNode.PostAsync(dso, "requests", request);
        await TestNode.PostAsync(fleet.Client, "offers", offer);
        await TestNode.PostAsync(other.Client, "offers", dear);
        Assert.Empty(Items(await TestNode.GetAsync(tso, $"outcomes?session={session}")));
        Assert.Empty(Items(await TestNode.GetAsync(op, $"awards?session={session}")));

        // The gate closes by the node's clock; from there to the publication the node goes by itself.
        await RefusedAsync("wrong-phase", () => dso.PostAsJsonAsync("activations", Call(session, "early", request, offer)));
        Assert.Empty(Items(await TestNode.GetAsync(fleet.Client, "notices")));
        node.Reach(gate);
        await node.UntilAsync(session, "published");
        await RefusedAsync("gate-closed", () => dso.PostAsJsonAsync("requests", node.RequestBody(session)));
        await RefusedAsync("gate-closed", () => other.Client.DeleteAsync($"offers/{dear["id"]}?session={session}"));
        await RefusedAsync("offer-awarded", () => fleet.Client.DeleteAsync($"offers/{offer["id"]}?session={session}"));
        await TestNode.PostAsync(fleet.Client, "offers", offer);
        using (var closed = await op.PostAsync($"sessions/{session}/close-gate", null))
            Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        await OutcomeAsync(session, request, fleet, other, dsoId, dso, tso);

        // An award scales all intervals of an offer alike: 1,000 W of its 1,200 W in each.
        await ActivateAsync(session, request, offer, fleet, dso, tso);
        foreach (var (pod, i) in fleet.Pods.Select((p, i) => (PodId.Parse(p.Pod), i)))
        {
            var metered = Enumerable.Range(0, 4).Select(t => new MeasuredQuarterHour(new QuarterHour(QuarterHour.Of(start).Index + t),
                new Energy((BaselineW - (i == 0 ? 1_000 : 300)) * 900), EnergyMethod.Registers, 900, QuarterHourQuality.Good));
            await node.SendAsync(new MeterQuarterHours(pod, [.. metered], new EventId("light-node-" + pod, 1), node.Now));
        }
        node.Reach(end.AddMinutes(15));
        await node.UntilAsync(session, "settled");
        await SettlementAsync(session, fleet, other, dsoId, dso, tso);
        await ReliabilityAsync(session, offer, fleet, other, dso);

        var power = Items(await TestNode.GetAsync(dso, $"sessions/{session}/power"));
        Assert.Equal([0, 1_000, 1_000, 1_000], power.Select(p => (int)p["awardedW"]!));
        Assert.Equal([null, 800m, 800m, 800m], power.Select(p => (decimal?)p["deliveredW"]));
        Assert.All(power, p => Assert.Equal((2 * BaselineW, 2 * BaselineW - 1_300m), ((long)p["baselineW"]!, (decimal)p["meteredW"]!)));
        for (var i = 0; i < 2; i++)
        {
            using var closed = await op.PostAsync($"sessions/{session}/close", null);
            Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        }
        Assert.Equal("closed", (string)(await TestNode.GetAsync(op, $"sessions/{session}"))["phase"]!);
    }

    private static async Task OutcomeAsync(string session, JsonObject request, Fleet fleet, Fleet other, string dsoId, HttpClient dso, HttpClient tso)
    {
        var outcome = Assert.Single(Items(await TestNode.GetAsync(tso, $"outcomes?session={session}")));
        Assert.Equal(((string)request["id"]!, true, 1), ((string)outcome["request"]!, (bool)outcome["isDso"]!, (int)outcome["awards"]!));
        Assert.Equal("[0,1000,1000,500]", outcome["requested"]!.ToJsonString());
        // One factor scales all intervals: 500 W more than wanted in the last. Half of the offer is 40, the sixth of it after that 50.25 EUR/MWh.
        Assert.Equal("[0,0,0,500]", outcome["reserve"]!.ToJsonString());
        Assert.Equal(Math.Round((decimal)outcome["cost"]! / 6, 8), Math.Round((decimal)outcome["reserveCost"]!, 8));
        foreach (var secret in fleet.Pods.Select(p => p.Pod).Append(fleet.Aggregator).Append(dsoId))
            Assert.DoesNotContain(secret, outcome.ToJsonString(), StringComparison.Ordinal);

        var award = Assert.Single(Items(await TestNode.GetAsync(fleet.Client, $"awards?session={session}")));
        Assert.Equal((fleet.Aggregator, dsoId, "up"), ((string)award["aggregator"]!, (string)award["requester"]!, (string)award["direction"]!));
        Assert.Equal(2, award["pods"]!.AsArray().Count);
        Assert.True(JsonNode.DeepEquals(Unsealed(award), Unsealed(Assert.Single(Items(await TestNode.GetAsync(dso, $"awards?session={session}"))))));
        foreach (var client in new[] { other.Client, tso, fleet.Pods[0].Client })
            Assert.Empty(Items(await TestNode.GetAsync(client, $"awards?session={session}")));

        Assert.Equal("offer-awarded", Kinds(await TestNode.GetAsync(fleet.Client, "notices"))[0]);
        Assert.Equal(["offer-not-awarded"], Kinds(await TestNode.GetAsync(other.Client, "notices")));
        Assert.Equal(["flexibility-reserved"], Kinds(await TestNode.GetAsync(fleet.Pods[0].Client, "notices")));
        Assert.Equal(2, Kinds(await TestNode.GetAsync(fleet.Client, "notices")).Count(k => k == "flexibility-reserved"));
        Assert.Contains("request-served", Kinds(await TestNode.GetAsync(dso, "notices")));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => other.Client.GetAsync($"notices?participant={fleet.Aggregator}"));
    }

    private async Task ActivateAsync(string session, JsonObject request, JsonObject offer, Fleet fleet, HttpClient dso, HttpClient tso)
    {
        var call = Call(session, "call-1", request, offer);
        await RefusedAsync("not-own-award", () => tso.PostAsJsonAsync("activations", call), HttpStatusCode.Forbidden);
        await RefusedAsync("no-awards", "awards", () => dso.PostAsJsonAsync("activations", With(call, "awards", new JsonArray())), "invalid");
        await RefusedAsync("unknown-award", "awards[0]", () => dso.PostAsJsonAsync("activations", With(call, "awards",
            new JsonArray(new JsonObject { ["request"] = "zz", ["offer"] = "zz" }, call["awards"]![0]!.DeepClone()))), status: HttpStatusCode.NotFound);
        await RefusedAsync("award-order", "awards[1]", () => dso.PostAsJsonAsync("activations", With(call, "awards",
            new JsonArray(call["awards"]![0]!.DeepClone(), call["awards"]![0]!.DeepClone()))), status: HttpStatusCode.BadRequest);
        foreach (var (first, count) in new[] { (-1, 1), (0, 0), (0, 5), (4, 1), (1, int.MaxValue) })
        {
            await RefusedAsync("interval-range", "first", () => dso.PostAsJsonAsync("activations", With(With(call, "first", first), "intervals", count)),
                status: HttpStatusCode.BadRequest);
        }

        await TestNode.PostAsync(dso, "activations", call);
        await TestNode.PostAsync(dso, "activations", call);
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => dso.PostAsJsonAsync("activations", With(call, "first", 2)));
        await RefusedAsync("already-activated", "awards[0]", () => dso.PostAsJsonAsync("activations", With(call, "id", "call-2")));
        await MarketNode.UntilAsync(async () => (int)Items(await TestNode.GetAsync(fleet.Client, $"activations?session={session}"))[0]["setPoints"]! == 6);
        Assert.Empty(Items(await TestNode.GetAsync(tso, $"activations?session={session}")));

        await MarketNode.UntilAsync(async () =>
            Items(await TestNode.GetAsync(fleet.Client, $"set-points?session={session}")).All(s => s["scheduled"] is not null));
        var setPoints = Items(await TestNode.GetAsync(fleet.Client, $"set-points?session={session}"));
        Assert.Equal(6, setPoints.Count);
        Assert.All(setPoints, s => Assert.Equal((BaselineW, BaselineW - (long)s["upW"]!), ((long)s["baselineW"]!, (long)s["powerW"]!)));
        Assert.Equal([1_000, 1_000, 1_000], Enumerable.Range(1, 3).Select(i => setPoints.Where(s => (int)s["interval"]! == i).Sum(s => (int)s["upW"]!)));
        var own = Items(await TestNode.GetAsync(fleet.Pods[0].Client, $"set-points?session={session}"));
        Assert.Equal(3, own.Count);
        Assert.All(own, s => Assert.Equal(fleet.Pods[0].Pod, (string)s["pod"]!));
        Assert.Empty(Items(await TestNode.GetAsync(tso, $"set-points?session={session}")));
        Assert.Equal(2, Items(await TestNode.GetAsync(fleet.Client, $"set-points?session={session}&limit=2")).Count);
    }

    private async Task SettlementAsync(string session, Fleet fleet, Fleet other, string dsoId, HttpClient dso, HttpClient tso)
    {
        var lines = Items(await TestNode.GetAsync(fleet.Client, $"settlements?session={session}"));
        Assert.Equal(6, lines.Count);
        Assert.Equal(Enumerable.Range(0, 6), lines.Select(l => (int)l["number"]!));
        // Of 500 W ordered of each POD and interval one delivered all, the other 300 W.
        Assert.Equal(3 * (500 + 300) * 900m, lines.Sum(l => (decimal)l["deliveredJ"]!));
        Assert.Equal(3 * 200 * 900m, lines.Sum(l => (decimal)l["deficiencyJ"]!));
        Assert.All(lines, l => Assert.Equal((decimal)l["net"]!, (decimal)l["paid"]! - (decimal)l["penalty"]!));
        Assert.Equal(lines.Count, Items(await TestNode.GetAsync(dso, $"settlements?session={session}")).Count);
        Assert.Equal(3, Items(await TestNode.GetAsync(fleet.Pods[1].Client, $"settlements?session={session}")).Count);
        Assert.Empty(Items(await TestNode.GetAsync(fleet.Client, $"settlements?session={session}&version=2")));
        foreach (var client in new[] { other.Client, tso })
        {
            Assert.Empty(Items(await TestNode.GetAsync(client, $"settlements?session={session}")));
            Assert.Empty(Items(await TestNode.GetAsync(client, $"statements?session={session}")));
        }

        using var op = node.Operator();
        var all = Items(await TestNode.GetAsync(op, $"statements?session={session}"));
        Assert.Equal(0m, all.Sum(s => (decimal)s["total"]!));
        var statement = Assert.Single(Items(await TestNode.GetAsync(fleet.Client, $"statements?session={session}")));
        Assert.Equal((fleet.Aggregator, 1, "EUR"), ((string)statement["participant"]!, (int)statement["version"]!, (string)statement["currency"]!));
        Assert.Contains(statement["entries"]!.AsArray(), e => (string)e!["from"]! == dsoId && (string)e["to"]! == fleet.Aggregator);
        var customer = Assert.Single(Items(await TestNode.GetAsync(fleet.Pods[0].Client, $"statements?session={session}")));
        Assert.Single(customer["entries"]!.AsArray());

        await ProofsAsync(session, fleet, other, statement, customer, lines);
    }

    // Delivered was 0.8 of what was ordered; the next session clears with it.
    private async Task ReliabilityAsync(string session, JsonObject offer, Fleet fleet, Fleet other, HttpClient dso)
    {
        using var op = node.Operator();
        var first = Assert.Single(Items(await TestNode.GetAsync(fleet.Client, $"reliabilities?session={session}")));
        Assert.Equal(((string)offer["id"]!, 0, 1m), ((string)first["offer"]!, (int)first["orders"]!, (decimal)first["reliability"]!));
        Assert.Equal(2, Items(await TestNode.GetAsync(op, $"reliabilities?session={session}")).Count);
        Assert.Empty(Items(await TestNode.GetAsync(dso, $"reliabilities?session={session}")));
        // Each portfolio is a unit of the event: its aggregator proves it, and nothing of another's.
        var rival = Assert.Single(Items(await TestNode.GetAsync(other.Client, $"reliabilities?session={session}")));
        Assert.Equal([1, 2], new[] { (int)first["unit"]!, (int)rival["unit"]! }.Order());
        var proof = $"log/proof?persistenceId=market-session-{session}&sequenceNr={first["event"]!["sequenceNr"]}";
        await MarketNode.UntilAsync(async () =>
        {
            (await op.PostAsync("log/seal", null)).Dispose();
            using var response = await op.GetAsync(proof);
            return response.StatusCode == HttpStatusCode.OK;
        });
        var proven = BundleVerifier.Verify(await fleet.Client.GetByteArrayAsync(proof));
        Assert.True(proven.IsValid, proven.Summary);
        Assert.Equal((int)first["unit"]!, Assert.Single(proven.Proven!.Units).Number);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => fleet.Client.GetAsync($"{proof}&units={rival["unit"]}"));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => dso.GetAsync(proof));

        var path = $"portfolios/{fleet.Portfolio}/reliability";
        await MarketNode.UntilAsync(async () => (int)(await TestNode.GetAsync(fleet.Client, path))["orders"]! == 1);
        var view = await TestNode.GetAsync(fleet.Client, path + "?ownFigure=0.9");
        Assert.Equal((0.8m, 0.890909m), ((decimal)view["delivered"]!, (decimal)view["reliability"]!));
        Assert.Equal((session, 1), ((string)view["sessions"]![0]!["session"]!, (int)view["sessions"]![0]!["version"]!));
        foreach (var client in new[] { other.Client, dso })
            await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync(path));
        await RefusedAsync("ownFigure", "ownFigure", () => fleet.Client.GetAsync(path + "?ownFigure=1.5"), "invalid");

        var next = await node.SessionAsync();
        await TestNode.PostAsync(fleet.Client, "offers", node.OfferBody(next, fleet));
        node.Reach(At(await TestNode.GetAsync(op, $"sessions/{next}"), "gateClosesAt"));
        await MarketNode.UntilAsync(async () => Items(await TestNode.GetAsync(fleet.Client, $"reliabilities?session={next}")).Count > 0);
        var second = Assert.Single(Items(await TestNode.GetAsync(fleet.Client, $"reliabilities?session={next}")));
        // (10 x 1 + 0.8) / 11.
        Assert.Equal((1, 0.8m, 0.981818m), ((int)second["orders"]!, (decimal)second["delivered"]!, (decimal)second["reliability"]!));
    }

    // Each proves its own, and nothing of the others'.
    private async Task ProofsAsync(string session, Fleet fleet, Fleet other, JsonNode statement, JsonNode customer, List<JsonNode> lines)
    {
        using var op = node.Operator();
        var path = $"log/proof?persistenceId=market-session-{session}&sequenceNr={statement["event"]!["sequenceNr"]}";
        await MarketNode.UntilAsync(async () =>
        {
            (await op.PostAsync("log/seal", null)).Dispose();
            using var response = await op.GetAsync(path);
            return response.StatusCode == HttpStatusCode.OK;
        });
        var own = lines.Where(l => (string)l["pod"]! == fleet.Pods[0].Pod).Select(l => (int)l["unit"]!).ToList();
        Assert.Equal(own.Append((int)customer["unit"]!).Order(), await UnitsAsync(fleet.Pods[0].Client, path));
        Assert.Equal(lines.Select(l => (int)l["unit"]!).Append((int)statement["unit"]!).Order(), await UnitsAsync(fleet.Client, path));
        Assert.Equal([own[0]], await UnitsAsync(fleet.Pods[0].Client, $"{path}&units={own[0]}"));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => fleet.Pods[0].Client.GetAsync($"{path}&units={statement["unit"]}"));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => fleet.Client.GetAsync($"{path}&units=0"));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => other.Client.GetAsync(path));

        async Task<IEnumerable<int>> UnitsAsync(HttpClient client, string proof)
        {
            var result = BundleVerifier.Verify(await client.GetByteArrayAsync(proof));
            Assert.True(result.IsValid, result.Summary);
            return result.Proven!.Units.Select(u => u.Number);
        }
    }

    private static JsonObject Call(string session, string id, JsonObject request, JsonObject offer) => new()
    {
        ["session"] = session, ["id"] = id, ["first"] = 1, ["intervals"] = 3,
        ["awards"] = new JsonArray(new JsonObject { ["request"] = (string)request["id"]!, ["offer"] = (string)offer["id"]! }),
    };

    private static JsonObject With(JsonObject body, string member, JsonNode value)
    {
        var changed = body.DeepClone().AsObject();
        changed[member] = value;
        return changed;
    }

    private static Task RefusedAsync(string code, Func<Task<HttpResponseMessage>> send, HttpStatusCode status = HttpStatusCode.UnprocessableEntity) =>
        RefusedAsync(code, null, send, status: status);

    private static async Task RefusedAsync(string code, string? field, Func<Task<HttpResponseMessage>> send, string? otherCode = null,
        HttpStatusCode? status = null)
    {
        var expected = status ?? (otherCode is null ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.BadRequest);
        var problem = await TestNode.RefusedAsync(expected, send);
        Assert.Equal($"urn:platone:problem:{otherCode ?? code}", (string)problem["type"]!);
        if (field is not null)
            Assert.Equal(field, (string)problem["field"]!);
    }

    private static DateTimeOffset At(JsonNode view, string member) => DateTimeOffset.Parse((string)view[member]!);

    private static List<JsonNode> Items(JsonNode page) => [.. page["items"]!.AsArray().Select(i => i!)];

    private static JsonNode Unsealed(JsonNode item)
    {
        item.AsObject().Remove("certification");
        return item;
    }

    private static List<string> Kinds(JsonNode page) => [.. Items(page).Select(n => (string)n["kind"]!)];
}
