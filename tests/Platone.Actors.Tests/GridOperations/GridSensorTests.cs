using System.Collections.Immutable;
using CsCheck;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.GridOperations;

public sealed class GridSensorTests
{
    private static readonly GridSensorId Id = new("pmu-1");
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private static GridSensor Registered => After(GridSensor.Empty(Id), new RegisterSensor(Id, SensorKind.Pmu, "bus-3", At));

    private static GridSensor After(GridSensor sensor, params GridSensorCommand[] commands) =>
        commands.Aggregate(sensor, (g, c) => g.Decide(c).Events.Aggregate(g, (s, e) => s.Apply(e)));

    private static SensorSample Sample(double seconds, double value = 230.5,
        Measurand measurand = Measurand.VoltageMagnitude, string phase = "A") =>
        new(At.AddSeconds(seconds), measurand, phase, value);

    private static RecordSensorReadings Record(params ImmutableArray<SensorSample> samples) => new(Id, samples, At);

    [Fact]
    public void A_registration_again_has_no_effect_and_another_is_a_conflict()
    {
        Assert.True(Registered.Decide(new RegisterSensor(Id, SensorKind.Pmu, "bus-3", At)).IsAlreadyDone);
        Assert.Equal(ProblemKind.Conflict, Registered.Decide(new RegisterSensor(Id, SensorKind.Ied, "bus-3", At)).Problem?.Kind);
        Assert.Equal("bus", GridSensor.Empty(Id).Decide(new RegisterSensor(Id, SensorKind.Pmu, "", At)).Problem?.Field);
        Assert.Equal("sensorKind", GridSensor.Empty(Id).Decide(new RegisterSensor(Id, (SensorKind)77, "b", At)).Problem?.Field);
        Assert.Equal(ProblemKind.NotFound, GridSensor.Empty(Id).Decide(Record(Sample(0))).Problem?.Kind);
    }

    [Fact]
    public void Only_newer_samples_of_a_measurand_and_phase_are_recorded()
    {
        var sensor = After(Registered, Record(Sample(0), Sample(0, phase: "B"), Sample(1), Sample(0.5)));
        Assert.Equal(3, Assert.IsType<SensorReadingsRecorded>(Assert.Single(
            Registered.Decide(Record(Sample(0), Sample(0, phase: "B"), Sample(1), Sample(0.5))).Events)).Samples.Length);
        Assert.True(sensor.Decide(Record(Sample(1, 5), Sample(0, 5, phase: "B"))).IsAlreadyDone);
        Assert.Single(Assert.IsType<SensorReadingsRecorded>(
            Assert.Single(sensor.Decide(Record(Sample(1), Sample(1, phase: "B"))).Events)).Samples);
    }

    [Fact]
    public void What_cannot_be_a_sample_is_refused_by_place()
    {
        string? Field(SensorSample bad) => Registered.Decide(Record(Sample(0), bad)).Problem?.Field;
        Assert.Equal("samples[1].value", Field(Sample(1, double.NaN)));
        Assert.Equal("samples[1].value", Field(Sample(1, double.NegativeInfinity)));
        Assert.Equal("samples[1].value", Field(Sample(1, 0.5, Measurand.Breaker, "")));
        Assert.Equal("samples[1].phase", Field(Sample(1, phase: "R")));
        Assert.Equal("samples[1].measurand", Field(Sample(1, measurand: (Measurand)0)));
        Assert.Equal("samples[1].time", Field(Sample(61)));
        Assert.Equal("samples", Registered.Decide(Record()).Problem?.Field);
        Assert.Equal("samples", Registered.Decide(Record([.. Enumerable.Range(0, 1001).Select(i => Sample(i / 100.0))])).Problem?.Field);
    }

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Select(Gen.Int[0, 5],
            Gen.Select(Gen.Enum<Measurand>(), Gen.Int[0, 3].Select(i => new[] { "", "A", "B", "C" }[i]), Gen.Int[-50, 50], Gen.Double[-1, 1])
                .Array[1, 8])
            .Array[1, 20].Sample(steps => AggregateLaws.Hold<GridSensor, GridSensorCommand, GridSensorEvent>(GridSensor.Empty(Id),
                steps.Select((s, i) => s.Item1 == 0
                    ? (GridSensorCommand)new RegisterSensor(Id, SensorKind.Voltage, "bus-3", At.AddSeconds(i))
                    : new RecordSensorReadings(Id, [.. s.Item2.Select(
                        x => new SensorSample(At.AddSeconds(i + x.Item3).AddTicks(7), x.Item1, x.Item2,
                        x.Item1 == Measurand.Breaker ? 1 : x.Item4))], At.AddSeconds(i)))));
}
