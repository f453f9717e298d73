using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>Who sees a POD does not see by it, through the log, what it was offered for; and bodies with holes are refused by the place.</summary>
[Collection(nameof(MarketNode))]
public sealed class MarketLogAccessTests(MarketNode node)
{
    [Fact]
    public async Task An_offer_s_units_are_its_aggregator_s_and_of_a_pod_its_owner_s_and_nobody_else_s()
    {
        using var op = node.Operator();
        var ((_, dso), fleet, after) = (await node.OfAsync(Role.Dso), await node.FleetAsync(2), await node.FleetAsync(0));
        var session = await node.SessionAsync(days: 30);
        await TestNode.PostAsync(fleet.Client, "offers", node.OfferBody(session, fleet));
        var moved = fleet.Pods[0].Pod;
        var now = MarketNode.Text(node.Now.AddSeconds(-1));
        using (var left = await op.DeleteAsync($"portfolios/{fleet.Portfolio}/pods/{moved}?validUntil={now}"))
            Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        using (var joined = await op.PutAsJsonAsync($"portfolios/{after.Portfolio}/pods/{moved}", new { validFrom = now }))
            Assert.Equal(HttpStatusCode.NoContent, joined.StatusCode);
        await MarketNode.UntilAsync(async () => (string?)(await TestNode.GetAsync(op, $"pods/{moved}"))["portfolio"] == after.Portfolio);
        var units = $"log/units?persistenceId=market-session-{session}&sequenceNr=2";
        await MarketNode.UntilAsync(async () =>
        {
            (await op.PostAsync("log/seal", null)).Dispose();
            using var response = await op.GetAsync(units);
            return response.StatusCode == HttpStatusCode.OK;
        });
        var all = (await TestNode.GetAsync(op, units))["items"]!.AsArray();
        Assert.Contains(all, u => (string)u!["subject"]! == $"pod-{moved}");

        // Both see the POD, and what is measured there.
        await TestNode.GetAsync(dso, $"pods/{moved}");
        await TestNode.GetAsync(after.Client, $"pods/{moved}");
        foreach (var client in new[] { dso, after.Client })
        {
            await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.GetAsync(units));
            await TestNode.RefusedAsync(HttpStatusCode.NotFound,
                () => client.GetAsync($"log/proof?persistenceId=market-session-{session}&sequenceNr=2"));
        }
        var customers = (await TestNode.GetAsync(fleet.Pods[0].Client, units))["items"]!.AsArray();
        Assert.NotEmpty(customers);
        Assert.All(customers, u => Assert.Equal($"pod-{moved}", (string)u!["subject"]!));
        Assert.NotEmpty((await TestNode.GetAsync(fleet.Client, units))["items"]!.AsArray());
    }

    [Fact]
    public async Task Null_in_a_list_is_refused_by_its_place()
    {
        var fleet = await node.FleetAsync(1);
        var body = node.OfferBody(await node.SessionAsync(days: 30), fleet);
        foreach (var (field, change) in new (string, Action<JsonObject>)[]
        {
            ("pods[1]", b => b["pods"]!.AsArray().Add(null)), ("price[0]", b => b["price"]!.AsArray().Insert(0, null)),
        })
        {
            var holed = body.DeepClone().AsObject();
            change(holed);
            var problem = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => fleet.Client.PostAsJsonAsync("offers", holed));
            Assert.Equal((field, $"{field} must not be null"), ((string)problem["field"]!, (string)problem["detail"]!));
        }
    }
}
