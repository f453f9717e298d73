using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Platone.Actors.Kernel.Aggregates;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Testing;

namespace Platone.Field.Tests.Mqtt;

public class EmbeddedBrokerTests
{
    private const string Readings = "platone/v1/light-nodes/sn-1/readings";
    private const string Acknowledgements = Readings + "/ack";
    private const string Status = "platone/v1/light-nodes/sn-1/status";

    public static TheoryData<MqttProtocolVersion> Versions => [MqttProtocolVersion.V310, MqttProtocolVersion.V311, MqttProtocolVersion.V500];

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task PUBACK_comes_after_the_journal_and_with_it_the_end_to_end_acknowledgement(MqttProtocolVersion version)
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        var node = broker.Field.Register("sn-1");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1", version);
        await client.SubscribeAsync(Acknowledgements);
        var held = broker.Field.Entities.Hold();
        var publishing = client.PublishAsync(Readings, Messages.Array(3));
        await broker.Field.Entities.WaitAsync(() => broker.Field.Entities.Commands.Count == 1);
        Assert.False(publishing.IsCompleted);
        held.Dispose();
        Assert.True((await publishing).IsSuccess);
        Assert.Equal((Acknowledgements, """{"epoch":0,"upTo":2}"""), await client.NextAsync());
        Assert.Equal(3, broker.Field.Entities.Recorded(node).Count);
    }

    [Theory]
    [InlineData(MqttQualityOfServiceLevel.AtMostOnce)]
    [InlineData(MqttQualityOfServiceLevel.ExactlyOnce)]
    public async Task Other_qualities_of_service_are_taken_too(MqttQualityOfServiceLevel qos)
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        var node = broker.Field.Register("sn-1");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        await client.SubscribeAsync(Acknowledgements);
        await client.PublishAsync(Readings, Messages.One(0), qos);
        await client.NextAsync();
        Assert.Single(broker.Field.Entities.Recorded(node));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Without_the_journal_there_is_no_PUBACK_and_the_connection_ends(MqttProtocolVersion version)
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        var node = broker.Field.Register("sn-1");
        broker.Field.Entities.Answer = _ => new CommandReply.Unavailable("restarting");
        await using (var client = await TestClient.ConnectAsync(broker.Port, "sn-1", version))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => client.PublishAsync(Readings, Messages.One(0)));
            await client.Disconnected;
        }

        broker.Field.Entities.Answer = _ => null;
        await using var again = await TestClient.ConnectAsync(broker.Port, "sn-1", version);
        Assert.True((await again.PublishAsync(Readings, Messages.One(0))).IsSuccess);
        Assert.Single(broker.Field.Entities.Recorded(node));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_wrong_password_and_no_user_are_refused(MqttProtocolVersion version)
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        var wrong = TestClient.Options(broker.Port, "sn-1", version).WithCredentials("sn-1", "guess").Build();
        await using (var client = await TestClient.ConnectAsync(wrong))
            Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, client.Connected.ResultCode);
        var nobody = TestClient.Options(broker.Port, "sn-1", version).WithCredentials((IMqttClientCredentialsProvider?)null).Build();
        await using (var client = await TestClient.ConnectAsync(nobody))
            Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, client.Connected.ResultCode);
    }

    [Fact]
    public async Task A_client_without_an_id_is_given_one_under_every_version()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        await using var old = await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1", MqttProtocolVersion.V311).WithClientId("").Build());
        await using var other = await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1", MqttProtocolVersion.V311).WithClientId("").Build());
        await using var current = await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1").WithClientId("").Build());
        Assert.StartsWith("auto-", current.Connected.AssignedClientIdentifier, StringComparison.Ordinal);
        foreach (var client in (TestClient[])[old, other, current])
            Assert.True((await client.PublishAsync(Readings, Messages.One(0))).IsSuccess);
    }

    [Fact]
    public async Task A_session_without_a_client_id_must_be_clean()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, broker.Port);
        // CONNECT: MQTT 3.1.1, user name and password but no clean session, keep alive 60 s, no client id.
        byte[] connect = [0, 4, .. "MQTT"u8, 4, 0b1100_0000, 0, 60, 0, 0, 0, 4, .. "sn-1"u8, 0, 11, .. "secret-sn-1"u8];
        await socket.GetStream().WriteAsync(new byte[] { 0x10, (byte)connect.Length }.Concat(connect).ToArray());
        Assert.Equal(0, await ReadAsync(socket.GetStream()));
    }

    [Fact]
    public async Task The_client_id_of_another_user_takes_nothing_over()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        broker.Field.Register("sn-2");
        await using var one = await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1").WithClientId("sn-1").Build());
        await one.SubscribeAsync(Acknowledgements);
        await using var thief = await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-2").WithClientId("sn-1").Build());
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, (await thief.PublishAsync(Readings, Messages.One(0))).ReasonCode);
        Assert.True((await one.PublishAsync(Readings, Messages.One(0))).IsSuccess);
        Assert.Equal((Acknowledgements, """{"epoch":0,"upTo":0}"""), await one.NextAsync());
    }

    [Fact]
    public async Task The_same_user_with_the_same_client_id_takes_its_own_session_over()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        await using var first = await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1").WithClientId("x").Build());
        await first.SubscribeAsync(Acknowledgements);
        await using var second = await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1").WithClientId("x").WithCleanStart(false).Build());
        await first.Disconnected;
        Assert.False(second.Connected.IsSessionPresent);
        await second.SubscribeAsync(Acknowledgements);
        await second.PublishAsync(Readings, Messages.One(0));
        await second.NextAsync();
        Assert.Empty(second.Waiting());
    }

    [Theory]
    [InlineData("platone/v1/light-nodes/sn-2/readings")]
    [InlineData("platone/v1/light-nodes/sn-1x/readings")]
    [InlineData("platone/v1/light-nodes/SN-1/readings")]
    [InlineData("platone/v1/light-nodes/sn-1/readings/ack")]
    [InlineData("platone/v1/light-nodes/sn-1/set-point")]
    [InlineData("platone/v1/light-nodes/sn-1/anything")]
    [InlineData("platone/v1/light-nodes/sn-1/")]
    [InlineData("platone/v1/light-nodes/sn-1")]
    [InlineData("platone/v2/light-nodes/sn-1/readings")]
    [InlineData("$SYS/x")]
    [InlineData("anything")]
    public async Task A_node_publishes_below_its_own_serial_only(string topic)
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        var other = broker.Field.Register("sn-2");
        await using var victim = await TestClient.ConnectAsync(broker.Port, "sn-2");
        await victim.SubscribeAsync("platone/v1/light-nodes/sn-2/#");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        await client.SubscribeAsync("platone/v1/light-nodes/sn-1/#");
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, (await client.PublishAsync(topic, Messages.One(0))).ReasonCode);

        // MQTT 3.1.1 has no way to say no: acknowledged, and it goes nowhere.
        await using var old = await TestClient.ConnectAsync(broker.Port, "sn-1", MqttProtocolVersion.V311);
        Assert.True((await old.PublishAsync(topic, Messages.One(0))).IsSuccess);
        Assert.Empty(broker.Field.Entities.Recorded(other));
        Assert.Equal(2, broker.Field.Intake.Rejected.Newest().Count(r => r.Why == Rejection.NotAuthorised));
        await victim.SubscribeAsync("platone/v1/light-nodes/sn-2/x");
        Assert.Empty(victim.Waiting());
        Assert.Empty(client.Waiting());
    }

    [Theory]
    [InlineData("#")]
    [InlineData("+/#")]
    [InlineData("platone/v1/light-nodes/#")]
    [InlineData("platone/v1/light-nodes/+/readings")]
    [InlineData("platone/v1/light-nodes/+/readings/ack")]
    [InlineData("platone/v1/light-nodes/sn-2/readings/ack")]
    [InlineData("platone/v1/light-nodes/sn-2/#")]
    [InlineData("platone/v1/+/sn-1/readings")]
    [InlineData("$SYS/#")]
    public async Task A_node_subscribes_below_its_own_serial_only(string filter)
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await client.SubscribeAsync(filter));
        await using var old = await TestClient.ConnectAsync(broker.Port, "sn-1", MqttProtocolVersion.V311);
        Assert.Equal(MqttClientSubscribeResultCode.UnspecifiedError, await old.SubscribeAsync(filter));
    }

    [Fact]
    public async Task Shared_subscriptions_are_for_external_brokers()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.SignIn.AddGateway("agg", _ => true);
        await using var client = await TestClient.ConnectAsync(broker.Port, "agg");
        Assert.False(client.Connected.SharedSubscriptionAvailable);
        Assert.Equal(MqttClientSubscribeResultCode.SharedSubscriptionsNotSupported,
            await client.SubscribeAsync("$share/x/platone/v1/light-nodes/+/readings"));
    }

    [Fact]
    public async Task Overlapping_subscriptions_bring_a_message_once_and_unsubscribing_ends_it()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        foreach (var filter in (string[])["platone/v1/light-nodes/sn-1/#", Acknowledgements, "platone/v1/light-nodes/sn-1/+/ack"])
            Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await client.SubscribeAsync(filter));
        await client.PublishAsync(Readings, Messages.One(0));
        await client.NextAsync();
        await client.UnsubscribeAsync("platone/v1/light-nodes/sn-1/#");
        Assert.Empty(client.Waiting());
        await client.UnsubscribeAsync(Acknowledgements);
        await client.UnsubscribeAsync("platone/v1/light-nodes/sn-1/+/ack");
        await client.PublishAsync(Readings, Messages.One(1));
        await client.UnsubscribeAsync("nothing");
        Assert.Empty(client.Waiting());
    }

    [Fact]
    public async Task A_gateway_speaks_for_the_serials_it_is_allowed()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        var (own, foreign) = (broker.Field.Register("own-1"), broker.Field.Register("foreign-1"));
        broker.SignIn.AddGateway("agg", serial => serial.StartsWith("own-", StringComparison.Ordinal));
        await using var gateway = await TestClient.ConnectAsync(broker.Port, "agg");
        foreach (var filter in (string[])[LightNodeTopics.AllReadings, "platone/v1/light-nodes/+/readings/ack", "platone/v1/light-nodes/own-1/status"])
            Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await gateway.SubscribeAsync(filter));
        Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await gateway.SubscribeAsync("platone/v1/light-nodes/foreign-1/readings"));
        Assert.True((await gateway.PublishAsync("platone/v1/light-nodes/own-1/readings", Messages.One(0))).IsSuccess);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized,
            (await gateway.PublishAsync("platone/v1/light-nodes/foreign-1/readings", Messages.One(0))).ReasonCode);
        Assert.Single(broker.Field.Entities.Recorded(own));
        Assert.Empty(broker.Field.Entities.Recorded(foreign));
        Assert.Equal(("platone/v1/light-nodes/own-1/readings", Messages.One(0)), await gateway.NextAsync());
        Assert.Equal(("platone/v1/light-nodes/own-1/readings/ack", """{"epoch":0,"upTo":0}"""), await gateway.NextAsync());

        // What others send is seen for the allowed serials only.
        await using var node = await TestClient.ConnectAsync(broker.Port, "foreign-1");
        await node.PublishAsync("platone/v1/light-nodes/foreign-1/readings", Messages.One(0));
        await using var ownNode = await TestClient.ConnectAsync(broker.Port, "own-1");
        await ownNode.PublishAsync("platone/v1/light-nodes/own-1/readings", Messages.One(1));
        Assert.Equal(("platone/v1/light-nodes/own-1/readings", Messages.One(1)), await gateway.NextAsync());
    }

    [Fact]
    public async Task Readings_are_not_given_to_other_nodes_nor_back_to_their_own()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        await client.SubscribeAsync("platone/v1/light-nodes/sn-1/#");
        await client.PublishAsync(Readings, Messages.One(0));
        Assert.Equal(Acknowledgements, (await client.NextAsync()).Topic);
    }

    [Fact]
    public async Task The_status_and_the_last_will_are_kept()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        broker.SignIn.AddGateway("agg", _ => true);
        await using var gateway = await TestClient.ConnectAsync(broker.Port, "agg");
        await gateway.SubscribeAsync(LightNodeTopics.AllStatus);
        Assert.Null(broker.Broker.Statuses.Find("sn-1"));
        var options = TestClient.Options(broker.Port, "sn-1").WithWillTopic(Status).WithWillPayload("offline").WithWillRetain().Build();
        await using var client = await TestClient.ConnectAsync(options);
        await client.PublishAsync(Status, "online"u8.ToArray(), retain: true);
        Assert.Equal("online", broker.Broker.Statuses.Find("sn-1")?.Text);
        Assert.Equal((Status, "online"), await gateway.NextAsync());
        client.Drop();
        Assert.Equal((Status, "offline"), await gateway.NextAsync());
        Assert.Equal("offline", broker.Broker.Statuses.Find("sn-1")?.Text);

        // Nothing is retained: who is allowed to see what is asked at each delivery.
        await using var late = await TestClient.ConnectAsync(broker.Port, "agg");
        await late.SubscribeAsync(LightNodeTopics.AllStatus);
        await late.SubscribeAsync(LightNodeTopics.AllReadings);
        Assert.Empty(late.Waiting());
    }

    [Fact]
    public async Task What_is_no_status_or_comes_too_fast_waits_in_no_queue()
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: new IntakeOptions { ReadingsPerSecond = 0.001, Burst = 3 });
        broker.Field.Register("sn-1");
        broker.SignIn.AddGateway("agg", _ => true);
        await using var gateway = await TestClient.ConnectAsync(broker.Port, "agg");
        await gateway.SubscribeAsync(LightNodeTopics.AllStatus);
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, (await client.PublishAsync(Status, new string('x', 1_025))).ReasonCode);
        foreach (var status in (string[])["one", "two", "three", "too much"])
            Assert.True((await client.PublishAsync(Status, status)).IsSuccess);
        foreach (var status in (string[])["one", "two", "three"])
            Assert.Equal((Status, status), await gateway.NextAsync());
        Assert.Equal("three", broker.Broker.Statuses.Find("sn-1")?.Text);

        // A serial that nobody registered takes no room.
        await gateway.PublishAsync("platone/v1/light-nodes/sn-9/status", "online");
        Assert.Null(broker.Broker.Statuses.Find("sn-9"));
        Assert.Empty(gateway.Waiting());
    }

    [Fact]
    public async Task A_last_will_on_a_foreign_topic_goes_nowhere()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        var foreign = broker.Field.Register("sn-2");
        var options = TestClient.Options(broker.Port, "sn-1").WithWillTopic("platone/v1/light-nodes/sn-2/readings").WithWillPayload(Messages.One(0)).Build();
        var client = await TestClient.ConnectAsync(options);
        client.Drop();
        await Eventually.Async(() => broker.Field.Intake.Rejected.Count == 1);
        Assert.Equal(Rejection.NotAuthorised, broker.Field.Intake.Rejected.Newest()[0].Why);
        Assert.Empty(broker.Field.Entities.Recorded(foreign));
    }

    [Fact]
    public async Task Who_may_not_connect_any_more_is_put_out()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        await using var stays = await TestClient.ConnectAsync(broker.Port, "sn-1");
        await using var goes = await TestClient.ConnectAsync(broker.Port, "sn-2");
        Assert.Equal(1, await broker.Broker.DisconnectAsync(who => who is MqttIdentity.Node { Serial: "sn-2" }));
        await goes.Disconnected;
        Assert.True((await stays.PublishAsync(Status, "online")).IsSuccess);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    [InlineData("::")]
    public async Task Beyond_loopback_it_needs_TLS(string address)
    {
        await using var field = new FieldUnderTest();
        var e = Assert.Throws<InvalidOperationException>(() => new EmbeddedBroker(new EmbeddedBrokerOptions { Address = IPAddress.Parse(address), Port = 0 },
            field.Intake, new SignIn(), field.Clock, NullLogger<EmbeddedBroker>.Instance));
        Assert.Contains("TLS", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_default_it_listens_on_loopback_only()
    {
        Assert.Equal((IPAddress.Loopback, 1883), (new EmbeddedBrokerOptions().Address, new EmbeddedBrokerOptions().Port));
        await using var broker = await BrokerUnderTest.StartAsync();
        Assert.Equal(IPAddress.Loopback, broker.Broker.Endpoint.Address);
    }

    /// <summary>A CONNECT that claims 1 MiB, from somebody who has not signed in.</summary>
    [Fact]
    public async Task A_stranger_cannot_make_it_hold_a_large_packet()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, broker.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(new byte[] { 0x10, 0x80, 0x80, 0x40 });
        Assert.Equal(0, await ReadAsync(stream));
    }

    [Theory]
    [InlineData(new byte[] { 0x10, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(new byte[] { 0x30, 0x05, 0x00, 0x01, 0x61, 0x62, 0x63 })]
    [InlineData(new byte[] { 0x00, 0x00 })]
    [InlineData(new byte[] { 0x47, 0x45, 0x54, 0x20, 0x2f, 0x20, 0x48, 0x54, 0x54, 0x50, 0x2f, 0x31, 0x2e, 0x31, 0x0d, 0x0a })]
    public async Task What_is_no_MQTT_ends_the_connection_and_harms_nobody(byte[] bytes)
    {
        await using var broker = await BrokerUnderTest.StartAsync(new EmbeddedBrokerOptions { Port = 0, HandshakeTimeout = TimeSpan.FromSeconds(1) });
        broker.Field.Register("sn-1");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, broker.Port);
        await socket.GetStream().WriteAsync(bytes);
        Assert.Equal(0, await ReadAsync(socket.GetStream()));
        Assert.True((await client.PublishAsync(Readings, Messages.One(0))).IsSuccess);
    }

    [Fact]
    public async Task Connections_are_bounded()
    {
        await using var broker = await BrokerUnderTest.StartAsync(new EmbeddedBrokerOptions { Port = 0, MaxConnections = 1 });
        await using (var first = await TestClient.ConnectAsync(broker.Port, "sn-1"))
        {
            using var second = new TcpClient();
            await second.ConnectAsync(IPAddress.Loopback, broker.Port);
            Assert.Equal(0, await ReadAsync(second.GetStream()));
            Assert.True((await first.PublishAsync(Status, "online")).IsSuccess);
        }

        await Eventually.Async(() => broker.Broker.Connections == 0);
        await using var third = await TestClient.ConnectAsync(broker.Port, "sn-1");
        Assert.Equal(MqttClientConnectResultCode.Success, third.Connected.ResultCode);
    }

    [Fact]
    public async Task One_connection_takes_its_messages_in_order()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        var node = broker.Field.Register("sn-1");
        await using var client = await TestClient.ConnectAsync(broker.Port, "sn-1");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => client.PublishAsync(Readings, Messages.One(i))));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), broker.Field.Entities.Recorded(node).Select(r => r.Seq).Order());
    }

    [SkippableTheory]
    [InlineData("mqttv31")]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquitto_clients_work_without_a_client_id(string version)
    {
        Peers.Require("mosquitto_pub");
        await using var broker = await BrokerUnderTest.StartAsync();
        var node = broker.Field.Register("sn-1");
        string[] user = ["-u", "sn-1", "-P", SignIn.Password("sn-1"), "-V", version];
        await using var subscriber = await MosquittoClients.SubscribeAsync(broker.Port, [.. user, "-q", "1", "-t", Acknowledgements]);
        (await MosquittoClients.PublishAsync(broker.Port, [.. user, "-q", "1", "-t", Readings, "-m", Messages.Array(2)])).Succeeded();
        Assert.Equal(2, broker.Field.Entities.Recorded(node).Count);
        var message = await subscriber.NextAsync();
        Assert.Equal((Acknowledgements, """{"epoch":0,"upTo":1}""", false), (message.Topic, message.Text, message.Retained));
    }

    [SkippableFact]
    public async Task Mosquitto_pub_is_told_that_it_may_not_connect()
    {
        Peers.Require("mosquitto_pub");
        await using var broker = await BrokerUnderTest.StartAsync();
        var result = await MosquittoClients.PublishAsync(broker.Port, ["-u", "sn-1", "-P", "guess", "-q", "1", "-t", Readings, "-m", "x"]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("bad user name or password", result.Error, StringComparison.Ordinal);
    }

    private static async Task<int> ReadAsync(NetworkStream stream)
    {
        using var timeout = new CancellationTokenSource(Deadline.Default);
        try
        {
            return await stream.ReadAsync(new byte[16], timeout.Token);
        }
        catch (IOException)
        {
            // Closed with a reset, because it had not read everything.
            return 0;
        }
    }
}
