using Microsoft.Extensions.Logging.Abstractions;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Testing;

namespace Platone.Field.Tests.Mqtt;

public class BrokerGatewayTests
{
    /// <summary>The access list of docs/field-protocol.md.</summary>
    internal const string AccessList = """
        user platone
        topic read platone/v1/light-nodes/+/readings
        topic read platone/v1/light-nodes/+/status
        topic read platone/v1/light-nodes/+/set-point/ack
        topic write platone/v1/light-nodes/+/readings/ack
        topic write platone/v1/light-nodes/+/set-point

        pattern write platone/v1/light-nodes/%u/readings
        pattern write platone/v1/light-nodes/%u/status
        pattern write platone/v1/light-nodes/%u/set-point/ack
        pattern read platone/v1/light-nodes/%u/readings/ack
        pattern read platone/v1/light-nodes/%u/set-point
        """;

    [Fact]
    public void The_documented_access_list_is_the_tested_one()
    {
        var documented = File.ReadAllLines(Repository.Path("docs/field-protocol.md")).Select(l => l.Trim()).ToHashSet();
        Assert.All(AccessList.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), l => Assert.Contains(l, documented));
    }

    [SkippableFact]
    public async Task With_the_access_list_a_node_speaks_for_itself_only()
    {
        Peers.Require("mosquitto_passwd");
        using var files = new TestDirectory("access");
        var passwords = await Mosquitto.WritePasswordFileAsync(files, ("platone", SignIn.Password("platone")), ("sn-1", SignIn.Password("sn-1")), ("sn-2", SignIn.Password("sn-2")));
        var access = files.Write("access.acl", AccessList);
        await using var mosquitto = await Mosquitto.StartAsync($"allow_anonymous false\npassword_file {passwords}\nacl_file {access}");
        await using var field = new FieldUnderTest();
        var (own, other) = (field.Register("sn-1"), field.Register("sn-2"));
        await using var gateway = Gateway(field, new BrokerGatewayOptions { Port = mosquitto.Port, User = "platone", Password = SignIn.Password("platone") });
        await Eventually.Async(() => gateway.IsConnected);
        await using var client = await TestClient.ConnectAsync(mosquitto.Port, "sn-1");
        await client.SubscribeAsync(LightNodeTopics.Acknowledgement("sn-1"));
        await client.PublishAsync(LightNodeTopics.Readings("sn-2"), Messages.One(0));
        await client.PublishAsync(LightNodeTopics.Acknowledgement("sn-1"), """{"epoch":0,"upTo":99}""");
        await client.PublishAsync(LightNodeTopics.Status("sn-1"), "online");
        await client.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.One(0));
        Assert.Equal((LightNodeTopics.Acknowledgement("sn-1"), """{"epoch":0,"upTo":0}"""), await client.NextAsync());
        Assert.Single(field.Entities.Recorded(own));
        Assert.Empty(field.Entities.Recorded(other));
        await Eventually.Async(() => gateway.Statuses.Find("sn-1")?.Text == "online");
    }

    [SkippableFact]
    public async Task What_came_while_it_was_away_or_the_broker_died_is_recorded_once()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        var options = new BrokerGatewayOptions { Port = mosquitto.Port };
        await using (var gateway = Gateway(field, options))
            await Eventually.Async(() => gateway.IsConnected);

        // Nobody is there: the broker keeps it for the gateway's session.
        await using (var client = await TestClient.ConnectAsync(mosquitto.Port, "sn-1"))
            for (var i = 0; i < 20; i++)
                await client.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.One(i));
        await using var again = Gateway(field, options);
        await field.Entities.WaitAsync(() => field.Entities.Recorded(node).Count == 20);

        // The broker dies with what it had; the device, which was told nothing end to end, sends again.
        await mosquitto.KillAsync();
        await Eventually.Async(() => !again.IsConnected);
        await mosquitto.StartAgainAsync();
        await Eventually.Async(() => again.IsConnected);
        await using var device = await TestClient.ConnectAsync(mosquitto.Port, "sn-1");
        await device.SubscribeAsync(LightNodeTopics.Acknowledgement("sn-1"));
        await device.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.Array(10, 15));
        Assert.Equal("""{"epoch":0,"upTo":24}""", (await device.NextAsync()).Text);
        Assert.Equal(Enumerable.Range(0, 25).Select(i => (long)i), field.Entities.Recorded(node).Select(r => r.Seq).Order());
    }

    [SkippableFact]
    public async Task Nothing_is_acknowledged_before_the_journal()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        var options = new BrokerGatewayOptions { Port = mosquitto.Port };
        await using var device = await TestClient.ConnectAsync(mosquitto.Port, "sn-1");
        await device.SubscribeAsync(LightNodeTopics.Acknowledgement("sn-1"));
        using (field.Entities.Hold())
        {
            await using var gateway = Gateway(field, options);
            await Eventually.Async(() => gateway.IsConnected);
            // The external broker answers for itself, so this is acknowledged though the journal is not.
            Assert.True((await device.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.One(0))).IsSuccess);
            await field.Entities.WaitAsync(() => field.Entities.Commands.Count == 1);
            Assert.Empty(device.Waiting());
        }

        // The gateway went away without acknowledging, so its successor gets the message again.
        Assert.Empty(field.Entities.Recorded(node));
        await using var successor = Gateway(field, options);
        Assert.Equal("""{"epoch":0,"upTo":0}""", (await device.NextAsync()).Text);
        Assert.Single(field.Entities.Recorded(node));
    }

    [SkippableFact]
    public async Task Several_gateways_share_the_readings()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        await using var a = Gateway(field, new BrokerGatewayOptions { Port = mosquitto.Port, ClientId = "gateway-a" });
        await using var b = Gateway(field, new BrokerGatewayOptions { Port = mosquitto.Port, ClientId = "gateway-b" });
        await Eventually.Async(() => a.IsConnected && b.IsConnected);
        await using var client = await TestClient.ConnectAsync(mosquitto.Port, "sn-1");
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => client.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.One(i))));
        await field.Entities.WaitAsync(() => field.Entities.Recorded(node).Count == 100);
        Assert.Equal(100, field.Entities.Commands.Count);
        foreach (var gateway in (string[])["gateway-a", "gateway-b"])
            Assert.Contains(mosquitto.Log, l => l.Contains($"Sending PUBLISH to {gateway}", StringComparison.Ordinal) && l.Contains("/readings", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task More_than_the_bound_waits_at_the_broker()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        await using var gateway = Gateway(field, new BrokerGatewayOptions { Port = mosquitto.Port, MaxInFlight = 5 });
        await Eventually.Async(() => gateway.IsConnected);
        await using var client = await TestClient.ConnectAsync(mosquitto.Port, "sn-1");
        using (field.Entities.Hold())
        {
            for (var i = 0; i < 50; i++)
                await client.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.One(i));
            await field.Entities.WaitAsync(() => field.Entities.Commands.Count == 5);
            Assert.Equal(5, mosquitto.Log.Count(l => l.Contains("Sending PUBLISH to platone-gateway", StringComparison.Ordinal)));
        }

        await field.Entities.WaitAsync(() => field.Entities.Recorded(node).Count == 50);
    }

    [SkippableFact]
    public async Task It_keeps_trying_to_connect()
    {
        Peers.Require("mosquitto");
        await using var mosquitto = await Mosquitto.StartAsync();
        await mosquitto.KillAsync();
        await using var field = new FieldUnderTest();
        var node = field.Register("sn-1");
        await using var gateway = Gateway(field, new BrokerGatewayOptions { Port = mosquitto.Port, FirstPause = TimeSpan.FromMilliseconds(10) });
        Assert.False(gateway.IsConnected);
        await mosquitto.StartAgainAsync();
        (await MosquittoClients.PublishAsync(mosquitto.Port, ["-q", "1", "-t", LightNodeTopics.Status("sn-1"), "-m", "online", "-r"])).Succeeded();
        await Eventually.Async(() => gateway.Statuses.Find("sn-1")?.Text == "online");
        (await MosquittoClients.PublishAsync(mosquitto.Port, ["-V", "mqttv311", "-q", "1", "-t", LightNodeTopics.Readings("sn-1"), "-m", Messages.One(0)])).Succeeded();
        await field.Entities.WaitAsync(() => field.Entities.Recorded(node).Count == 1);
    }

    private static BrokerGateway Gateway(FieldUnderTest field, BrokerGatewayOptions options)
    {
        var gateway = new BrokerGateway(options, field.Intake, field.Clock, NullLogger<BrokerGateway>.Instance);
        gateway.Start();
        return gateway;
    }
}
