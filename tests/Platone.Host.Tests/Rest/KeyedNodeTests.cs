using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Protocol;
using Platone.Actors.Ethereum;
using Platone.Testing;

namespace Platone.Host.Tests.Rest;

/// <summary>
/// Where readings come from: of a node with a key nothing unsigned or wrongly signed is taken, and that is counted in the journal; of a
/// revoked key nothing at all.
/// </summary>
[Collection(nameof(TestNode))]
public sealed class KeyedNodeTests(TestNode node)
{
    [Fact]
    public async Task Only_what_the_node_s_key_signed_is_taken_and_the_rest_is_counted()
    {
        using var client = node.Operator();
        var (serial, key, other) = (node.Name("LN"), Secp256k1PrivateKey.New(), Secp256k1PrivateKey.New());
        var pod = await node.PodAsync(node.Name("IT001E"));
        var answer = await TestNode.PostAsync(client, "light-nodes",
            new { serial, pod, validFrom = "2026-01-01T00:00:00Z", publicKey = key.PublicKey.Hex });
        var (lightNode, password) = ((string)answer["lightNode"]!, (string)answer["mqtt"]!["password"]!);
        await PublishAsync(serial, password, Reading(1), Sign(other, Reading(1)), Sign(key, Reading(1)));
        var seen = await UntilAsync(client, lightNode, n => (long)n["badSignatures"]! == 2 && (long)n["readings"]! == 1);
        Assert.Equal((true, 2L), ((bool)seen["keyed"]!, (long)seen["refused"]!));
        Assert.NotNull(seen["lastBadSignature"]);
        Assert.Contains("bad or missing signature", seen["alarms"]!.ToJsonString(), StringComparison.Ordinal);

        // Somebody has the device's key. It is told to the node, not to the gateway, which may believe the old one for a while.
        using (var revoked = await client.DeleteAsync($"light-nodes/{lightNode}/key"))
            Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await PublishAsync(serial, password, Sign(key, Reading(2)), Reading(2));
        var without = await UntilAsync(client, lightNode, n => n["keyRevokedAt"] is not null);
        Assert.Equal((true, 1L), ((bool)without["keyed"]!, (long)without["readings"]!));
        var refused = await TestNode.RefusedAsync(HttpStatusCode.UnprocessableEntity,
            () => client.PutAsJsonAsync($"light-nodes/{lightNode}/key", new { publicKey = key.PublicKey.Hex }));
        Assert.Equal("publicKey", (string)refused["field"]!);

        using (var changed = await client.PutAsJsonAsync($"light-nodes/{lightNode}/key", new { publicKey = other.PublicKey.Hex }))
            Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        await PublishUntilTakenAsync(client, lightNode, serial, password, Sign(other, Reading(2)), readings: 2);
        await TestNode.RefusedAsync(HttpStatusCode.BadRequest, () => client.DeleteAsync($"light-nodes/{lightNode}/key?publicKey=02"));
    }

    private static string Reading(int seq) => $$"""{"seq":{{seq}},"time":"2026-01-15T12:00:00Z","p":1200}""";

    private static string Sign(Secp256k1PrivateKey key, string json)
    {
        var data = Encoding.UTF8.GetBytes(json);
        return $$"""{"data":"{{Base64Url.EncodeToString(data)}}","sig":"{{Base64Url.EncodeToString(key.Sign(data))}}"}""";
    }

    // A gateway asks for another key at most once a second: a device sends again what is not acknowledged.
    private async Task PublishUntilTakenAsync(HttpClient client, string lightNode, string serial, string password, string payload,
        long readings)
    {
        using var patience = new CancellationTokenSource(Deadline.Default);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(300));
        do
        {
            await PublishAsync(serial, password, payload);
            await pace.WaitForNextTickAsync(patience.Token);
        }
        while ((long)(await TestNode.GetAsync(client, $"light-nodes/{lightNode}"))["readings"]! < readings);
    }

    private static async Task<JsonNode> UntilAsync(HttpClient client, string lightNode, Func<JsonNode, bool> holds)
    {
        using var patience = new CancellationTokenSource(Deadline.Default);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            if (await TestNode.GetAsync(client, $"light-nodes/{lightNode}") is var found && holds(found))
                return found;
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }

    private async Task PublishAsync(string serial, string password, params IEnumerable<string> payloads)
    {
        using var device = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer(node.Host.Mqtt!.Address.ToString(),
            node.Host.Mqtt.Port).WithCredentials(serial, password).Build();
        await device.ConnectAsync(options).WaitAsync(Deadline.Default);
        foreach (var payload in payloads)
        {
            await device.PublishAsync(new MqttApplicationMessageBuilder().WithTopic($"platone/v1/light-nodes/{serial}/readings")
                .WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build()).WaitAsync(Deadline.Default);
        }
        await device.DisconnectAsync();
    }
}
