using System.Text;
using MQTTnet;
using MQTTnet.Formatter;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Field.SetPoints;
using Platone.Field.Tests.Mqtt;
using Platone.Testing;
using static Platone.Field.Tests.SetPoints.SetPointWorld;

namespace Platone.Field.Tests.SetPoints;

/// <summary>From the POD's event to a device at the embedded broker and back, with a real journal.</summary>
public sealed class SetPointDeliveryTests : IDisposable
{
    private static readonly string Topic = LightNodeTopics.SetPoint("sn-1");
    private static readonly string Acknowledgements = LightNodeTopics.SetPointAcknowledgement("sn-1");

    private readonly TestDirectory _folder = new("set-points");

    public static TheoryData<MqttProtocolVersion> Versions => [MqttProtocolVersion.V311, MqttProtocolVersion.V500];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_set_point_reaches_its_device_and_its_acknowledgement_the_journal_once(MqttProtocolVersion version)
    {
        await using var world = await StartAsync(_folder);
        var (pod, node) = await world.RegisterAsync("sn-1");
        await world.RegisterAsync("sn-2");
        world.Dispatch(world.Broker);
        await using var device = await TestClient.ConnectAsync(world.Port, "sn-1", version);
        await using var other = await TestClient.ConnectAsync(world.Port, "sn-2", version);
        await device.SubscribeAsync(Topic);
        await other.SubscribeAsync("platone/v1/light-nodes/sn-2/#");
        await world.ScheduleAsync(pod, Point("a"), Point("b", 0, 2));

        Assert.Equal(Point("a"), Read(world, await device.NextAsync()));
        Assert.Equal(Point("b", 0, 2), Read(world, await device.NextAsync()));
        Assert.Equal(["a", "b"], (await world.EventsAsync<SetPointDelivered>(2)).Select(e => e.SetPoint!.Id));
        Assert.True((await device.PublishAsync(Acknowledgements, """{"id": "a", "p": 1489.5}""")).IsSuccess);
        Assert.True((await device.PublishAsync(Acknowledgements, """{"id": "a", "p": 1}""")).IsSuccess);
        Assert.True((await device.PublishAsync(Acknowledgements, """{"id": "b"}""")).IsSuccess);
        Assert.Equal([("a", (long?)1490), ("b", null)], (await world.EventsAsync<SetPointAcknowledged>()).Select(e => (e.SetPoint, e.MeasuredW)));
        Assert.All(await world.EventsAsync<SetPointAcknowledged>(), e => Assert.Equal((pod, node), (e.Pod, e.Id)));
        Assert.Empty(other.Waiting());
        Assert.Empty(device.Waiting());
    }

    [SkippableTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task A_device_that_comes_later_is_told_what_it_must_know(string version)
    {
        Peers.Require("mosquitto_sub");
        await using var world = await StartAsync(_folder);
        var (pod, _) = await world.RegisterAsync("sn-1");
        world.Dispatch(world.Broker);
        // The second takes the place of the first; the third is long over.
        await world.ScheduleAsync(pod, Point("a"), Point("b", 700), Point("over", 1, -4), Point("c", 800, 2));
        await world.EventsAsync<SetPointDelivered>(2);

        string[] signIn = ["-V", version, "-u", "sn-1", "-P", SignIn.Password("sn-1"), "-q", "1"];
        await using var device = await MosquittoClients.SubscribeAsync(world.Port, [.. signIn, "-t", Topic]);
        foreach (var expected in (SetPoint[])[Point("b", 700), Point("c", 800, 2)])
        {
            var message = await device.NextAsync();
            Assert.Equal((Topic, 1, true, expected), (message.Topic, message.Qos, message.Retained, Read(world, (message.Topic, message.Text))));
        }

        (await MosquittoClients.PublishAsync(world.Port, [.. signIn, "-t", Acknowledgements, "-m", """{"id": "b", "p": 690}"""])).Succeeded();
        Assert.Equal(("b", 690), (await world.EventsAsync<SetPointAcknowledged>(1)).Select(e => (e.SetPoint, e.MeasuredW ?? 0)).Single());

        // To one that is there already it is news, not something kept.
        await world.ScheduleAsync(pod, Point("d", 900, 4));
        var live = await device.NextAsync();
        Assert.Equal((false, Point("d", 900, 4)), (live.Retained, Read(world, (live.Topic, live.Text))));
    }

    [Fact]
    public async Task What_is_not_acknowledged_is_sent_again_until_it_is()
    {
        await using var world = await StartAsync(_folder, pause: TimeSpan.FromMilliseconds(20));
        var (pod, _) = await world.RegisterAsync("sn-1");
        world.Dispatch(world.Broker);
        await using var device = await TestClient.ConnectAsync(world.Port, "sn-1");
        await device.SubscribeAsync(Topic);
        await world.ScheduleAsync(pod, Point("a"));
        for (var i = 0; i < 4; i++)
            Assert.Equal("a", Read(world, await device.NextAsync()).Id);
        await device.PublishAsync(Acknowledgements, """{"id": "a", "p": 0}""");
        await world.EventsAsync<SetPointAcknowledged>(1);

        // Another one shows that time passes: of the first there is no more than what was on its way.
        await world.ScheduleAsync(pod, Point("b", 1, 5));
        var seen = new List<string>();
        while (seen.Count(s => s == "b") < 3)
            seen.Add(Read(world, await device.NextAsync()).Id);
        Assert.InRange(seen.Count(s => s == "a"), 0, 2);
        Assert.Equal(2, (await world.EventsAsync<SetPointDelivered>()).Count);
    }

    [Fact]
    public async Task After_a_restart_it_goes_on()
    {
        await using (var world = await StartAsync(_folder))
        {
            var (pod, _) = await world.RegisterAsync("sn-1");
            world.Dispatch(world.Broker);
            await world.ScheduleAsync(pod, Point("a"), Point("replaced", 1, 3), Point("b", 2, 3));
            Assert.Equal(2, (await world.EventsAsync<SetPointDelivered>(2)).Count);
        }

        await using var again = await StartAsync(_folder, pause: TimeSpan.FromMilliseconds(20));
        await using var device = await TestClient.ConnectAsync(again.Port, "sn-1");
        await device.SubscribeAsync(Topic);
        Assert.Equal("a", Read(again, await device.NextAsync()).Id);
        Assert.Equal("b", Read(again, await device.NextAsync()).Id);
        again.Dispatch(again.Broker);
        var sent = new List<string>();
        while (sent.Count(s => s == "b") < 3)
            sent.Add(Read(again, await device.NextAsync()).Id);
        Assert.Equal(["a", "b"], sent.Distinct().Order());
        Assert.Equal(2, (await again.EventsAsync<SetPointDelivered>()).Count);
    }

    [Fact]
    public async Task A_device_that_cannot_be_told_is_not_subscribed()
    {
        await using var world = await StartAsync(_folder);
        await world.RegisterAsync("sn-1");
        world.Devices.Fault = new IOException("the database is away");
        await using var device = await TestClient.ConnectAsync(world.Port, "sn-1", MqttProtocolVersion.V311);
        Assert.Equal(MqttClientSubscribeResultCode.UnspecifiedError, await device.SubscribeAsync(Topic));
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await device.SubscribeAsync(LightNodeTopics.Acknowledgement("sn-1")));
        world.Devices.Fault = null;
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await device.SubscribeAsync(Topic));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_node_neither_reads_nor_answers_for_another_nor_gives_set_points(MqttProtocolVersion version)
    {
        await using var world = await StartAsync(_folder);
        var (pod, _) = await world.RegisterAsync("sn-1");
        await world.RegisterAsync("sn-2");
        world.Dispatch(world.Broker);
        await using var device = await TestClient.ConnectAsync(world.Port, "sn-1", version);
        await device.SubscribeAsync(Topic);
        await using var other = await TestClient.ConnectAsync(world.Port, "sn-2", version);
        foreach (var filter in (string[])[Topic, "platone/v1/light-nodes/+/set-point", "platone/v1/light-nodes/#", "#"])
            Assert.True(await other.SubscribeAsync(filter) > MqttClientSubscribeResultCode.GrantedQoS2);
        await world.ScheduleAsync(pod, Point("a"));
        var message = await device.NextAsync();
        Assert.Equal(version != MqttProtocolVersion.V500, (await other.PublishAsync(Acknowledgements, """{"id": "a"}""")).IsSuccess);
        Assert.Equal(version != MqttProtocolVersion.V500, (await other.PublishAsync(Topic, message.Text)).IsSuccess);
        Assert.Equal(version != MqttProtocolVersion.V500, (await device.PublishAsync(Topic, message.Text)).IsSuccess);
        Assert.Empty(other.Waiting());
        Assert.Empty(device.Waiting());
        Assert.Empty(await world.EventsAsync<SetPointAcknowledged>());
    }

    private static SetPoint Read(SetPointWorld world, (string Topic, string Text) message)
    {
        Assert.Equal(Topic, message.Topic);
        Assert.Null(SetPointMessage.Read("sn-1", Encoding.UTF8.GetBytes(message.Text), world.Signer.PublicKey, out var setPoint));
        return setPoint!;
    }
}
