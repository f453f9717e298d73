using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>Every rule of sessions, requests, offers and activations, broken once: a problem that names the field, and nothing has happened.</summary>
[Collection(nameof(MarketNode))]
public sealed class MarketRulesTests(MarketNode node)
{
    public static TheoryData<string, string, int, string, string?> Sessions => new()
    {
        // what, its value as JSON, status, code, field
        { "id", "\"a b\"", 400, "invalid", "id" },
        { "kind", "\"weekly\"", 400, "invalid", "kind" },
        { "kind", "2", 400, "invalid", "kind" },
        { "area", "\"\"", 400, "invalid", "area" },
        { "network", "\"a/b\"", 400, "invalid", "network" },
        { "timeZone", "\"Mars/Base\"", 400, "invalid", "timeZone" },
        { "start", "\"2030-01-01T00:07:00Z\"", 400, "invalid", "start" },
        { "start", "\"9999-12-31T23:45:00Z\"", 400, "first-interval", "start" },
        { "intervals", "0", 400, "interval-count", "intervals" },
        { "intervals", "701", 400, "interval-count", "intervals" },
        { "intervals", "1e30", 400, "invalid", "intervals" },
        { "gateClosesAt", "\"2999-01-01T00:00:00Z\"", 400, "gate-after-delivery", "gateClosesAt" },
        { "gateClosesAt", "\"2020-01-01T00:00:00Z\"", 422, "gate-in-past", "gateClosesAt" },
        { "rules", "{\"priceFloor\": -1}", 400, "price-floor", "rules.priceFloor" },
        { "rules", "{\"pricing\": \"free\"}", 400, "invalid", "rules.pricing" },
        { "rules", "{\"reliabilityTarget\": 1.5}", 400, "reliability-target", "rules.reliabilityTarget" },
        { "rules", "{\"maxReliabilityPremium\": 11}", 400, "reliability-premium", "rules.maxReliabilityPremium" },
        { "rules", "{\"validationRounds\": 0}", 400, "validation-rounds", "rules.validationRounds" },
        { "rules", "{\"settleAfter\": \"31.00:00:00\"}", 400, "settle-after", "rules.settleAfter" },
        { "rules", "{\"settlement\": {\"penaltyPrice\": -5}}", 400, "settlement-rules", "rules.settlement" },
        { "rules", "{\"settlement\": {\"currency\": {\"code\": \"euro\", \"minorDigits\": 2}}}", 400, "currency", "rules.settlement.currency" },
        { "rules", "{\"settlemnt\": {}}", 400, "invalid", "rules.settlemnt" },
        { "rules", "{\"priceFloor\": 1e400}", 400, "invalid", "rules.priceFloor" },
        { "surprise", "1", 400, "invalid", "surprise" },
    };

    public static TheoryData<string, string, int, string, string?> Requests => new()
    {
        { "session", "\"none\"", 404, "unknown-session", null },
        { "session", "\"a b\"", 400, "invalid", "session" },
        { "id", "\"a b\"", 400, "invalid", "id" },
        { "service", "\"heating\"", 400, "invalid", "service" },
        { "direction", "null", 400, "invalid", "direction" },
        { "direction", "\"left\"", 400, "invalid", "direction" },
        { "expiresAt", "\"2020-01-01T00:00:00Z\"", 422, "expired", "expiresAt" },
        { "expiresAt", "\"2030-01-01T00:00:00\"", 400, "invalid", "expiresAt" },
        { "power", "[1,2,3]", 400, "interval-count", "power" },
        { "power", "[]", 400, "interval-count", "power" },
        { "power", "[0,0,0,0]", 422, "no-power", "power" },
        { "power", "[1,-2,3,4]", 400, "negative-power", "power[1]" },
        { "power", "[1,2,10000000001,4]", 400, "power-too-large", "power[2]" },
        { "power", "[1,2,3,1e30]", 400, "invalid", "power[3]" },
        { "power", "[1.5,2,3,4]", 400, "invalid", "power[0]" },
        { "power", "[1,2,\"NaN\",4]", 400, "invalid", "power[2]" },
        { "power", "\"much\"", 400, "invalid", "power" },
        { "priceCap", "1.00001", 400, "price-decimals", "priceCap" },
        { "priceCap", "0.5", 422, "price-below-floor", "priceCap" },
        { "priceCap", "1000001", 400, "price-too-large", "priceCap" },
        { "priceCap", "1e300", 400, "invalid", "priceCap" },
        { "buses", "[]", 400, "area", "buses" },
        { "buses", "[\"\"]", 400, "area", "buses" },
        { "requester", "\"dso-of-another\"", 400, "invalid", "requester" },
        { "isDso", "true", 400, "invalid", "isDso" },
    };

    public static TheoryData<string, string, int, string, string?> Offers => new()
    {
        { "session", "\"none\"", 404, "unknown-session", "session" },
        { "id", "\"a b\"", 400, "invalid", "id" },
        { "portfolio", "\"of-nobody\"", 422, "pod-not-in-portfolio", "pods[0].pod" },
        { "direction", "\"sideways\"", 400, "invalid", "direction" },
        { "expiresAt", "\"2020-01-01T00:00:00Z\"", 422, "expired", "expiresAt" },
        { "pods", "[]", 400, "no-pods", "pods" },
        { "pods", "[{\"pod\":\"POD0\",\"power\":[1,1,1,1]},{\"pod\":\"aaaaaaaaaaaaaaaaaaaaaaaaaa\",\"power\":[1,1,1,1]}]",
            422, "pod-not-in-portfolio", "pods[1].pod" },
        { "pods", "[{\"pod\":\"IT001E99\",\"power\":[1,1,1,1]}]", 400, "invalid", "pods[0].pod" },
        { "pods", "[{\"pod\":\"POD0\",\"power\":[1,1,1,1]},{\"pod\":\"POD0\",\"power\":[1,1,1,1]}]", 400, "pod-twice", "pods[1].pod" },
        { "pods", "[{\"pod\":\"HIGH\",\"power\":[1,1,1,1]},{\"pod\":\"LOW\",\"power\":[1,1,1]}]", 400, "interval-count", "pods[1].power" },
        { "pods", "[{\"pod\":\"HIGH\",\"power\":[1,1,1,1]},{\"pod\":\"LOW\",\"power\":[1,1,-1,1]}]", 400, "negative-power", "pods[1].power[2]" },
        { "pods", "[{\"pod\":\"POD0\",\"power\":[9223372036854775807,1,1,1]},{\"pod\":\"POD1\",\"power\":[9223372036854775807,1,1,1]}]",
            400, "power-too-large", null },
        { "pods", "[{\"pod\":\"POD0\",\"power\":[0,0,0,0]}]", 422, "no-power", "pods[0].power" },
        { "pods", "[{\"pod\":\"HIGH\",\"power\":[1,1,1,1]},{\"pod\":\"LOW\",\"power\":[1,1,1,3301]}]", 422, "pod-over-capacity", "pods[1].power[3]" },
        { "pods", "[{\"pod\":\"POD0\",\"power\":[1,1,1,1],\"bus\":\"12\"}]", 400, "invalid", "pods[0].bus" },
        { "price", "[]", 400, "price-curve", "price" },
        { "price", "[{\"upTo\":0.5,\"price\":40}]", 400, "price-curve", "price" },
        { "price", "[{\"upTo\":0.5,\"price\":40},{\"upTo\":1,\"price\":39}]", 400, "price-curve", "price" },
        { "price", "[{\"upTo\":0.5,\"price\":40},{\"upTo\":1,\"price\":40.00001}]", 400, "price-decimals", "price[1].price" },
        { "price", "[{\"upTo\":1,\"price\":1000000.5}]", 400, "price-too-large", "price[0].price" },
        { "price", "[{\"upTo\":0.5,\"price\":0.5},{\"upTo\":1,\"price\":40}]", 422, "price-below-floor", "price[0].price" },
        { "price", "40", 400, "invalid", "price" },
        { "minActivation", "1.1", 400, "min-activation", "minActivation" },
        { "minActivation", "0.1234567", 400, "min-activation", "minActivation" },
        { "reliability", "-0.1", 400, "reliability", "reliability" },
        { "customerShare", "0.1234567", 400, "customer-share", "customerShare" },
        { "alternativeOf", "\"a b\"", 400, "alternative", "alternativeOf" },
        { "divisibleInTime", "\"yes\"", 400, "invalid", "divisibleInTime" },
        { "aggregator", "\"another\"", 400, "invalid", "aggregator" },
    };

    [Theory]
    [MemberData(nameof(Sessions))]
    public async Task A_session_against_a_rule_is_refused(string what, string value, int status, string code, string? field)
    {
        using var client = node.Operator();
        var body = node.SessionBody();

        await RefusedAsync(client, "sessions", body, what, value, status, code, field);

        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync($"sessions/{node.Name("session")}"));
        if (what != "id")
            await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync($"sessions/{body["id"]}"));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_against_a_rule_is_refused(string what, string value, int status, string code, string? field)
    {
        var (_, dso) = await node.OfAsync(Role.Dso);
        var session = await node.SessionAsync();

        await RefusedAsync(dso, "requests", node.RequestBody(session), what, value, status, code, field);

        await NothingHappenedAsync(session);
    }

    [Theory]
    [MemberData(nameof(Offers))]
    public async Task An_offer_against_a_rule_is_refused(string what, string value, int status, string code, string? field)
    {
        var (session, fleet) = (await node.SessionAsync(), await node.FleetAsync(2));
        var pods = fleet.Pods.Select(p => p.Pod).ToList();
        // HIGH and LOW are out of the order the session keeps PODs in: a field is named by its place in the body.
        var (low, high) = (pods.Min(StringComparer.Ordinal)!, pods.Max(StringComparer.Ordinal)!);
        value = value.Replace("POD0", pods[0]).Replace("POD1", pods[1]).Replace("HIGH", high).Replace("LOW", low);

        await RefusedAsync(fleet.Client, "offers", node.OfferBody(session, fleet), what, value, status, code, field);

        await NothingHappenedAsync(session);
    }

    [Fact]
    public async Task A_pod_must_be_in_the_portfolio_through_the_whole_session()
    {
        var (fleet, other) = (await node.FleetAsync(1), await node.FleetAsync(1));
        var session = await node.SessionAsync();
        var (pod, start) = (fleet.Pods[0].Pod, DateTimeOffset.Parse((string)(await SessionViewAsync(session))["start"]!));

        // Another's portfolio is as if it were not there.
        var body = node.OfferBody(session, fleet);
        body["portfolio"] = other.Portfolio;
        body["pods"]![0]!["pod"] = other.Pods[0].Pod;
        var problem = await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, () => fleet.Client.PostAsJsonAsync("offers", body));
        Assert.Equal("pods[0].pod", (string)problem["field"]!);

        // Accepted while it is in; then it leaves in the middle of delivery.
        body = node.OfferBody(session, fleet);
        await TestNode.PostAsync(fleet.Client, "offers", body);
        using var left = await fleet.Client.DeleteAsync($"portfolios/{fleet.Portfolio}/pods/{pod}?validUntil={MarketNode.Text(start.AddMinutes(30))}");
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        await MarketNode.UntilAsync(async () => (await node.Host.Node.MarketScd.OfferablePodsAsync(new ParticipantId(fleet.Aggregator),
            new PortfolioId(fleet.Portfolio), new Dictionary<PodId, Interval> { [PodId.Parse(pod)] = new(start, start.AddHours(1)) },
            CancellationToken.None)).Count == 0);
        problem = await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, () => fleet.Client.PostAsJsonAsync("offers", node.OfferBody(session, fleet)));
        Assert.EndsWith("pod-not-in-portfolio", (string)problem["type"]!, StringComparison.Ordinal);
        // What was accepted stays so.
        await TestNode.PostAsync(fleet.Client, "offers", body);
    }

    [Fact]
    public async Task A_body_of_a_million_intervals_is_refused_before_anything_is_done_with_it()
    {
        var (_, dso) = await node.OfAsync(Role.Dso);
        var session = await node.SessionAsync();
        var head = $$"""{"session":"{{session}}","id":"r","service":"congestion","direction":"up","expiresAt":"2999-01-01T00:00:00Z","power":[""";

        using var million = Json(head + string.Join(',', Enumerable.Repeat('1', 1_000_000)) + "]}");
        await TestNode.RefusedAsync(HttpStatusCode.RequestEntityTooLarge, () => dso.PostAsync("requests", million));
        using var half = Json(head + string.Join(',', Enumerable.Repeat('1', 500_000)) + "]}");
        var problem = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => dso.PostAsync("requests", half));
        Assert.Equal(("urn:platone:problem:interval-count", "power"), ((string)problem["type"]!, (string)problem["field"]!));
        using var huge = Json(head + "1," + new string('9', 600_000) + "]}");
        problem = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => dso.PostAsync("requests", huge));
        Assert.Equal("power[1]", (string)problem["field"]!);
        await NothingHappenedAsync(session);

        static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
    }

    [Fact]
    public async Task The_same_again_answers_the_same_and_other_content_is_a_conflict()
    {
        using var client = node.Operator();
        var body = node.SessionBody();
        var session = (string)body["id"]!;
        Assert.Equal((await TestNode.PostAsync(client, "sessions", body)).ToJsonString(), (await TestNode.PostAsync(client, "sessions", body)).ToJsonString());
        body["intervals"] = 5;
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => client.PostAsJsonAsync("sessions", body));

        var ((_, dso), (_, tso), fleet) = (await node.OfAsync(Role.Dso), await node.OfAsync(Role.Tso), await node.FleetAsync(1));
        var request = node.RequestBody(session);
        Assert.Equal((await TestNode.PostAsync(dso, "requests", request)).ToJsonString(), (await TestNode.PostAsync(dso, "requests", request)).ToJsonString());
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => tso.PostAsJsonAsync("requests", request));
        request["priority"] = 1;
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => dso.PostAsJsonAsync("requests", request));
        var offer = node.OfferBody(session, fleet);
        Assert.Equal((await TestNode.PostAsync(fleet.Client, "offers", offer)).ToJsonString(), (await TestNode.PostAsync(fleet.Client, "offers", offer)).ToJsonString());
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => fleet.Client.PostAsJsonAsync("offers", WithPower(offer.DeepClone().AsObject(), 601)));
        var view = await SessionViewAsync(session);
        Assert.Equal((1, 1, 3), ((int)view["requests"]!, (int)view["offers"]!, (int)view["event"]!["sequenceNr"]!));
    }

    [Fact]
    public async Task Each_sees_and_withdraws_its_own_only()
    {
        var session = await node.SessionAsync();
        var ((dsoId, dso), (_, tso), fleet, other) =
            (await node.OfAsync(Role.Dso), await node.OfAsync(Role.Tso), await node.FleetAsync(1), await node.FleetAsync(1));
        var (request, offer) = (node.RequestBody(session), node.OfferBody(session, fleet));
        await TestNode.PostAsync(dso, "requests", request);
        await TestNode.PostAsync(fleet.Client, "offers", offer);
        var (requestPath, offerPath) = ($"requests/{request["id"]}?session={session}", $"offers/{offer["id"]}?session={session}");

        var seen = await TestNode.GetAsync(dso, requestPath);
        Assert.Equal((dsoId, true, 100.5m), ((string)seen["requester"]!, (bool)seen["isDso"]!, (decimal)seen["priceCap"]!));
        Assert.Equal(request["power"]!.ToJsonString(), seen["power"]!.ToJsonString());
        var offered = await TestNode.GetAsync(fleet.Client, offerPath);
        Assert.Equal(("12", 3300, fleet.Pods[0].Customer), ((string)offered["pods"]![0]!["bus"]!, (int)offered["pods"]![0]!["connectionW"]!,
            (string)offered["pods"]![0]!["customer"]!));
        Assert.Equal(offer["price"]!.ToJsonString(), offered["price"]!.ToJsonString());
        using var unchanged = new HttpRequestMessage(HttpMethod.Get, requestPath);
        using (var first = await dso.GetAsync(requestPath))
            unchanged.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using (var again = await dso.SendAsync(unchanged))
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);

        foreach (var role in Enum.GetValues<Role>())
        {
            var (_, client) = await node.OfAsync(role);
            var (seesAll, isDso) = (role is Role.Operator or Role.Auditor, role == Role.Dso);
            Assert.Equal(seesAll || isDso ? 1 : 0, (await TestNode.GetAsync(client, $"requests?session={session}"))["items"]!.AsArray().Count);
            Assert.Equal(seesAll ? 1 : 0, (await TestNode.GetAsync(client, $"offers?session={session}"))["items"]!.AsArray().Count);
            if (!seesAll)
                await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync(offerPath));
            if (!seesAll && !isDso)
                await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync(requestPath));
        }
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => other.Client.GetAsync(offerPath));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => other.Client.DeleteAsync(offerPath));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => tso.DeleteAsync(requestPath));
        var view = await SessionViewAsync(session);
        Assert.Equal((1, 1), ((int)view["requests"]!, (int)view["offers"]!));

        foreach (var (client, path) in new[] { (dso, requestPath), (dso, requestPath), (fleet.Client, offerPath), (fleet.Client, offerPath) })
        {
            using var withdrawn = await client.DeleteAsync(path);
            Assert.Equal(HttpStatusCode.NoContent, withdrawn.StatusCode);
        }
        Assert.True((bool)(await TestNode.GetAsync(fleet.Client, offerPath))["isWithdrawn"]!);
        view = await SessionViewAsync(session);
        Assert.Equal((0, 0, 5), ((int)view["requests"]!, (int)view["offers"]!, (int)view["event"]!["sequenceNr"]!));
    }

    [Fact]
    public async Task Sessions_are_listed_by_area_and_their_gate_closes_when_it_is_due()
    {
        using var client = node.Operator();
        var (_, regulator) = await node.OfAsync(Role.Regulator);
        var (body, area) = (node.SessionBody(), node.Name("area"));
        body["area"] = area;
        body["rules"] = null;
        await TestNode.PostAsync(client, "sessions", body);
        var listed = Assert.Single((await TestNode.GetAsync(regulator, $"sessions?area={area}&limit=1"))["items"]!.AsArray())!;
        Assert.Equal((string)body["id"]!, (string)listed["id"]!);
        Assert.Equal(("open", "pay-as-bid", "00:15:00", "reject"), ((string)listed["phase"]!, (string)listed["rules"]!["pricing"]!,
            (string)listed["rules"]!["settleAfter"]!, (string)listed["rules"]!["settlement"]!["missingData"]!));
        var problem = await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, () => client.PostAsync($"sessions/{body["id"]}/close-gate", null));
        Assert.Equal("urn:platone:problem:gate-not-due", (string)problem["type"]!);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.PostAsync($"sessions/{node.Name("session")}/close-gate", null));
        problem = await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, () => client.PostAsync($"sessions/{body["id"]}/close", null));
        Assert.Equal("urn:platone:problem:wrong-phase", (string)problem["type"]!);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => regulator.GetAsync("requests?session=none"));
    }

    [Fact]
    public async Task A_baseline_is_set_by_whom_it_may_be_and_read_as_last_set()
    {
        var ((brpId, brp), (_, otherKey), fleet) = (await node.OfAsync(Role.Brp), await node.AdmitAsync(Role.Brp), await node.FleetAsync(1));
        var (pod, start) = (fleet.Pods[0].Pod, "2030-05-01T10:00:00Z");
        var path = $"pods/{pod}/baseline";
        await SetAsync(brp, start, 100, -200, 300);
        await SetAsync(brp, start, 100, -200, 300);
        await SetAsync(fleet.Client, "2030-05-01T10:15:00Z", 250);
        using var op = node.Operator();
        var query = $"baselines?pod={pod}&from={start}";
        var items = (await TestNode.GetAsync(op, query))["items"]!.AsArray();
        Assert.Equal([100, 250, 300], items.Select(i => (int)i!["powerW"]!));
        Assert.Equal([brpId, fleet.Aggregator, brpId], items.Select(i => (string)i!["brp"]!));
        Assert.Equal(2, (await TestNode.GetAsync(brp, query))["items"]!.AsArray().Count);
        using var stranger = node.Client(otherKey);
        Assert.Empty((await TestNode.GetAsync(stranger, query))["items"]!.AsArray());
        Assert.Equal(3, (await TestNode.GetAsync(fleet.Pods[0].Client, query))["items"]!.AsArray().Count);

        var other = await node.FleetAsync(0);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => other.Client.PutAsJsonAsync(path, Body(start, 1)));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => other.Client.GetAsync(query));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => brp.PutAsJsonAsync($"pods/{new string('a', 26)}/baseline", Body(start, 1)));
        foreach (var (body, field) in new[] { (Body("2030-05-01T10:01:00Z", 1), "start"), (Body(start), "power"), (Body(start, 1, 10_000_000_001), "power[1]") })
            Assert.Equal(field, (string)(await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => brp.PutAsJsonAsync(path, body)))["field"]!);
        Assert.Equal(3, (await TestNode.GetAsync(op, query))["items"]!.AsArray().Count);

        async Task SetAsync(HttpClient client, string from, params long[] power)
        {
            using var answer = await client.PutAsJsonAsync(path, Body(from, power));
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        static object Body(string from, params long[] power) => new { start = from, power };
    }

    private static JsonObject WithPower(JsonObject offer, long watts)
    {
        offer["pods"]![0]!["power"] = MarketNode.Power(watts, watts, watts, watts);
        return offer;
    }

    private static async Task RefusedAsync(HttpClient client, string path, JsonObject body, string what, string value, int status, string code, string? field)
    {
        body.Remove(what);
        // As text: a number too large for any type must arrive as it is.
        var text = body.ToJsonString();
        text = $"{text[..^1]},\"{what}\":{value}}}";
        using var content = new StringContent(text, Encoding.UTF8, "application/json");

        var problem = await TestNode.RefusedAsync((HttpStatusCode)status, () => client.PostAsync(path, content));

        Assert.Equal($"urn:platone:problem:{code}", (string)problem["type"]!);
        if (field is not null)
            Assert.Equal(field, (string)problem["field"]!);
    }

    private async Task<JsonNode> SessionViewAsync(string session)
    {
        using var client = node.Operator();
        return await TestNode.GetAsync(client, $"sessions/{session}");
    }

    private async Task NothingHappenedAsync(string session)
    {
        // Another request goes through the same stream: whatever the refused one had caused would be before it.
        var (_, tso) = await node.OfAsync(Role.Tso);
        var request = node.RequestBody(session);
        request["service"] = "balancing";
        await TestNode.PostAsync(tso, "requests", request);
        Assert.Equal(2, (int)(await TestNode.GetAsync(tso, $"requests/{request["id"]}?session={session}"))["event"]!["sequenceNr"]!);
    }
}
