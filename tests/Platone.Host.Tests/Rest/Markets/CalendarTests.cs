using System.Globalization;
using System.Text.Json.Nodes;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>The sessions of two areas, opened and closed by the node itself, and found again after its restart.</summary>
public sealed class CalendarTests(CalendarTests.CalendarNode node) : IClassFixture<CalendarTests.CalendarNode>
{
    [Fact]
    public async Task Areas_have_their_sessions_by_themselves_also_after_a_restart()
    {
        // Five minutes into an hour the session of the next one is open.
        var now = node.Now;
        var hour = now.AddTicks(TimeSpan.TicksPerHour - now.UtcTicks % TimeSpan.TicksPerHour);
        node.Reach(hour.AddMinutes(5));
        var next = hour.AddHours(1);
        await UntilAsync("terni", next, "open");
        await UntilAsync("perugia", next, "open");
        var sessions = await SessionsAsync("terni");
        var day = Assert.Single(sessions, s => (string)s["kind"]! == "day-ahead" && (string)s["phase"]! == "open");
        Assert.Contains((int)day["intervals"]!, new[] { 92, 96, 100 });
        Assert.Equal(("terni-mv", 5m), ((string)day["network"]!, (decimal)day["rules"]!["priceFloor"]!));
        var other = Assert.Single(await SessionsAsync("perugia"), s => (string)s["phase"]! == "open");
        Assert.Equal((RealTime("perugia", next), 16, "perugia-mv"), ((string)other["id"]!, (int)other["intervals"]!, (string)other["network"]!));
        Assert.Equal("""["cost","expected-shortfall","rebound-energy"]""", other["rules"]!["objectives"]!.ToJsonString());

        await node.RestartAsync();
        // Found again: its gate closes, it goes its way, and the next one opens; what was open stays the same one.
        node.Reach(next.AddMinutes(5));
        await UntilAsync("terni", next, "published");
        await UntilAsync("perugia", next, "published");
        await UntilAsync("terni", next.AddHours(1), "open");
        await UntilAsync("perugia", next.AddHours(1), "open");
        sessions = await SessionsAsync("terni");
        Assert.Equal(sessions.Count, sessions.Select(s => (string)s["id"]!).Distinct().Count());
        Assert.Contains((string)day["id"]!, sessions.Select(s => (string)s["id"]!));
        Assert.Single(sessions, s => (string)s["kind"]! == "real-time" && (string)s["phase"]! == "open");
    }

    // It may not be there yet.
    private Task UntilAsync(string area, DateTimeOffset hour, string phase) => MarketNode.UntilAsync(async () =>
        (await SessionsAsync(area)).Any(s => (string)s["id"]! == RealTime(area, hour) && (string)s["phase"]! == phase));

    private static string RealTime(string area, DateTimeOffset hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{area}-rt-{hour.UtcDateTime:yyyyMMdd'T'HH}Z");

    private async Task<List<JsonNode>> SessionsAsync(string area)
    {
        using var op = node.Operator();
        return [.. (await TestNode.GetAsync(op, $"sessions?area={area}&limit=100"))["items"]!.AsArray().Select(s => s!)];
    }

    /// <summary>A node with two areas, each of a network and with rules of its own.</summary>
    public sealed class CalendarNode : MarketNode
    {
        private protected override IReadOnlyList<string> More =>
        [
            "market.clock-interval=100ms",
            "market.areas.terni.network=terni-mv", "market.areas.terni.day-ahead.enabled=on", "market.areas.terni.real-time.enabled=on",
            "market.areas.terni.rules.price-floor=5.0", "market.areas.perugia.network=perugia-mv", "market.areas.perugia.real-time.enabled=on",
            """market.areas.perugia.rules.objectives=["cost","expected-shortfall","rebound-energy"]""",
        ];
    }
}
