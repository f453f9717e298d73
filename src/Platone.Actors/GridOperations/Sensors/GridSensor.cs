using System.Collections.Immutable;
using System.Globalization;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.GridOperations.Sensors;

/// <summary>A sensor of the grid: what it is, where, and how new its samples are.</summary>
/// <param name="Id">The sensor.</param>
internal sealed record GridSensor(GridSensorId Id) : IAggregate<GridSensor, GridSensorCommand, GridSensorEvent>
{
    /// <summary>How many samples a command may carry.</summary>
    public const int MaximumSamples = 1000;

    /// <summary>
    /// How far ahead of the command's time a sample may be measured: a wrong clock must not make later samples count as old.
    /// </summary>
    public static readonly TimeSpan MaximumLead = TimeSpan.FromSeconds(60);

    /// <summary>What it is; null until it is registered.</summary>
    public SensorKind? SensorKind { get; init; }

    /// <summary>The network bus it measures at; empty until it is registered.</summary>
    public string Bus { get; init; } = "";

    /// <summary>Time of the newest sample of each channel.</summary>
    public ImmutableSortedDictionary<Channel, DateTimeOffset> Newest { get; init; } =
        ImmutableSortedDictionary<Channel, DateTimeOffset>.Empty;

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A sensor nothing has happened to.</summary>
    public static GridSensor Empty(GridSensorId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<GridSensorEvent> Decide(GridSensorCommand command) => command switch
    {
        RegisterSensor c => Register(c),
        _ when SensorKind is null =>
            Decision.Reject(new Problem("unknown-sensor", $"no sensor {Id} is registered", Kind: ProblemKind.NotFound)),
        RecordSensorReadings c => Record(c),
        _ => throw new ArgumentException($"a sensor does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op.</summary>
    public GridSensor Apply(GridSensorEvent @event)
    {
        var next = @event switch
        {
            SensorReadingsRecorded e => this with { Newest = e.Samples.Aggregate(Newest, (n, s) => n.SetItem(Channel.Of(s), s.Time)) },
            SensorRegistered e => this with { SensorKind = e.SensorKind, Bus = e.Bus },
            _ => throw new UnknownEventException(nameof(GridSensor), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>By content.</summary>
    public bool Equals(GridSensor? other) => other is not null && Id == other.Id && SensorKind == other.SensorKind && Bus == other.Bus
        && RecordedAt == other.RecordedAt && Newest.SequenceEqual(other.Newest);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, SensorKind, Bus, Newest.Count);

    private Decision<GridSensorEvent> Register(RegisterSensor c)
    {
        if (!Enum.IsDefined(c.SensorKind))
        {
            return Decision.Reject(new Problem("unknown-sensor-kind", $"{(int)c.SensorKind} is no kind of sensor", "sensorKind",
                ProblemKind.Invalid));
        }
        if (!PlainText.IsValid(c.Bus))
            return Decision.Reject(PlainText.Problem("bad-bus", "a bus name", c.Bus, "bus"));
        if (SensorKind is null)
            return Decision.Emit(new SensorRegistered(Id, c.SensorKind, c.Bus, Instant.Cut(c.At)));
        return SensorKind == c.SensorKind && Bus == c.Bus ? Decision.AlreadyDone : Decision.Conflict($"sensor {Id}");
    }

    private Decision<GridSensorEvent> Record(RecordSensorReadings c)
    {
        if (c.Samples.IsDefaultOrEmpty || c.Samples.Length > MaximumSamples)
        {
            var count = c.Samples.IsDefault ? 0 : c.Samples.Length;
            return Decision.Reject(
                new Problem("sample-count", $"{count} samples are not 1 to {MaximumSamples}", "samples", ProblemKind.Invalid));
        }
        var fresh = ImmutableArray.CreateBuilder<SensorSample>(c.Samples.Length);
        var newest = Newest;
        for (var i = 0; i < c.Samples.Length; i++)
        {
            if (Fault(c.Samples[i], i, c.At) is { } problem)
                return Decision.Reject(problem);
            var sample = c.Samples[i] with { Time = Instant.Cut(c.Samples[i].Time) };
            var channel = Channel.Of(sample);
            if (newest.TryGetValue(channel, out var last) && sample.Time <= last)
                continue;
            newest = newest.SetItem(channel, sample.Time);
            fresh.Add(sample);
        }
        return fresh.Count == 0
            ? Decision.AlreadyDone
            : Decision.Emit(new SensorReadingsRecorded(Id, fresh.DrainToImmutable(), Instant.Cut(c.At)));
    }

    private static Problem? Fault(SensorSample sample, int index, DateTimeOffset at)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"samples[{index}]");
        if (!Enum.IsDefined(sample.Measurand))
            return new Problem("unknown-measurand", $"{(int)sample.Measurand} is no measurand", $"{place}.measurand", ProblemKind.Invalid);
        if (sample.Phase is not ("" or "A" or "B" or "C"))
            return new Problem("unknown-phase", $"'{sample.Phase}' is not A, B, C or empty", $"{place}.phase", ProblemKind.Invalid);
        if (!double.IsFinite(sample.Value))
        {
            return new Problem("bad-value", string.Create(CultureInfo.InvariantCulture, $"{sample.Value} is not finite"), $"{place}.value",
                ProblemKind.Invalid);
        }
        if (sample.Measurand is Measurand.Breaker && sample.Value is not (0 or 1))
        {
            return new Problem("bad-value",
                string.Create(CultureInfo.InvariantCulture, $"{sample.Value} is neither 0 (open) nor 1 (closed)"), $"{place}.value",
                ProblemKind.Invalid);
        }
        return sample.Time > at + MaximumLead
            ? new Problem("time-in-future", $"measured {sample.Time:O}, received {at:O}", $"{place}.time")
            : null;
    }
}

/// <summary>One of the series a sensor measures.</summary>
/// <param name="Measurand">What.</param>
/// <param name="Phase"><c>A</c>, <c>B</c>, <c>C</c>, or empty.</param>
internal readonly record struct Channel(Measurand Measurand, string Phase) : IComparable<Channel>
{
    /// <summary>The series a sample belongs to.</summary>
    public static Channel Of(SensorSample sample) => new(sample.Measurand, sample.Phase);

    /// <inheritdoc/>
    public int CompareTo(Channel other) =>
        Measurand != other.Measurand ? Measurand.CompareTo(other.Measurand) : string.CompareOrdinal(Phase, other.Phase);
}
