using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>A settled session through a whole node: late data, corrections, disputes, and the statement in each of its forms.</summary>
[Collection(nameof(MarketNode))]
public sealed class SettlementVersionsTests(MarketNode node)
{
    [Fact]
    public async Task Late_and_corrected_data_and_an_accepted_dispute_each_give_a_version_and_data_after_the_window_none()
    {
        using var op = node.Operator();
        var ((dsoId, dso), (_, tso), (_, brp), fleet) = (await node.OfAsync(Role.Dso), await node.OfAsync(Role.Tso), await node.OfAsync(Role.Brp),
            await node.FleetAsync(1));
        var (session, start) = await node.SettledAsync(dso, brp, fleet);
        var pod = PodId.Parse(fleet.Pods[0].Pod);

        // Nothing was metered: all lines wait.
        Assert.Equal([3], (await VersionsAsync(op, session)).Select(v => (int)v["waitingLines"]!));
        await SendAsync(start, 1, [(1, 1_400), (2, 1_400), (3, 1_900)]);
        await UntilVersionAsync(2);
        var deltas = Items(await TestNode.GetAsync(fleet.Client, $"settlements/delta?session={session}"));
        Assert.Equal([1, 2, 3], deltas.Select(d => (int)((DateTimeOffset)d["start"]! - start).TotalMinutes / 15));
        Assert.All(deltas, d => Assert.Equal(("waiting", "metered"), ((string)d["basisBefore"]!, (string)d["basis"]!)));
        Assert.Equal(0, (await VersionsAsync(op, session))[1]["waitingLines"]!.GetValue<int>());

        await node.SendAsync(new CorrectQuarterHours(pod, [SettledSession.Measured(start, 3, 1_400)], new EventId($"light-node-{pod}", 2), node.Now));
        await UntilVersionAsync(3);
        var delta = Assert.Single(Items(await TestNode.GetAsync(dso, $"settlements/delta?session={session}&version=3")));
        Assert.Equal((1_900m * 900, 1_400m * 900, 3), ((decimal)delta["meteredBeforeJ"]!, (decimal)delta["meteredJ"]!,
            (int)((DateTimeOffset)delta["start"]! - start).TotalMinutes / 15));
        Assert.Empty(Items(await TestNode.GetAsync(tso, $"settlements/delta?session={session}&version=3")));

        // A party disputes, the operator corrects the baseline.
        var body = new JsonObject { ["session"] = session, ["id"] = "d-1", ["line"] = 0, ["reason"] = "The schedule was wrong." };
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => tso.PostAsJsonAsync("disputes", body));
        await TestNode.PostAsync(fleet.Pods[0].Client, "disputes", body);
        await TestNode.PostAsync(fleet.Pods[0].Client, "disputes", body);
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => fleet.Client.PostAsJsonAsync("disputes", body));
        await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, () => op.PostAsync($"sessions/{session}/close", null));
        Assert.Equal("open", (string)Assert.Single(Items(await TestNode.GetAsync(dso, $"disputes?session={session}")))["state"]!);
        Assert.Empty(Items(await TestNode.GetAsync(tso, $"disputes?session={session}")));
        var resolution = new JsonObject { ["session"] = session, ["accepted"] = true, ["reason"] = "It was.", ["baselineW"] = SettledSession.BaselineW - 100 };
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => op.PostAsJsonAsync("disputes/d-9/resolution", resolution));
        for (var i = 0; i < 2; i++)
        {
            using var resolved = await op.PostAsJsonAsync("disputes/d-1/resolution", resolution);
            Assert.Equal(HttpStatusCode.NoContent, resolved.StatusCode);
        }
        await UntilVersionAsync(4);
        delta = Assert.Single(Items(await TestNode.GetAsync(fleet.Client, $"settlements/delta?session={session}&version=4")));
        Assert.Equal(-100m * 900, (decimal)delta["deliveredJ"]!);
        Assert.Equal("accepted", (string)Assert.Single(Items(await TestNode.GetAsync(fleet.Client, $"disputes?session={session}")))["state"]!);
        var kinds = Items(await TestNode.GetAsync(fleet.Pods[0].Client, "notices")).Select(n => (string)n["kind"]!).ToList();
        Assert.Superset(new HashSet<string> { "settlement-disputed", "dispute-resolved", "settlement-corrected" }, kinds.ToHashSet());

        await FormsAsync(session, dsoId, op, fleet, start);
        var window = $"baselines/comparison?pod={pod}&from={MarketNode.Text(start)}&to=";
        var compared = await TestNode.GetAsync(fleet.Client, window + MarketNode.Text(start.AddHours(1)));
        Assert.Equal(("brp-schedule", $"[{string.Join(',', Enumerable.Repeat(SettledSession.BaselineW, 4))}]"),
            ((string)compared["methods"]![0]!["method"]!, compared["methods"]![0]!["power"]!.ToJsonString()));
        Assert.Equal([null, 1_400m, 1_400m, 1_400m], compared["meteredW"]!.AsArray().Select(w => (decimal?)w));
        await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => op.GetAsync(window + MarketNode.Text(start)));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => tso.GetAsync(window + MarketNode.Text(start.AddHours(1))));

        // After the window a correction is recorded and counted, and nothing is paid by it.
        node.Reach(DateTimeOffset.Parse((string)(await HistoryAsync(op, session))["correctionsUntil"]!));
        await node.SendAsync(new CorrectQuarterHours(pod, [SettledSession.Measured(start, 2, 2_000)], new EventId($"light-node-{pod}", 3), node.Now));
        await MarketNode.UntilAsync(async () => (int)(await HistoryAsync(op, session))["lateQuarterHours"]! == 1);
        using var closed = await op.PostAsync($"sessions/{session}/close", null);
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        Assert.Equal(4, (await VersionsAsync(op, session)).Count);
        // 500, 600 and 600 W of a quarter hour each at 45.125 EUR/MWh, less 100 W at 60: 1.77 cent, of which a quarter is the customer's.
        Assert.Equal(new SortedDictionary<string, decimal> { [fleet.Aggregator] = 0.02m, [fleet.Pods[0].Customer] = 0, [dsoId] = -0.02m },
            new SortedDictionary<string, decimal>(Items(await TestNode.GetAsync(op, $"statements?session={session}"))
                .ToDictionary(s => (string)s["participant"]!, s => (decimal)s["total"]!)));
        Assert.Equal([(450_000m, 90_000m), (540_000m, 0m), (540_000m, 0m)], Items(await TestNode.GetAsync(op, $"settlements?session={session}"))
            .Select(l => ((decimal)l["deliveredJ"]!, (decimal)l["deficiencyJ"]!)));

        Task SendAsync(DateTimeOffset from, long cause, (int Interval, long Watts)[] metered) => node.SendAsync(new MeterQuarterHours(pod,
            [.. metered.Select(m => SettledSession.Measured(from, m.Interval, m.Watts))], new EventId($"light-node-{pod}", cause), node.Now));

        Task UntilVersionAsync(int version) => MarketNode.UntilAsync(async () => (await VersionsAsync(op, session)).Count == version);
    }

    private static async Task FormsAsync(string session, string dsoId, HttpClient op, Fleet fleet, DateTimeOffset start)
    {
        var lines = Items(await TestNode.GetAsync(fleet.Client, $"settlements?session={session}"));
        var csv = await TextAsync(fleet.Client, $"settlements.csv?session={session}", "text/csv");
        Assert.Equal(csv, await TextAsync(fleet.Client, $"settlements?session={session}", "text/csv", accept: "text/csv"));
        var rows = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("session,version,number,request,", rows[0], StringComparison.Ordinal);
        Assert.Equal(lines.Count + 1, rows.Length);
        var net = Array.IndexOf(rows[0].Split(','), "net");
        Assert.Equal(lines.Select(l => (decimal)l["net"]!),
            rows.Skip(1).Select(r => decimal.Parse(r.Split(',')[net], System.Globalization.CultureInfo.InvariantCulture)));

        var statement = Assert.Single(Items(await TestNode.GetAsync(fleet.Client, $"statements?session={session}")));
        var total = (decimal)statement["total"]!;
        var totals = (await TextAsync(fleet.Client, $"statements.csv?session={session}", "text/csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2 + statement["entries"]!.AsArray().Count, totals.Length);
        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $",total,,{total},EUR,"), totals[1], StringComparison.Ordinal);

        var page = await TextAsync(fleet.Client, $"statements.html?session={session}", "text/html");
        foreach (var text in new[] { fleet.Aggregator, dsoId, session, fleet.Pods[0].Pod, "@media print", "How to check it", "self-attested", "/api/v1/log/proof?" })
            Assert.Contains(text, page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.Contains(fleet.Aggregator, await TextAsync(op, $"statements.html?session={session}&participant={fleet.Aggregator}", "text/html"), StringComparison.Ordinal);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => fleet.Client.GetAsync($"statements.html?session={session}&participant={dsoId}"));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => op.GetAsync($"statements.html?session={session}"));

        var local = TimeZoneInfo.ConvertTime(start, TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome")).ToString("yyyy-MM");
        var month = Assert.Single(Items(await TestNode.GetAsync(fleet.Client, $"statements/monthly?month={local}")));
        Assert.Equal((fleet.Aggregator, total, 4), ((string)month["participant"]!, (decimal)month["total"]!, (int)month["sessions"]![0]!["version"]!));
        await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => op.GetAsync("statements/monthly?month=2026-13"));
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => fleet.Client.GetAsync($"statements/monthly?month={local}&participant={dsoId}"));
    }

    private static Task<JsonNode> HistoryAsync(HttpClient client, string session) => TestNode.GetAsync(client, $"settlements/versions?session={session}");

    private static async Task<List<JsonNode>> VersionsAsync(HttpClient client, string session) =>
        [.. (await HistoryAsync(client, session))["versions"]!.AsArray().Select(v => v!)];

    private static async Task<string> TextAsync(HttpClient client, string path, string type, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        using var response = await client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, type), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return await response.Content.ReadAsStringAsync();
    }

    private static List<JsonNode> Items(JsonNode page) => [.. page["items"]!.AsArray().Select(i => i!)];
}
