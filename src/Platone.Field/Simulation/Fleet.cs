using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Ethereum;

namespace Platone.Field.Simulation;

/// <summary>Simulated light nodes that send real readings or those of a seeded model over real MQTT (field, "Simulators").</summary>
/// <param name="registrar">Registers the nodes first.</param>
/// <param name="clock">The real clock.</param>
public sealed class Fleet(ISimulationRegistrar registrar, TimeProvider clock)
{
    private static readonly DateTimeOffset EpochZero = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan DefaultHistory = TimeSpan.FromDays(1);
    private static readonly TimeSpan ReportInterval = TimeSpan.FromSeconds(1);

    /// <summary>Registers the nodes and sends until every reading is acknowledged end to end, or until cancelled.</summary>
    /// <param name="options">Which nodes, and how they send.</param>
    /// <param name="progress">Told how far it is once a second, and at the end.</param>
    /// <param name="cancellation">Ends it; what was not acknowledged then is in the result.</param>
    /// <returns>How far it came; <see cref="FleetProgress.IsComplete"/> if everything is acknowledged.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="FormatException">The CSV is wrong: file, line and column are named.</exception>
    public async Task<FleetProgress> RunAsync(FleetOptions options, IProgress<FleetProgress>? progress, CancellationToken cancellation)
    {
        options.Validate();
        var plan = options.MeterData is null ? Modelled(options) : Recorded(options, options.MeterData);
        var counters = new FleetCounters(plan.Length);
        var credentials = new NodeCredentials[plan.Length];
        await Parallel.ForEachAsync(Enumerable.Range(0, plan.Length),
            new ParallelOptions { MaxDegreeOfParallelism = options.Registrations, CancellationToken = cancellation },
            async (i, token) => credentials[i] = await registrar.RegisterAsync(plan[i].Node, token));
        var platform = await registrar.SetPointKeyAsync(cancellation) is { } hex ? Secp256k1PublicKey.Parse(hex) : null;
        var start = plan.Min(p => p.Node.ValidFrom);
        var speed = options.Speed ?? (options.MeterData is null ? 1 : double.PositiveInfinity);
        var pace = new Pace(clock, start, speed, stopsAtNow: options.MeterData is null);
        using var reporting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reports = ReportAsync(counters, progress, reporting.Token);
        await Task.WhenAll(plan.Select((p, i) => Task.Run(() =>
            new SimulatedDevice(p.Node.Serial, credentials[i], p.Key, p.Readings, pace, options, counters, clock,
            platform is null || p.Household is null ? null : new DeviceControl(p.Household, platform)).RunAsync(cancellation), CancellationToken.None)));
        await reporting.CancelAsync();
        await reports;
        progress?.Report(counters.Progress);
        return counters.Progress;
    }

    private async Task ReportAsync(FleetCounters counters, IProgress<FleetProgress>? progress, CancellationToken cancellation)
    {
        if (progress is null)
            return;
        using var timer = new PeriodicTimer(ReportInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
                progress.Report(counters.Progress);
        }
        catch (OperationCanceledException)
        {
            // The fleet is done.
        }
    }

    private ImmutableArray<Planned> Modelled(FleetOptions options)
    {
        var now = clock.GetUtcNow();
        var speed = options.Speed ?? 1;
        // Faster than real it begins so far back that it does not overtake the clock.
        var start = speed <= 1 ? now : now - (options.Duration ?? DefaultHistory);
        start = new DateTimeOffset(start.Ticks - start.Ticks % options.Interval.Ticks, TimeSpan.Zero);
        var epoch = options.Epoch ?? (int)(now - EpochZero).TotalSeconds;
        var count = options.Duration is { } duration ? Math.Max(1, duration.Ticks / options.Interval.Ticks) : (long?)null;
        return [.. Enumerable.Range(0, options.Nodes).Select(i =>
        {
            var household = new HouseholdModel(options.Seed, i);
            var serial = $"{options.SerialPrefix}sim-{options.Seed}-{i:D5}";
            var controlled = new ControlledHousehold(household, household.Control, household.ConnectionW,
                new SeededNoise((ulong)options.Seed)[SeededNoise.Place(serial)]);
            return Plan(options, serial, start, household.ConnectionW, new Meter(controlled, epoch, start, options.Interval, count), controlled);
        })];
    }

    private static ImmutableArray<Planned> Recorded(FleetOptions options, string file) =>
    [
        .. MeterData.Read(file, options.Epoch ?? 0).Select(h =>
        {
            var highest = h.Readings.Max(r => Math.Abs(r.ActivePowerW ?? 0));
            return Plan(options, options.SerialPrefix + h.Serial, h.Readings[0].Time, (highest / 1_000 + 5) * 1_000, new RecordedReadings(h.Readings));
        }),
    ];

    private static Planned Plan(FleetOptions options, string serial, DateTimeOffset start, int connectionW, IReadingSource readings,
        ControlledHousehold? household = null)
    {
        // Derived, not drawn: the same device has the same key in the next run.
        var key = options.Sign ? Secp256k1PrivateKey.From(SHA256.HashData(Encoding.UTF8.GetBytes($"simulated device {options.Seed} {serial}"))) : null;
        return new Planned(new SimulatedNode(serial, $"POD-{serial}", start, connectionW, key?.PublicKey.Hex), key, readings, household);
    }

    private sealed record Planned(SimulatedNode Node, Secp256k1PrivateKey? Key, IReadingSource Readings, ControlledHousehold? Household);
}
