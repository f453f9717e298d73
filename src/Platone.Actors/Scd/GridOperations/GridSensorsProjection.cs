using LinqToDB.Data;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.GridOperations;

/// <summary>Sensors of the grid with the last sample of each measurand and phase.</summary>
internal sealed class GridSensorsProjection() : Projection("grid-sensors", ["grid_sensor", "grid_sensor_sample"],
    typeof(SensorRegistered), typeof(SensorReadingsRecorded))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var sensors = new Dictionary<string, GridSensorRecord>();
        // The sensor records only what is newer than the last: the last of the batch is the newest.
        var samples = new Dictionary<(string Sensor, Measurand Measurand, string Phase), GridSensorSampleRecord>();
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case SensorRegistered e:
                    sensors[e.Id.Value] = new GridSensorRecord
                    {
                        Sensor = e.Id.Value, Kind = Words.Of(e.SensorKind), Bus = e.Bus, Ordering = entry.Ordering,
                    };
                    break;
                case SensorReadingsRecorded e:
                    foreach (var sample in e.Samples)
                        samples[(e.Id.Value, sample.Measurand, sample.Phase)] = Record(e.Id.Value, sample, entry.Ordering);
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }

        await connection.ReplaceAsync<GridSensorRecord>([.. sensors.Values], cancellation).ConfigureAwait(false);
        await connection.ReplaceAsync<GridSensorSampleRecord>([.. samples.Values], cancellation).ConfigureAwait(false);
    }

    private static GridSensorSampleRecord Record(string sensor, SensorSample sample, long ordering) => new()
    {
        Sensor = sensor,
        Measurand = Words.Of(sample.Measurand),
        Phase = sample.Phase,
        TimeUs = sample.Time.Us(),
        Value = sample.Value,
        Ordering = ordering,
    };
}
