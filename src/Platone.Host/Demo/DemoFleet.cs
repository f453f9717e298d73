using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Field.Simulation;

namespace Platone.Host.Demo;

/// <summary>The demo's households, in reality: simulated light nodes over MQTT that measure, and obey set points.</summary>
/// <param name="plan">The day.</param>
/// <param name="market">Where they are registered.</param>
/// <param name="scenario">What they can do.</param>
/// <param name="powers">What each would take if nobody told it anything.</param>
/// <param name="brokerPort">Port of the node's broker.</param>
internal sealed class DemoFleet(DemoPlan plan, DemoMarket market, DemoScenario scenario, IReadOnlyList<HouseholdPower> powers, int brokerPort)
    : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private ControlledFleet? _fleet;
    private Task _running = Task.CompletedTask;

    /// <summary>How far it is.</summary>
    public FleetProgress Progress => Started.Progress;

    private ControlledFleet Started => _fleet ?? throw new InvalidOperationException("the fleet is not started");

    /// <summary>Connects the devices; each goes on behind its last reading that the platform has recorded.</summary>
    public async Task StartAsync(TimeProvider clock, CancellationToken cancellation)
    {
        var options = new ControlledFleetOptions
        {
            Port = brokerPort,
            SetPointKey = await market.SetPointKeyAsync(cancellation),
            From = plan.DeliveryDay.Start - QuarterHour.Length,
            // Past the end, so that the last quarter hour closes by a reading.
            Until = plan.DeliveryDay.End,
            Interval = Interval,
            Epoch = plan.Day.DayNumber,
            Seed = plan.Seed,
        };
        // What a device acknowledged nobody sends it again: it must be among what it knows.
        await market.CaughtUpAsync(cancellation);
        var setPoints = (await market.SetPointsAsync(scenario, cancellation)).ToLookup(s => s.Pod);
        var households = new List<SimulatedHousehold>();
        foreach (var household in scenario.Households)
        {
            households.Add(new SimulatedHousehold(household.Serial, market.CredentialsOf(household), household.ConnectionW, powers[household.Number],
                new HouseholdControl(household.UpW, household.DownW))
            {
                Key = market.KeyOf(household),
                LastRecorded = await market.LastReadingAsync(household, options.Epoch, options.From, options.Until, cancellation),
                // What a device has in its memory when it is switched on again.
                Known = [.. setPoints[market.PodOf(household)].Where(s => s.AcknowledgedAt is not null).OrderBy(s => s.AcknowledgedAt)
                    .Select(s => new SetPoint(s.Id, s.ValidFrom, s.ValidUntil, s.PowerW))],
            });
        }
        _fleet = new ControlledFleet(households, options, clock);
        _running = _fleet.RunAsync(_stop.Token);
    }

    /// <summary>Completes when every device's readings up to an instant are in the journal.</summary>
    public Task AcknowledgedThroughAsync(DateTimeOffset instant, CancellationToken cancellation) =>
        OrFailAsync(Started.AcknowledgedThroughAsync(instant, cancellation));

    /// <summary>Completes when the devices have acknowledged set points.</summary>
    public Task KnowsAsync(IEnumerable<string> setPoints, CancellationToken cancellation) => OrFailAsync(Started.KnowsAsync(setPoints, cancellation));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    // A fleet that has failed will never reach anything.
    private async Task OrFailAsync(Task wanted)
    {
        if (await Task.WhenAny(wanted, _running) == _running && _running.IsFaulted)
            await _running;
        await wanted;
    }
}
