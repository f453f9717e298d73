using System.Collections.Immutable;
using Platone.Actors.Ethereum;

namespace Platone.Field.Simulation;

/// <summary>
/// Simulated households that are there and obey: light nodes over real MQTT that measure by a given clock, such as a
/// <see cref="SimulatedClock"/>, and follow set points. What they measure is a function of the households, the set points and the time, so a fleet
/// that is started again goes on where the platform's records end.
/// </summary>
public sealed class ControlledFleet
{
    private readonly ControlledFleetOptions _options;
    private readonly TimeProvider _clock;
    private readonly FleetBoard _board;
    private readonly FleetCounters _counters;
    private readonly ImmutableArray<SimulatedDevice> _devices;

    /// <summary>A fleet that is not connected yet.</summary>
    /// <param name="households">Its households, by different serials.</param>
    /// <param name="options">How they measure and send.</param>
    /// <param name="clock">The clock they measure by; its timestamps and timers must be real ones.</param>
    /// <exception cref="ArgumentException">An option, or something of a household, cannot be; it is named.</exception>
    /// <exception cref="FormatException">The platform's key is none.</exception>
    public ControlledFleet(IReadOnlyList<SimulatedHousehold> households, ControlledFleetOptions options, TimeProvider clock)
    {
        options.Validate();
        foreach (var household in households)
            Validate(household, options);
        if (households.Select(h => h.Serial).Distinct(StringComparer.Ordinal).Count() < households.Count)
            throw new ArgumentException("two households have the same serial");
        (_options, _clock) = (options, clock);
        (_board, _counters) = (new FleetBoard(households.Count), new FleetCounters(households.Count));
        var (platform, pace, sending) = (Secp256k1PublicKey.Parse(options.SetPointKey), new ClockPace(clock), options.Sending);
        _devices = [.. households.Select((h, i) =>
        {
            var controlled = new ControlledHousehold(h.Power, h.Control, h.ConnectionW,
                new SeededNoise((ulong)options.Seed)[SeededNoise.Place(h.Serial)]);
            foreach (var setPoint in h.Known)
            {
                controlled.Obey(setPoint);
                // The platform has its acknowledgement, and does not send it again: whoever waits for that need not.
                _board.Know(setPoint.Id);
            }

            var meter = new Meter(controlled, options.Epoch, options.From, options.Interval, options.Readings);
            if (h.LastRecorded is { } last)
                meter.GoOnBehind(last);
            _board.Show(i, meter.Next);
            return new SimulatedDevice(h.Serial, h.Credentials, h.Key, meter, pace, sending, _counters, clock,
                new DeviceControl(controlled, platform, _board, i));
        })];
    }

    /// <summary>How far it is.</summary>
    public FleetProgress Progress => _counters.Progress;

    /// <summary>Connects the devices and lets them measure and send; returns when every reading is acknowledged end to end, or when cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var waking = WakeAsync(ended.Token);
        await Task.WhenAll(_devices.Select(d => Task.Run(() => d.RunAsync(cancellation), CancellationToken.None)));
        await ended.CancelAsync();
        await waking;
    }

    /// <summary>
    /// Completes when every device's readings up to an instant, included, are acknowledged end to end: they are in the journal, or refused for
    /// good. Not before the clock has come that far.
    /// </summary>
    /// <param name="instant">UTC.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task AcknowledgedThroughAsync(DateTimeOffset instant, CancellationToken cancellation)
    {
        var reached = _board.ThroughAsync(instant, cancellation);
        if (!reached.IsCompleted)
            WakeAll();
        return reached;
    }

    /// <summary>
    /// Completes when all of these set points are acknowledged, each by the device it is for, and the broker has taken that: with the embedded
    /// broker it is in the journal. A set point that was over when the device got it is never acknowledged.
    /// </summary>
    /// <param name="setPoints">Their ids.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public Task KnowsAsync(IEnumerable<string> setPoints, CancellationToken cancellation) => _board.KnowsAsync(setPoints, cancellation);

    private static void Validate(SimulatedHousehold household, ControlledFleetOptions options)
    {
        if (household.Control is { UpW: < 0 } or { DownW: < 0 } or { Accuracy: < 0 or >= 1 or double.NaN } || household.Control.Ramp < TimeSpan.Zero)
            throw new ArgumentException($"Control: {household.Control} of {household.Serial} cannot be");
        if (household.ConnectionW <= 0)
            throw new ArgumentException($"ConnectionW: {household.ConnectionW} W of {household.Serial} is not more than 0");
        if (household.Power.First > options.From || household.Power.Last < options.Until)
        {
            throw new ArgumentException($"Power: of {household.Serial} is known from {household.Power.First:O} to {household.Power.Last:O}, not from "
                + $"{options.From:O} to {options.Until:O}");
        }

        if (household.LastRecorded is { } last && (last.Epoch != options.Epoch || last.Time != options.From + last.Seq * options.Interval))
        {
            throw new ArgumentException(
                $"LastRecorded: epoch {last.Epoch}, seq {last.Seq}, {last.Time:O} of {household.Serial} is no reading of this fleet");
        }
    }

    /// <summary>At each time of a reading.</summary>
    private async Task WakeAsync(CancellationToken ended)
    {
        try
        {
            var next = _options.From;
            while (true)
            {
                var now = _clock.GetUtcNow();
                if (now >= next)
                    next = _options.From + ((now - _options.From).Ticks / _options.Interval.Ticks + 1) * _options.Interval;
                if (_clock is SimulatedClock simulated)
                    await simulated.WaitUntilAsync(next, ended);
                else
                    await Task.Delay(next - now, _clock, ended);
                WakeAll();
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The fleet is done.
        }
    }

    private void WakeAll()
    {
        foreach (var device in _devices)
            device.Wake();
    }
}
