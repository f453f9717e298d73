using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Participants;
using Platone.Testing;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>A whole node whose clock can be put forward: a market day takes as long as its work.</summary>
public class MarketNode : TestNode
{
    private readonly ForwardClock _clock = new();

    /// <summary>What the node takes for now.</summary>
    internal DateTimeOffset Now => _clock.GetUtcNow();

    protected override TimeProvider Clock => _clock;

    /// <summary>Puts the clock forward to an instant; it never goes back.</summary>
    internal void Reach(DateTimeOffset instant) => _clock.Reach(instant);

    /// <summary>A session to open: four quarter hours, whose gate closes in about an hour. In an area of its own: others' offers stay there.</summary>
    internal JsonObject SessionBody(string? area = null, int days = 0)
    {
        var start = QuarterHour.Of(Now.AddDays(days).AddHours(2)).Start;
        return new JsonObject
        {
            ["id"] = Name("session"), ["kind"] = "real-time", ["area"] = area ?? Name("area"), ["network"] = "net-1", ["timeZone"] = "Europe/Rome",
            ["start"] = Text(start), ["intervals"] = 4, ["gateClosesAt"] = Text(start.AddHours(-1)),
            ["rules"] = new JsonObject
            {
                ["priceFloor"] = 1, ["settlement"] = new JsonObject { ["penaltyPrice"] = 60, ["missingData"] = "pay-nothing" },
            },
        };
    }

    /// <summary>Opens a session; gives its id.</summary>
    /// <param name="area">Its area; null for one of its own.</param>
    /// <param name="days">How many days later it delivers: a gate that no test reaches is no work for the tests that put the clock forward.</param>
    internal async Task<string> SessionAsync(string? area = null, int days = 0)
    {
        using var client = Operator();
        return (string)(await PostAsync(client, "sessions", SessionBody(area, days)))["id"]!;
    }

    /// <summary>An aggregator with a portfolio of so many PODs, each with a customer of its own.</summary>
    internal async Task<Fleet> FleetAsync(int pods)
    {
        var (aggregator, key) = await AdmitAsync(Role.Aggregator);
        var portfolio = Name("portfolio");
        using var client = Operator();
        await PostAsync(client, "portfolios", new { id = portfolio, aggregator });
        var fleet = new Fleet(aggregator, Client(key), portfolio, []);
        for (var i = 0; i < pods; i++)
        {
            var (customer, customerKey) = await AdmitAsync(Role.Customer);
            var pod = await PodAsync(Name("IT001E"), customer);
            using var joined = await client.PutAsJsonAsync($"portfolios/{portfolio}/pods/{pod}", new { validFrom = "2026-01-01T00:00:00Z" });
            Assert.Equal(HttpStatusCode.NoContent, joined.StatusCode);
            fleet.Pods.Add((pod, customer, Client(customerKey)));
        }
        return fleet;
    }

    internal JsonObject RequestBody(string session) => new()
    {
        ["session"] = session, ["id"] = Name("request"), ["service"] = "congestion", ["direction"] = "up", ["power"] = Power(0, 1_000, 1_000, 500),
        ["expiresAt"] = Text(Now.AddDays(2)), ["priceCap"] = 100.5, ["buses"] = new JsonArray("12"),
    };

    internal JsonObject OfferBody(string session, Fleet fleet) => new()
    {
        ["session"] = session, ["id"] = Name("offer"), ["portfolio"] = fleet.Portfolio, ["direction"] = "up",
        ["pods"] = new JsonArray([.. fleet.Pods.Select(p => (JsonNode)new JsonObject { ["pod"] = p.Pod, ["power"] = Power(0, 600, 600, 600) })]),
        ["price"] = new JsonArray(Step(0.5m, 40), Step(1, 50.25m)), ["expiresAt"] = Text(Now.AddDays(2)), ["minActivation"] = 0.1,
        ["reliability"] = 1, ["customerShare"] = 0.25,
    };

    internal static JsonObject Step(decimal upTo, decimal price) => new() { ["upTo"] = upTo, ["price"] = price };

    internal static JsonArray Power(params long[] watts) => [.. watts.Select(w => (JsonNode)w)];

    internal static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'");

    /// <summary>Waits for a phase of a session.</summary>
    internal async Task UntilAsync(string session, string phase)
    {
        using var client = Operator();
        await UntilAsync(async () => (string)(await GetAsync(client, $"sessions/{session}"))["phase"]! == phase);
    }

    internal static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
            await ticks.WaitForNextTickAsync(deadline.Token);
    }

    internal async Task SendAsync(ICommand command) =>
        Assert.IsType<CommandReply.Done>(await Host.Node.Entities.SendAsync(command, CancellationToken.None));

    private sealed class ForwardClock : TimeProvider
    {
        private long _ahead;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

        public void Reach(DateTimeOffset instant)
        {
            var missing = instant - GetUtcNow();
            if (missing > TimeSpan.Zero)
                Interlocked.Add(ref _ahead, missing.Ticks);
        }
    }
}

/// <summary>An aggregator and its PODs.</summary>
/// <param name="Aggregator">Who.</param>
/// <param name="Client">Signed in as it.</param>
/// <param name="Portfolio">Its portfolio.</param>
/// <param name="Pods">The PODs in it, with their customers.</param>
internal sealed record Fleet(string Aggregator, HttpClient Client, string Portfolio, List<(string Pod, string Customer, HttpClient Client)> Pods);

[CollectionDefinition(nameof(MarketNode))]
public sealed class MarketNodeTests : ICollectionFixture<MarketNode>;
