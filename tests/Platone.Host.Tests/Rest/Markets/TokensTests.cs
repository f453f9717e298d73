using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>Token policies and what they grant, through a whole node.</summary>
[Collection(nameof(MarketNode))]
public sealed class TokensTests(MarketNode node)
{
    [Fact]
    public async Task A_settlement_grants_tokens_by_the_policy_of_its_aggregator_and_a_correction_the_difference()
    {
        using var op = node.Operator();
        var ((_, dso), (_, brp), fleet, others) =
            (await node.OfAsync(Role.Dso), await node.OfAsync(Role.Brp), await node.FleetAsync(1), await node.FleetAsync(1));
        await SetAsync(fleet.Client, fleet.Aggregator, 2, 0.5m);
        var (session, start) = await node.SettledAsync(dso, brp, fleet);
        var pod = PodId.Parse(fleet.Pods[0].Pod);

        // 600, 600 and 100 W of 600 W delivered: 325 Wh at 2 tokens a kWh; 125 Wh deficient at a half, 62.5 rounded half to even.
        await node.SendAsync(new MeterQuarterHours(pod, [SettledSession.Measured(start, 1, 1_400), SettledSession.Measured(start, 2, 1_400),
            SettledSession.Measured(start, 3, 1_900)], new EventId($"light-node-{pod}", 1), node.Now));
        await UntilAsync(1);
        // All delivered: 450 Wh are 900 units, of which 650 - 62 are there.
        await node.SendAsync(new CorrectQuarterHours(pod, [SettledSession.Measured(start, 3, 1_400)], new EventId($"light-node-{pod}", 2), node.Now));
        await UntilAsync(2);
        foreach (var client in new[] { op, fleet.Client, fleet.Pods[0].Client })
        {
            var grants = await GrantsAsync(client);
            Assert.Equal([(2, 650L, 62L), (3, 312L, 0L)],
                grants.Select(g => ((int)g["version"]!, (long)g["mintedUnits"]!, (long)g["burnedUnits"]!)));
            Assert.All(grants, g => Assert.Equal((fleet.Aggregator, fleet.Pods[0].Pod, fleet.Pods[0].Customer),
                ((string)g["aggregator"]!, (string)g["pod"]!, (string)g["customer"]!)));
            Assert.Equal(2, grants.Select(g => (string)g["settlementId"]!).Distinct().Count());
        }
        Assert.Empty(await GrantsAsync(others.Client));
        Assert.Empty(await GrantsAsync(others.Pods[0].Client));

        async Task<List<JsonNode>> GrantsAsync(HttpClient client) =>
            [.. (await TestNode.GetAsync(client, $"token-grants?session={session}"))["items"]!.AsArray().Select(i => i!)];

        Task UntilAsync(int grants) => MarketNode.UntilAsync(async () => (await GrantsAsync(op)).Count == grants);
    }

    [Fact]
    public async Task A_policy_is_the_aggregators_own_and_never_reaches_back()
    {
        using var op = node.Operator();
        var (fleet, others) = (await node.FleetAsync(0), await node.FleetAsync(0));
        var path = $"token-policies/{fleet.Aggregator}";
        await SetAsync(fleet.Client, fleet.Aggregator, 1, 1);
        await SetAsync(fleet.Client, fleet.Aggregator, 1, 1);
        var later = MarketNode.Text(QuarterHour.Of(node.Now.AddDays(1)).Start);
        await SetAsync(op, fleet.Aggregator, 3, 0, later);
        var policies = (await TestNode.GetAsync(others.Client, path))["items"]!.AsArray();
        Assert.Equal([(1m, 1m), (3m, 0m)], policies.Select(p => ((decimal)p!["mintedPerKwh"]!, (decimal)p["burnedPerKwh"]!)));
        Assert.Equal(later, (string)policies[1]!["validFrom"]!);

        await RefusedAsync(HttpStatusCode.Forbidden, others.Client, path, new { mintedPerKwh = 9, burnedPerKwh = 9 });
        await RefusedAsync(HttpStatusCode.UnprocessableEntity, fleet.Client, path, new { mintedPerKwh = 9, burnedPerKwh = 9, validFrom = MarketNode.Text(node.Now.AddHours(-1)) },
            "validFrom");
        await RefusedAsync(HttpStatusCode.BadRequest, fleet.Client, path, new { mintedPerKwh = -1, burnedPerKwh = 9 }, "mintedPerKwh");
        await RefusedAsync(HttpStatusCode.BadRequest, fleet.Client, path, new { mintedPerKwh = 1, burnedPerKwh = 0.0000001 }, "burnedPerKwh");
        await RefusedAsync(HttpStatusCode.NotFound, op, "token-policies/nobody", new { mintedPerKwh = 1, burnedPerKwh = 1 });
        Assert.Equal(2, (await TestNode.GetAsync(op, path))["items"]!.AsArray().Count);
    }

    private static async Task SetAsync(HttpClient client, string aggregator, decimal minted, decimal burned, string? validFrom = null)
    {
        using var set = await client.PutAsJsonAsync($"token-policies/{aggregator}", new { mintedPerKwh = minted, burnedPerKwh = burned, validFrom });
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
    }

    private static async Task RefusedAsync(HttpStatusCode status, HttpClient client, string path, object body, string? field = null)
    {
        var problem = await TestNode.RefusedAsync(status, () => client.PutAsJsonAsync(path, body));
        if (field is not null)
            Assert.Equal(field, (string)problem["field"]!);
    }
}
