using System.Net;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Testing;

namespace Platone.Host.Tests.Rest;

/// <summary>A node that keeps readings for a month only.</summary>
public sealed class RetentionTests(RetentionTests.MonthNode node) : IClassFixture<RetentionTests.MonthNode>
{
    // Long over by any clock a test runs by; the node takes history.
    private static readonly DateTimeOffset Old = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Readings_that_are_over_are_refused_by_name_and_what_was_metered_from_them_stays()
    {
        using var client = node.Operator();
        var kept = await KeptFromAsync(client);
        Assert.EndsWith("T00:00:00Z", kept, StringComparison.Ordinal);

        var pod = await node.PodAsync(node.Name("IT001E"));
        var (lightNode, _) = await node.LightNodeAsync(node.Name("LN"), pod);
        Reading[] readings = [.. new[] { 1200, 1800, 600, 600 }.Select((watts, i) => new Reading(0, i, Old.AddMinutes(5 * i)) { ActivePowerW = watts })];
        using var deadline = new CancellationTokenSource(Deadline.Default);
        var command = new RecordReadings(LightNodeId.Parse(lightNode), [.. readings], null, TimeProvider.System.GetUtcNow());
        Assert.IsType<CommandReply.Done>(await node.Host.Node.Entities.SendAsync(command, deadline.Token));

        var quarter = await EventuallyAsync(client, $"quarter-hours?pod={pod}&from=2026-01-15T12:00:00Z&to=2026-01-15T12:15:00Z");
        Assert.Equal(300m, (decimal)quarter["energyWh"]!);
        var problem = await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity,
            () => client.GetAsync($"measurements?pod={pod}&from=2026-01-15T00:00:00Z&to=2026-01-16T00:00:00Z"));
        Assert.Equal(("urn:platone:problem:detail-dropped", "from"), ((string)problem["type"]!, (string)problem["field"]!));
        Assert.Contains(kept, (string)problem["detail"]!, StringComparison.Ordinal);
        Assert.Empty((await TestNode.GetAsync(client, $"measurements?pod={pod}&from={kept}"))["items"]!.AsArray());
    }

    // Told by the node's first look.
    private static async Task<string> KeptFromAsync(HttpClient client)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var readings = (await TestNode.GetAsync(client, "projections")).AsArray().Single(p => (string)p!["name"]! == "readings")!;
            if ((string?)readings["keptFrom"] is { } kept)
                return kept;
            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
        }
    }

    private static async Task<JsonNode> EventuallyAsync(HttpClient client, string path)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            if ((await TestNode.GetAsync(client, path))["items"]!.AsArray() is [{ } only])
                return only;
            await Task.Delay(TimeSpan.FromMilliseconds(50), deadline.Token);
        }
    }

    /// <summary>The node.</summary>
    public sealed class MonthNode : TestNode
    {
        private protected override IReadOnlyList<string> More { get; } = ["scd.retention.readings=30d", "scd.retention.look-interval=200ms"];
    }
}
