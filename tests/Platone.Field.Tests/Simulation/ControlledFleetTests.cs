using System.Text;
using Platone.Actors.Ethereum;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.Mqtt;
using Platone.Field.SetPoints;
using Platone.Field.Simulation;
using Platone.Field.Tests.Mqtt;
using Platone.Field.Tests.SetPoints;
using Platone.Testing;

namespace Platone.Field.Tests.Simulation;

/// <summary>Simulated devices that measure by a simulated clock and obey, against a real node.</summary>
public sealed class ControlledFleetTests : IDisposable
{
    private static readonly DateTimeOffset From = new(2026, 11, 22, 14, 0, 0, TimeSpan.Zero);
    private static readonly HouseholdControl Control = new(3_000, 2_000) { Ramp = TimeSpan.FromSeconds(30) };

    private readonly TestDirectory _folder = new("controlled-fleet");
    private readonly CancellationTokenSource _deadline = new(Deadline.Default);

    public void Dispose()
    {
        _deadline.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Quarter_hours_are_metered_as_the_set_points_say(bool useMqtt5)
    {
        var clock = new SimulatedClock(From, 3_600, From);
        await using var world = await SetPointWorld.StartAsync(_folder, clock: clock);
        var (one, two) = (await world.RegisterAsync("sn-1"), await world.RegisterAsync("sn-2"));
        world.Dispatch(world.Broker);
        var fleet = new ControlledFleet([Household("sn-1", 1), Household("sn-2", 2)], Options(world) with { UseMqtt5 = useMqtt5 }, clock);
        var running = fleet.RunAsync(_deadline.Token);
        await fleet.AcknowledgedThroughAsync(From, _deadline.Token);

        // The clock stands until everybody knows what to do, and again at the end of each quarter hour until it is recorded.
        await world.ScheduleAsync(one.Pod, Point("one", 1, 500), Point("both", 2, 0));
        await world.ScheduleAsync(two.Pod, Point("two", 2, 1_500));
        await fleet.KnowsAsync(["one", "both", "two"], _deadline.Token);
        Assert.Equal(["both", "one", "two"], (await world.EventsAsync<SetPointAcknowledged>(3)).Select(e => e.SetPoint).Order());
        for (var i = 1; i <= 4; i++)
        {
            clock.HoldAt(From.AddMinutes(15 * i));
            await fleet.AcknowledgedThroughAsync(From.AddMinutes(15 * i), _deadline.Token);
            Assert.Equal(From.AddMinutes(15 * i), clock.GetUtcNow());
        }

        await running.WaitAsync(Deadline.Default);
        Assert.Equal((true, 3, 0), (fleet.Progress.IsComplete, fleet.Progress.SetPoints, fleet.Progress.Ignored));
        foreach (var (node, serial, index) in new[] { (one.Node, "sn-1", 1), (two.Node, "sn-2", 2) })
        {
            var twin = Twin(serial, index, [.. (index == 1 ? [Point("one", 1, 500), Point("both", 2, 0)] : new[] { Point("two", 2, 1_500) })]);
            var events = (await world.EventsAsync<ReadingsRecorded>()).Where(e => e.Id == node).ToList();
            var readings = events.SelectMany(e => e.Readings).OrderBy(r => r.Seq).ToList();
            Assert.Equal(Enumerable.Range(0, 121).Select(i => ((long)i, From.AddSeconds(30 * i), (int?)twin.ActivePowerW(From.AddSeconds(30 * i)))),
                readings.Select(r => (r.Seq, r.Time, r.ActivePowerW)));
            // By registers or by the mean of power, it is the energy of what the household did, to the watt hour.
            var closed = events.SelectMany(e => e.Closed).ToList();
            Assert.Equal(4, closed.Count);
            Assert.All(closed, q => Assert.InRange(q.Energy.Joules - readings.Where(r => q.QuarterHour.Contains(r.Time)).Sum(r => r.ActivePowerW!.Value * 30L), -3_600, 3_600));
            Assert.All(closed, q => Assert.Equal(QuarterHourQuality.Good, q.Quality));
        }

        // And what it did is what it was told, but for the ramp and an error of 1.5 %.
        var ordered = (await world.EventsAsync<ReadingsRecorded>()).Where(e => e.Id == one.Node).SelectMany(e => e.Closed).Single(q => q.QuarterHour.Start == From.AddMinutes(15));
        var own = Enumerable.Range(30, 30).Average(i => HouseholdPower.Model(1, 1).ActivePowerW(From.AddSeconds(30 * i)));
        Assert.InRange(ordered.Energy.MeanWatts(900), 500 - (decimal)(Math.Abs(own - 500) * 0.08), 500 + (decimal)(Math.Abs(own - 500) * 0.08));
    }

    [Fact]
    public async Task Started_again_it_goes_on_as_if_nothing_had_been()
    {
        var clock = new SimulatedClock(From, 3_600, From.AddMinutes(22));
        await using var world = await SetPointWorld.StartAsync(_folder, clock: clock);
        var (pod, node) = await world.RegisterAsync("sn-1");
        world.Dispatch(world.Broker);
        await world.ScheduleAsync(pod, Point("a", 1, 500), Point("b", 2, 1_500));
        using (var power = new CancellationTokenSource())
        {
            var first = new ControlledFleet([Household("sn-1", 1)], Options(world), clock);
            var running = first.RunAsync(power.Token);
            await first.KnowsAsync(["b"], _deadline.Token);
            await first.AcknowledgedThroughAsync(From.AddMinutes(20), _deadline.Token);
            await power.CancelAsync();
            await running.WaitAsync(Deadline.Default);
        }

        // Some way back: what it sent besides is sent again and has no effect. Time has gone by while it was away.
        var last = (await RecordedAsync(world, node)).Single(r => r.Time == From.AddMinutes(18));
        clock.HoldAt(From.AddMinutes(40));
        await clock.WaitUntilAsync(From.AddMinutes(40), _deadline.Token);
        var second = new ControlledFleet([Household("sn-1", 1) with { LastRecorded = last }], Options(world), clock);
        var again = second.RunAsync(_deadline.Token);
        await second.AcknowledgedThroughAsync(From.AddMinutes(40), _deadline.Token);
        clock.HoldAt(DateTimeOffset.MaxValue);
        await again.WaitAsync(Deadline.Default);

        var twin = Twin("sn-1", 1, Point("a", 1, 500), Point("b", 2, 1_500));
        var readings = await RecordedAsync(world, node);
        Assert.Equal(Enumerable.Range(0, 121).Select(i => ((long)i, (int?)twin.ActivePowerW(From.AddSeconds(30 * i)), ReadingQuality.Good)),
            readings.Select(r => (r.Seq, r.ActivePowerW, r.Quality)));
    }

    [Fact]
    public async Task What_a_device_knew_before_it_was_switched_on_is_not_waited_for()
    {
        var options = new ControlledFleetOptions
        {
            Port = FreePort.Next(), SetPointKey = Secp256k1PrivateKey.New().PublicKey.Hex, From = From, Until = From.AddHours(1),
        };
        var fleet = new ControlledFleet([Household("sn-1", 1) with { Known = [Point("a", 1, 500)] }], options, new SimulatedClock(From, 1, From));
        await fleet.KnowsAsync(["a"], _deadline.Token);
    }

    [Fact]
    public async Task What_the_platform_did_not_sign_is_ignored()
    {
        await using var broker = await BrokerUnderTest.StartAsync();
        broker.Field.Register("sn-1");
        broker.Field.Entities.Answer = c => c is AcknowledgeSetPoint ? new Actors.Kernel.Aggregates.CommandReply.Done(1) : null;
        var clock = new SimulatedClock(From, 1, From);
        var (signer, stranger) = (new SetPointSigner(Secp256k1PrivateKey.New()), new SetPointSigner(Secp256k1PrivateKey.New()));
        var fleet = new ControlledFleet([Household("sn-1", 1)],
            new ControlledFleetOptions { Port = broker.Port, SetPointKey = signer.PublicKey.Hex, From = From, Until = From.AddHours(1) }, clock);
        using var stop = new CancellationTokenSource();
        var running = fleet.RunAsync(stop.Token);
        await fleet.AcknowledgedThroughAsync(From, _deadline.Token);

        var right = signer.Sign("sn-1", Point("right", 1, 500));
        var tampered = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(right.Span).Replace("\"p\":500", "\"p\":501", StringComparison.Ordinal));
        ReadOnlyMemory<byte>[] payloads =
        [
            tampered, stranger.Sign("sn-1", Point("other key", 1, 500)), signer.Sign("sn-2", Point("other device", 1, 500)), "{}"u8.ToArray(),
            signer.Sign("sn-1", Point("over", -1, 500)), right, right,
        ];
        foreach (var payload in payloads)
            Assert.True(await broker.Broker.PublishAsync("sn-1", payload, CancellationToken.None));
        await broker.Field.Entities.WaitAsync(() => broker.Field.Entities.Commands.OfType<AcknowledgeSetPoint>().Count() == 2);
        var own = HouseholdPower.Model(1, 1).ActivePowerW(From);
        Assert.All(broker.Field.Entities.Commands.OfType<AcknowledgeSetPoint>(), c => Assert.Equal(("right", (long?)own), (c.SetPoint, c.MeasuredW)));
        Assert.Equal(4, fleet.Progress.Ignored);
        await stop.CancelAsync();
        await running.WaitAsync(Deadline.Default);
    }

    [SkippableFact]
    public async Task Through_mosquitto_too()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        var clock = new SimulatedClock(From, 3_600, From);
        await using var world = await SetPointWorld.StartAsync(_folder, clock: clock);
        var (pod, _) = await world.RegisterAsync("sn-1");
        world.Dispatch(await world.GatewayAsync(new BrokerGatewayOptions { Port = mosquitto.Port }));
        var fleet = new ControlledFleet([Household("sn-1", 1)], Options(world) with { Port = mosquitto.Port }, clock);
        var running = fleet.RunAsync(_deadline.Token);
        await world.ScheduleAsync(pod, Point("a", 1, 500));
        await fleet.KnowsAsync(["a"], _deadline.Token);
        clock.HoldAt(DateTimeOffset.MaxValue);
        await running.WaitAsync(Deadline.Default);
        await world.EventsAsync<SetPointAcknowledged>(1);
        Assert.True(fleet.Progress.IsComplete);
    }

    [Fact]
    public async Task Who_waits_may_give_up()
    {
        var clock = new SimulatedClock(From, 1, From);
        var fleet = new ControlledFleet([Household("sn-1", 1)],
            new ControlledFleetOptions { SetPointKey = Secp256k1PrivateKey.New().PublicKey.Hex, From = From, Until = From.AddHours(1) }, clock);
        using var cancelled = new CancellationTokenSource();
        var waits = new[] { fleet.AcknowledgedThroughAsync(From, cancelled.Token), fleet.KnowsAsync(["a"], cancelled.Token) };
        Assert.All(waits, w => Assert.False(w.IsCompleted));
        await cancelled.CancelAsync();
        foreach (var wait in waits)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await fleet.AcknowledgedThroughAsync(From.AddSeconds(-1), CancellationToken.None);
        await fleet.KnowsAsync([], CancellationToken.None);
    }

    [Fact]
    public void What_cannot_be_is_named()
    {
        var options = new ControlledFleetOptions { SetPointKey = Secp256k1PrivateKey.New().PublicKey.Hex, From = From, Until = From.AddHours(1) };
        string Refused(SimulatedHousehold household, ControlledFleetOptions? other = null) =>
            Assert.Throws<ArgumentException>(() => new ControlledFleet([household], other ?? options, TimeProvider.System)).Message;
        Assert.StartsWith("Interval:", Refused(Household("a", 1), options with { Interval = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.StartsWith("Until:", Refused(Household("a", 1), options with { Until = From.AddTicks(-1) }), StringComparison.Ordinal);
        Assert.StartsWith("Control:", Refused(Household("a", 1) with { Control = new HouseholdControl(-1, 0) }), StringComparison.Ordinal);
        Assert.StartsWith("ConnectionW:", Refused(Household("a", 1) with { ConnectionW = 0 }), StringComparison.Ordinal);
        Assert.StartsWith("LastRecorded:", Refused(Household("a", 1) with { LastRecorded = new Reading(1, 0, From) }), StringComparison.Ordinal);
        Assert.StartsWith("LastRecorded:", Refused(Household("a", 1) with { LastRecorded = new Reading(0, 1, From) }), StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => new ControlledFleet([], options with { SetPointKey = "02" }, TimeProvider.System));
    }

    private static SetPoint Point(string id, int quarterHour, long w) => new(id, From.AddMinutes(15 * quarterHour), From.AddMinutes(15 * (quarterHour + 1)), w);

    private static SimulatedHousehold Household(string serial, int index) =>
        new(serial, new NodeCredentials(serial, SignIn.Password(serial)), 20_000, HouseholdPower.Model(1, index), Control);

    private static ControlledFleetOptions Options(SetPointWorld world) => new()
    {
        Port = world.Port,
        SetPointKey = world.Signer.PublicKey.Hex,
        From = From,
        Until = From.AddHours(1),
        Interval = TimeSpan.FromSeconds(30),
        Pause = TimeSpan.FromMilliseconds(20),
    };

    /// <summary>The same household, told the same.</summary>
    private static ControlledHousehold Twin(string serial, int index, params SetPoint[] told)
    {
        var twin = new ControlledHousehold(HouseholdPower.Model(1, index), Control, 20_000, new SeededNoise(1)[SeededNoise.Place(serial)]);
        foreach (var setPoint in told)
            twin.Obey(setPoint);
        return twin;
    }

    private static async Task<IReadOnlyList<Reading>> RecordedAsync(SetPointWorld world, Actors.Kernel.Identity.LightNodeId node) =>
        [.. (await world.EventsAsync<ReadingsRecorded>()).Where(e => e.Id == node).SelectMany(e => e.Readings).OrderBy(r => r.Seq)];
}
