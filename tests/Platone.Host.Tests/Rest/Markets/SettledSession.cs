using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Metering;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>A session of one POD, brought to its settlement by REST: 600 W less than 2 kW are ordered from its second interval on.</summary>
internal static class SettledSession
{
    public const long BaselineW = 2_000;

    /// <summary>A session whose data is all missing when it settles, so that its lines wait.</summary>
    public static async Task<(string Session, DateTimeOffset Start)> SettledAsync(this MarketNode node, HttpClient dso, HttpClient brp, Fleet fleet)
    {
        using var op = node.Operator();
        var sessionBody = node.SessionBody();
        sessionBody["rules"]!["settlement"]!["missingData"] = "reject";
        sessionBody["rules"]!["correctionWindow"] = "2.00:00:00";
        var session = (string)(await TestNode.PostAsync(op, "sessions", sessionBody))["id"]!;
        var view = await TestNode.GetAsync(op, $"sessions/{session}");
        Assert.Equal("2.00:00:00", (string)view["rules"]!["correctionWindow"]!);
        var (start, gate, end) = ((DateTimeOffset)view["start"]!, (DateTimeOffset)view["gateClosesAt"]!, (DateTimeOffset)view["end"]!);
        using (var set = await brp.PutAsJsonAsync($"pods/{fleet.Pods[0].Pod}/baseline", new { start, power = Enumerable.Repeat(BaselineW, 4) }))
            Assert.Equal(HttpStatusCode.NoContent, set.StatusCode);
        var (request, offer) = (node.RequestBody(session), node.OfferBody(session, fleet));
        await TestNode.PostAsync(dso, "requests", request);
        await TestNode.PostAsync(fleet.Client, "offers", offer);
        node.Reach(gate);
        await node.UntilAsync(session, "published");
        await TestNode.PostAsync(dso, "activations", new JsonObject
        {
            ["session"] = session, ["id"] = "call", ["first"] = 0, ["intervals"] = 4,
            ["awards"] = new JsonArray(new JsonObject { ["request"] = (string)request["id"]!, ["offer"] = (string)offer["id"]! }),
        });
        node.Reach(end.AddMinutes(15));
        await node.UntilAsync(session, "settled");
        return (session, start);
    }

    /// <summary>A quarter hour that was metered well.</summary>
    public static MeasuredQuarterHour Measured(DateTimeOffset start, int interval, long watts) => new(
        new QuarterHour(QuarterHour.Of(start).Index + interval), new Energy(watts * 900), EnergyMethod.Registers, 900, QuarterHourQuality.Good);
}
