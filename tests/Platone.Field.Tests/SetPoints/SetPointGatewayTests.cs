using System.Text;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Field.SetPoints;
using Platone.Field.Tests.Mqtt;
using Platone.Testing;
using static Platone.Field.Tests.SetPoints.SetPointWorld;

namespace Platone.Field.Tests.SetPoints;

/// <summary>Set points through mosquitto, with the documented access list.</summary>
public sealed class SetPointGatewayTests : IDisposable
{
    private static readonly string Topic = LightNodeTopics.SetPoint("sn-1");
    private static readonly string Acknowledgements = LightNodeTopics.SetPointAcknowledgement("sn-1");

    private readonly TestDirectory _folder = new("set-points-gateway");

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_reach_the_device_now_or_later_and_are_acknowledged_once(bool useMqtt5)
    {
        await using var mosquitto = await StartMosquittoAsync();
        await using var world = await StartAsync(_folder);
        var (pod, node) = await world.RegisterAsync("sn-1");
        var gateway = await world.GatewayAsync(Options(mosquitto) with { UseMqtt5 = useMqtt5 });
        world.Dispatch(gateway);
        await using (var device = await MosquittoClients.SubscribeAsync(mosquitto.Port, [.. SignInAs("sn-1"), "-t", Topic]))
        {
            await world.ScheduleAsync(pod, Point("a"), Point("b", 200, 2));
            var first = await device.NextAsync();
            Assert.Equal((false, 1, Point("a")), (first.Retained, first.Qos, Read(world, first.Text)));
            Assert.Equal(Point("b", 200, 2), Read(world, (await device.NextAsync()).Text));
        }

        // The broker has kept the last one, and what came before the device learns when it says that it is online.
        await using var later = await MosquittoClients.SubscribeAsync(mosquitto.Port, [.. SignInAs("sn-1"), "-t", Topic]);
        var kept = await later.NextAsync();
        Assert.Equal((true, Point("b", 200, 2)), (kept.Retained, Read(world, kept.Text)));
        await PublishAsync(mosquitto, "sn-1", LightNodeTopics.Status("sn-1"), "online");
        Assert.Equal(Point("a"), Read(world, (await later.NextAsync()).Text));
        Assert.Equal(Point("b", 200, 2), Read(world, (await later.NextAsync()).Text));

        await PublishAsync(mosquitto, "sn-2", Acknowledgements, """{"id": "b", "p": 1}""");
        await PublishAsync(mosquitto, "sn-1", Acknowledgements, """{"id": "a", "p": 1490}""");
        await world.EventsAsync<SetPointAcknowledged>(1);
        await PublishAsync(mosquitto, "sn-1", Acknowledgements, """{"id": "a", "p": 1}""");
        await PublishAsync(mosquitto, "sn-1", Acknowledgements, """{"id": "never"}""");
        // The status and three acknowledgements; that of sn-2 for sn-1 the broker did not let through.
        await Eventually.Async(() => mosquitto.Log.Count(l => l.Contains("Received PUBACK from platone-gateway", StringComparison.Ordinal)) == 4);
        var acknowledged = Assert.Single(await world.EventsAsync<SetPointAcknowledged>());
        Assert.Equal((node, "a", 1490), (acknowledged.Id, acknowledged.SetPoint, acknowledged.MeasuredW));
        Assert.Equal(Rejection.UnknownSetPoint, world.Intake.Rejected.Newest().Single().Why);
    }

    [SkippableFact]
    public async Task A_broker_that_was_away_gets_them_when_it_is_back()
    {
        await using var mosquitto = await StartMosquittoAsync();
        await using var world = await StartAsync(_folder, pause: TimeSpan.FromMilliseconds(50));
        var (pod, _) = await world.RegisterAsync("sn-1");
        var gateway = await world.GatewayAsync(Options(mosquitto) with { FirstPause = TimeSpan.FromMilliseconds(10) });
        world.Dispatch(gateway);
        await mosquitto.KillAsync();
        await Eventually.Async(() => !gateway.IsConnected);
        await world.ScheduleAsync(pod, Point("a"));
        await mosquitto.StartAgainAsync();
        await using var device = await MosquittoClients.SubscribeAsync(mosquitto.Port, [.. SignInAs("sn-1"), "-t", Topic]);
        Assert.Equal(Point("a"), Read(world, (await device.NextAsync()).Text));
        await world.EventsAsync<SetPointDelivered>(1);
        await PublishAsync(mosquitto, "sn-1", Acknowledgements, """{"id": "a", "p": 1490}""");
        await world.EventsAsync<SetPointAcknowledged>(1);
        Assert.Single(await world.EventsAsync<SetPointDelivered>());
    }

    private static string[] SignInAs(string serial) => ["-V", "mqttv311", "-u", serial, "-P", SignIn.Password(serial), "-q", "1"];

    private static BrokerGatewayOptions Options(Mosquitto mosquitto) => new() { Port = mosquitto.Port, User = "platone", Password = SignIn.Password("platone") };

    private async Task<Mosquitto> StartMosquittoAsync()
    {
        Peers.Require("mosquitto_sub");
        Peers.Require("mosquitto_passwd");
        var passwords = await Mosquitto.WritePasswordFileAsync(_folder,
            ((string[])["platone", "sn-1", "sn-2"]).Select(u => (u, SignIn.Password(u))));
        var access = _folder.Write("access.acl", BrokerGatewayTests.AccessList);
        return await Mosquitto.StartAsync($"allow_anonymous false\npassword_file {passwords}\nacl_file {access}");
    }

    private static async Task PublishAsync(Mosquitto mosquitto, string serial, string topic, string text) =>
        (await MosquittoClients.PublishAsync(mosquitto.Port, [.. SignInAs(serial), "-t", topic, "-m", text])).Succeeded();

    private static SetPoint Read(SetPointWorld world, string text)
    {
        Assert.Null(SetPointMessage.Read("sn-1", Encoding.UTF8.GetBytes(text), world.Signer.PublicKey, out var setPoint));
        return setPoint!;
    }
}
