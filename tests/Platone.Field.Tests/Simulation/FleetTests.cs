using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Field.SetPoints;
using Platone.Field.Simulation;
using Platone.Field.Tests.Mqtt;
using Platone.Testing;

namespace Platone.Field.Tests.Simulation;

public class FleetTests
{
    private static readonly IntakeOptions Fast = new() { ReadingsPerSecond = 1e6, Burst = 1_000_000 };

    [SkippableFact]
    public async Task Every_reading_of_a_file_is_recorded_once_and_acknowledged()
    {
        var file = SharedData.Require("meters/households-quarter-hour.csv");
        await using var broker = await BrokerUnderTest.StartAsync(intake: Fast);
        var registrar = new Registrar(broker.Field);
        var progress = await RunAsync(registrar, new FleetOptions { Port = broker.Port, MeterData = file });
        Assert.Equal(new FleetProgress(15, 0, 15 * 1_921, 15 * 1_921, 15 * 1_921, 15, null), progress);
        foreach (var household in MeterData.Read(file))
            Assert.Equal(household.Readings, broker.Field.Entities.Recorded(registrar.Nodes[household.Serial].Id));
        Assert.Equal(("POD-hh_3055_0", new DateTimeOffset(2021, 2, 14, 23, 0, 0, TimeSpan.Zero)),
            (registrar.Nodes["hh_3055_0"].Node.PodCode, registrar.Nodes["hh_3055_0"].Node.ValidFrom));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_model_runs_faster_than_real(bool useMqtt5)
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: Fast);
        var registrar = new Registrar(broker.Field);
        var before = TimeProvider.System.GetUtcNow();
        var progress = await RunAsync(registrar, new FleetOptions
        {
            Port = broker.Port,
            Nodes = 5,
            Speed = 3_600,
            Duration = TimeSpan.FromHours(1),
            Batch = 15,
            UseMqtt5 = useMqtt5,
            SerialPrefix = "t-",
        });
        Assert.True(progress.IsComplete);
        Assert.Equal((5 * 900, 5 * 900), (progress.Measured, progress.Acknowledged));
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"t-sim-1-{i:D5}"), registrar.Nodes.Keys.Order(StringComparer.Ordinal));
        foreach (var (_, id) in registrar.Nodes.Values)
        {
            var readings = broker.Field.Entities.Recorded(id);
            Assert.Equal(900, readings.Count);
            Assert.All(readings, r => Assert.True(r.Time < TimeProvider.System.GetUtcNow() && r.Time > before.AddHours(-1.1)));
        }
    }

    [Fact]
    public async Task The_first_message_of_an_epoch_is_one_reading_and_waits()
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: Fast);
        var registrar = new Registrar(broker.Field);
        var held = broker.Field.Entities.Hold();
        var running = RunAsync(registrar, Short(broker.Port));
        await broker.Field.Entities.WaitAsync(() => broker.Field.Entities.Commands.Count == 1);
        held.Dispose();
        Assert.True((await running).IsComplete);
        Assert.Equal([1, 10, 10, 10, 9], broker.Field.Entities.Commands.Cast<RecordReadings>().Select(c => c.Readings.Length));
    }

    [Fact]
    public async Task What_is_not_acknowledged_is_sent_again()
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: Fast);
        var registrar = new Registrar(broker.Field);
        // The journal fails now and then: no PUBACK, and the connection ends.
        var count = 0;
        broker.Field.Entities.Answer = c => c is RecordReadings && Interlocked.Increment(ref count) % 3 == 0 ? new CommandReply.Unavailable("restarting") : null;
        var progress = await RunAsync(registrar, Short(broker.Port));
        Assert.True(progress.IsComplete);
        Assert.True(progress.Sent > progress.Acknowledged);
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i), broker.Field.Entities.Recorded(registrar.Nodes.Values.Single().Id).Select(r => r.Seq).Order());
    }

    [Fact]
    public async Task A_lost_acknowledgement_is_asked_for_by_sending_again()
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: Fast);
        var registrar = new Registrar(broker.Field);
        var swallow = 2;
        broker.Field.Entities.Answer = c => c is RecordReadings && Interlocked.Decrement(ref swallow) >= 0
            ? new CommandReply.Done(0, new ReadingsReport(0, 0, [], []))
            : null;
        var progress = await RunAsync(registrar, Short(broker.Port) with { AcknowledgementTimeout = TimeSpan.FromMilliseconds(200) });
        Assert.True(progress.IsComplete);
        Assert.Contains("sent again", progress.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_over_its_rate_gets_there_in_the_end()
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: new IntakeOptions { ReadingsPerSecond = 40, Burst = 10 });
        var registrar = new Registrar(broker.Field);
        var progress = await RunAsync(registrar, Short(broker.Port) with { AcknowledgementTimeout = TimeSpan.FromMilliseconds(100) });
        Assert.True(progress.IsComplete);
        Assert.Equal(40, broker.Field.Entities.Recorded(registrar.Nodes.Values.Single().Id).Count);
    }

    [Fact]
    public async Task Devices_can_sign()
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: Fast);
        var registrar = new Registrar(broker.Field);
        var progress = await RunAsync(registrar, Short(broker.Port) with { Sign = true });
        Assert.True(progress.IsComplete);
        var (node, id) = registrar.Nodes.Values.Single();
        Assert.NotNull(node.PublicKey);
        Assert.Equal(5, broker.Field.Entities.Evidence(id).Count);
        Assert.Empty(broker.Field.Intake.Rejected.Newest());
    }

    [Fact]
    public async Task Cancelled_it_says_how_far_it_came()
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: Fast);
        var registrar = new Registrar(broker.Field);
        using var cancellation = new CancellationTokenSource();
        var running = new Fleet(registrar, TimeProvider.System).RunAsync(new FleetOptions { Port = broker.Port, Nodes = 3 }, null, cancellation.Token);
        await broker.Field.Entities.WaitAsync(() => broker.Field.Entities.Commands.OfType<RecordReadings>().Select(c => c.Id).Distinct().Count() == 3);
        await cancellation.CancelAsync();
        var progress = await running.WaitAsync(Deadline.Default);
        Assert.False(progress.IsComplete);
        Assert.Equal((3, 0), (progress.Nodes, progress.Done));
        await Eventually.Async(() => registrar.Nodes.Keys.All(s => broker.Broker.Statuses.Find(s)?.Text is "online" or "offline"));
    }

    [Fact]
    public async Task Its_devices_obey_the_platform()
    {
        await using var broker = await BrokerUnderTest.StartAsync(intake: Fast);
        broker.Field.Entities.Answer = c => c is AcknowledgeSetPoint ? new CommandReply.Done(1) : null;
        var signer = new SetPointSigner(Secp256k1PrivateKey.New());
        var registrar = new Registrar(broker.Field, signer.PublicKey.Hex);
        using var stop = new CancellationTokenSource();
        // One with a battery, so that it can do what it is told at any time of day.
        var seed = Enumerable.Range(1, 50).First(s => HouseholdControl.Model(s, 0).DownW > 0);
        var options = new FleetOptions { Port = broker.Port, Nodes = 1, Seed = seed, Interval = TimeSpan.FromMilliseconds(50), Batch = 1 };
        var running = new Fleet(registrar, TimeProvider.System).RunAsync(options, null, stop.Token);
        await broker.Field.Entities.WaitAsync(() => broker.Field.Entities.Commands.OfType<RecordReadings>().Any());

        var (node, id) = registrar.Nodes.Values.Single();
        var now = TimeProvider.System.GetUtcNow();
        var own = new HouseholdModel(seed, 0);
        var wanted = own.ActivePowerW(now) - 200;
        await broker.Broker.PublishAsync(node.Serial, signer.Sign(node.Serial, new SetPoint("a", now.AddMinutes(-1), now.AddHours(1), wanted)), stop.Token);
        await broker.Field.Entities.WaitAsync(() => broker.Field.Entities.Commands.OfType<AcknowledgeSetPoint>().Any(c => c.SetPoint == "a" && c.Id == id));
        // To within the device's error of what the household itself would take at that moment.
        bool Obeys(Reading r) => r.Time > now && Math.Abs(r.ActivePowerW!.Value - wanted) <= 1 + 0.015 * Math.Abs(own.ActivePowerW(r.Time) - wanted);
        await broker.Field.Entities.WaitAsync(() => broker.Field.Entities.Recorded(id).Count(Obeys) >= 3);
        await stop.CancelAsync();
        await running.WaitAsync(Deadline.Default);
    }

    [SkippableFact]
    public async Task Through_mosquitto_and_the_gateway_too()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        await using var field = new FieldUnderTest(options: Fast);
        await using var gateway = new BrokerGateway(new BrokerGatewayOptions { Port = mosquitto.Port }, field.Intake, TimeProvider.System, NullLogger<BrokerGateway>.Instance);
        gateway.Start();
        var registrar = new Registrar(field);
        var progress = await RunAsync(registrar, Short(mosquitto.Port) with { Nodes = 4, AcknowledgementTimeout = TimeSpan.FromSeconds(1) });
        Assert.True(progress.IsComplete);
        Assert.All(registrar.Nodes.Values, n => Assert.Equal(40, field.Entities.Recorded(n.Id).Count));
    }

    [Fact]
    public async Task An_option_that_cannot_be_is_named()
    {
        var fleet = new Fleet(new Registrar(null!), TimeProvider.System);
        var e = await Assert.ThrowsAsync<ArgumentException>(() => fleet.RunAsync(new FleetOptions { Speed = 0 }, null, default));
        Assert.StartsWith("Speed: 0", e.Message, StringComparison.Ordinal);
    }

    private static FleetOptions Short(int port) => new()
    {
        Port = port,
        Nodes = 1,
        Speed = 1e6,
        Duration = TimeSpan.FromSeconds(160),
        Batch = 10,
        Pause = TimeSpan.FromMilliseconds(10),
    };

    private static async Task<FleetProgress> RunAsync(Registrar registrar, FleetOptions options)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        return await new Fleet(registrar, TimeProvider.System).RunAsync(options, null, deadline.Token);
    }

    private sealed class Registrar(FieldUnderTest field, string? setPointKey = null) : ISimulationRegistrar
    {
        public Task<string?> SetPointKeyAsync(CancellationToken cancellation) => Task.FromResult(setPointKey);

        public ConcurrentDictionary<string, (SimulatedNode Node, LightNodeId Id)> Nodes { get; } = new(StringComparer.Ordinal);

        public Task<NodeCredentials> RegisterAsync(SimulatedNode node, CancellationToken cancellation)
        {
            Nodes[node.Serial] = (node, field.Register(node.Serial, node.PublicKey is null ? null : Secp256k1PublicKey.Parse(node.PublicKey)));
            return Task.FromResult(new NodeCredentials(node.Serial, SignIn.Password(node.Serial)));
        }
    }
}
