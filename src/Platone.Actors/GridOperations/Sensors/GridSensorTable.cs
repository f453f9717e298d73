using Google.Protobuf;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Serialization;

namespace Platone.Actors.GridOperations.Sensors;

/// <summary>The grid sensor's codec table. Nothing is personal; each sample is a unit of disclosure, the first of them number 1.</summary>
public static class GridSensorTable
{
    /// <summary>The table.</summary>
    public static EventTable Table { get; } = EventTable.For("sensor")
        .Event<SensorRegistered>("registered", 1, e => SubjectOf(e.Id), e => Content.Open(ToWire(e.Id, e.SensorKind, e.Bus)),
            DecodeRegistered, UnitLayout.OneOpen(Wire.SensorRegistered.Descriptor))
        .Event<SensorReadingsRecorded>("readings-recorded", 1, e => SubjectOf(e.Id), Encode, DecodeReadings,
            new UnitLayout([new UnitKind(Wire.SensorNamed.Descriptor), new UnitKind(Wire.SensorSample.Descriptor, "1 a sample")], []))
        .Snapshot<GridSensor>(1, s => SubjectOf(s.Id), s => s.RecordedAt, Encode, DecodeSnapshot,
            UnitLayout.OneOpen(Wire.Snapshot.Descriptor))
        .Build();

    private static string SubjectOf(GridSensorId sensor) => $"{GridSensorCommand.EntityKind}-{sensor}";

    private static Wire.SensorRegistered ToWire(GridSensorId sensor, SensorKind kind, string bus) =>
        new() { Sensor = sensor.Value, Kind = (uint)kind, Bus = bus };

    private static SensorRegistered DecodeRegistered(DecodingEvent d)
    {
        var open = d.Open(Wire.SensorRegistered.Parser);
        return new SensorRegistered(GridSensorId.Parse(open.Sensor), (SensorKind)checked((int)open.Kind), open.Bus, d.RecordedAt);
    }

    private static EventContent Encode(SensorReadingsRecorded e) => new(
        [
            new Wire.SensorNamed { Sensor = e.Id.Value }.ToByteArray(),
            .. e.Samples.Select(s => (ReadOnlyMemory<byte>)ToWire(s).ToByteArray()),
        ], []);

    private static SensorReadingsRecorded DecodeReadings(DecodingEvent d) => new(
        GridSensorId.Parse(d.Open(Wire.SensorNamed.Parser).Sensor),
        [.. d.Content.Open.Skip(1).Select(u => FromWire(Wire.SensorSample.Parser.ParseFrom(u.Span)))], d.RecordedAt);

    private static Wire.SensorSample ToWire(SensorSample sample) => new()
    {
        Time = Instant.Microseconds(sample.Time),
        Measurand = (uint)sample.Measurand,
        Phase = sample.Phase,
        Value = sample.Value,
    };

    private static SensorSample FromWire(Wire.SensorSample stored) => new(Instant.FromMicroseconds(stored.Time),
        (Measurand)checked((int)stored.Measurand), stored.Phase, stored.Value);

    private static EventContent Encode(GridSensor s)
    {
        var open = new Wire.Snapshot { Sensor = s.Id.Value };
        if (s.SensorKind is { } kind)
            open.Registered = ToWire(s.Id, kind, s.Bus);
        foreach (var (channel, time) in s.Newest)
        {
            open.Newest.Add(new Wire.SensorSample
            {
                Time = Instant.Microseconds(time),
                Measurand = (uint)channel.Measurand,
                Phase = channel.Phase,
            });
        }
        return Content.Open(open);
    }

    private static GridSensor DecodeSnapshot(DecodingEvent d)
    {
        var open = d.Open(Wire.Snapshot.Parser);
        var sensor = new GridSensor(GridSensorId.Parse(open.Sensor));
        return sensor with
        {
            SensorKind = open.Registered is null ? null : (SensorKind)checked((int)open.Registered.Kind),
            Bus = open.Registered?.Bus ?? "",
            Newest = sensor.Newest.SetItems(open.Newest.Select(FromWire).Select(s => KeyValuePair.Create(Channel.Of(s), s.Time))),
            RecordedAt = d.RecordedAt,
        };
    }
}
