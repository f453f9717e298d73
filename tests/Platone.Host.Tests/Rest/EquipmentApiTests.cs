using System.Net;
using System.Net.Http.Json;
using Platone.Actors.Participants;

namespace Platone.Host.Tests.Rest;

/// <summary>Batteries and sensors of the grid.</summary>
[Collection(nameof(TestNode))]
public sealed class EquipmentApiTests(TestNode node)
{
    [Fact]
    public async Task An_owner_commissions_a_battery_behind_its_pod()
    {
        var (customer, key) = await node.AdmitAsync(Role.Customer);
        using var owner = node.Client(key);
        var (id, pod) = (node.Name("battery"), await node.PodAsync(node.Name("IT001E"), customer));
        var body = new { id, pod, capacityWh = 10_000, chargeW = 5_000, dischargeW = 5_000 };

        await TestNode.PostAsync(owner, "batteries", body);
        await TestNode.PostAsync(owner, "batteries", body);

        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => owner.PostAsJsonAsync(
            "batteries", new { id, pod, capacityWh = 20_000, chargeW = 5_000, dischargeW = 5_000 }));
        var (_, stranger) = await node.OfAsync(Role.Customer);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => stranger.PostAsJsonAsync("batteries", body));
        using var client = node.Operator();
        using var reported = await client.PostAsJsonAsync(
            $"batteries/{id}/states", new { time = "2026-02-01T00:00:00Z", stateOfChargePermille = 500, activePowerW = -200 });
        Assert.Equal(HttpStatusCode.NoContent, reported.StatusCode);
        await TestNode.RefusedAsync(HttpStatusCode.NotFound, () => client.PostAsJsonAsync(
            $"batteries/{node.Name("battery")}/states", new { time = "2026-02-01T00:00:00Z", stateOfChargePermille = 500, activePowerW = -200 }));
    }

    [Theory]
    [InlineData("capacityWh", 0)]
    [InlineData("chargeW", -1)]
    [InlineData("dischargeW", -1)]
    public async Task A_battery_that_cannot_be_is_refused_by_its_field(string field, long value)
    {
        using var client = node.Operator();
        var body = new Dictionary<string, object>
        {
            ["id"] = node.Name("battery"), ["pod"] = new string('a', 26), ["capacityWh"] = 1, ["chargeW"] = 1, ["dischargeW"] = 1, [field] = value,
        };

        var problem = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => client.PostAsJsonAsync("batteries", body));

        Assert.Equal(field, (string)problem["field"]!);
    }

    [Fact]
    public async Task A_dso_registers_a_sensor_and_records_its_samples()
    {
        var (_, dso) = await node.OfAsync(Role.Dso);
        var id = node.Name("pmu");

        var view = await TestNode.PostAsync(dso, "sensors", new { id, kind = "pmu", bus = "12" });
        Assert.Equal((id, "pmu", "12"), ((string)view["id"]!, (string)view["kind"]!, (string)view["bus"]!));
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => dso.PostAsJsonAsync("sensors", new { id, kind = "ied", bus = "12" }));

        object[] samples = [new { time = "2026-02-01T00:00:00Z", measurand = "voltage-magnitude", phase = "A", value = 231.2 }];
        using var recorded = await dso.PostAsJsonAsync($"sensors/{id}/readings", new { samples });
        Assert.Equal(HttpStatusCode.NoContent, recorded.StatusCode);
        var none = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => dso.PostAsJsonAsync($"sensors/{id}/readings", new { samples = Array.Empty<object>() }));
        Assert.Equal("samples", (string)none["field"]!);
        samples = [new { time = "2026-02-01T00:00:01Z", measurand = "frequency", phase = "D", value = 50.0 }];
        var phase = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => dso.PostAsJsonAsync($"sensors/{id}/readings", new { samples }));
        Assert.Equal("samples[0].phase", (string)phase["field"]!);
    }

    [Fact]
    public async Task A_light_node_belongs_to_one_pod_and_its_key_can_change()
    {
        using var client = node.Operator();
        var (serial, pod, other) = (node.Name("LN"), await node.PodAsync(node.Name("IT001E")), await node.PodAsync(node.Name("IT001E")));
        var (id, password) = await node.LightNodeAsync(serial, pod);
        Assert.Equal((id, password), await node.LightNodeAsync(serial, pod));
        Assert.Equal(password, (string)(await TestNode.GetAsync(client, $"light-nodes/{id}/password"))["password"]!);
        await TestNode.RefusedAsync(HttpStatusCode.Conflict, () => client.PostAsJsonAsync("light-nodes", new { serial, pod = other, validFrom = "2026-01-01T00:00:00Z" }));
        var unknown = await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity, () => client.PostAsJsonAsync(
            "light-nodes", new { serial = node.Name("LN"), pod = new string('a', 26), validFrom = "2026-01-01T00:00:00Z" }));
        Assert.Equal("pod", (string)unknown["field"]!);

        // The generator of secp256k1: a point of the curve, as a device's key must be.
        const string key = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
        using var keyed = await client.PutAsJsonAsync($"light-nodes/{id}/key", new { publicKey = key });
        Assert.Equal(HttpStatusCode.NoContent, keyed.StatusCode);
        foreach (var wrong in (string[])["xyz", key[2..], "05" + key[2..]])
        {
            var problem = await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => client.PutAsJsonAsync($"light-nodes/{id}/key", new { publicKey = wrong }));
            Assert.Equal("publicKey", (string)problem["field"]!);
        }

        using var unkeyed = await client.PutAsJsonAsync($"light-nodes/{id}/key", new { publicKey = (string?)null });
        Assert.Equal(HttpStatusCode.NoContent, unkeyed.StatusCode);
    }
}
