using System.Collections.Immutable;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.QuarterHours;

namespace Platone.Actors.Tests.Metering;

/// <summary>A node that commands are given to, with everything it recorded.</summary>
internal sealed class Node
{
    public static readonly LightNodeId Id = new(Pseudonym.From("light node......"u8));
    public static readonly PodId Pod = new(Pseudonym.From("pod............."u8));
    public static readonly DateTimeOffset Start = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    public static readonly QuarterHour First = QuarterHour.Of(Start);
    public static readonly string Key = "02" + new string('a', 64);

    private long _seq;

    public LightNode State { get; private set; } = LightNode.Empty(Id);

    public List<LightNodeEvent> Events { get; } = [];

    public ReadingsRecorded Last => Events.OfType<ReadingsRecorded>().Last();

    public IEnumerable<MeasuredQuarterHour> Closed => Events.SelectMany(e => e switch
    {
        ReadingsRecorded r => r.Closed,
        QuarterHoursClosed c => c.Closed,
        _ => [],
    });

    public static Node Registered(string? key = null, DateTimeOffset? validFrom = null)
    {
        var node = new Node();
        node.Given(new RegisterLightNode(Id, Pod, validFrom ?? Start.AddDays(-30), key, Start.AddDays(-31)));
        return node;
    }

    public static DateTimeOffset At(double seconds) => Start.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));

    public static Reading Reading(long seq, double seconds, int? p = null, long? import = null, long? export = null, int epoch = 0) =>
        new(epoch, seq, At(seconds)) { ActivePowerW = p, ImportWh = import, ExportWh = export };

    public ImmutableArray<LightNodeEvent> Given(LightNodeCommand command)
    {
        var decision = State.Decide(command);
        Assert.Null(decision.Problem);
        foreach (var @event in decision.Events)
        {
            State = State.Apply(@event);
            Events.Add(@event);
        }
        return decision.Events;
    }

    public ReadingsReport RecordSigned(double at, SignedEvidence? evidence, params ImmutableArray<Reading> readings)
    {
        var command = new RecordReadings(Id, readings, evidence, At(at));
        var before = State;
        Given(command);
        return Assert.IsType<ReadingsReport>(State.Report(command, before));
    }

    public ReadingsReport Record(double at, params ImmutableArray<Reading> readings) => RecordSigned(at, null, readings);

    /// <summary>Records one reading with the next seq, received when it was measured.</summary>
    public ReadingsReport Measure(double seconds, int? p = null, long? import = null, long? export = null) =>
        Record(seconds, Reading(_seq++, seconds, p, import, export));

    /// <summary>What a process manager would compute of everything recorded.</summary>
    public MeasuredQuarterHour? Recomputed(QuarterHour quarterHour) => QuarterHourEnergy.Compute(quarterHour,
        [.. Events.OfType<ReadingsRecorded>().SelectMany(e => e.Readings).OrderBy(r => r.Time).Select(Sample.Of)]);
}
