using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Retention;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>Every recorded reading that was not measured before what is dropped.</summary>
internal sealed class ReadingsProjection() : Projection(ProjectionName, ["reading"], typeof(ReadingsRecorded), typeof(PodErased))
{
    public const string ProjectionName = "readings";

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var from = (await ReadingRetention.DroppedBeforeAsync(connection, cancellation).ConfigureAwait(false))?.Us() ?? long.MinValue;
        var rows = new List<ReadingRecord>();
        foreach (var entry in entries)
        {
            if (entry.Event is not ReadingsRecorded e || erasures.Contains(e.Pod))
                continue;
            var (node, pod) = (e.Id.ToString(), e.Pod.ToString());
            for (var i = 0; i < e.Readings.Length; i++)
            {
                if (e.Readings[i].Time.Us() >= from)
                    rows.Add(Record(e.Readings[i], node, pod, entry, LightNodeTable.FirstReadingUnit + i));
            }
        }

        await ReadingPartitions.EnsureAsync(connection, rows.Select(r => r.TimeUs), cancellation).ConfigureAwait(false);
        await connection.InsertAsync(rows, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["reading"], cancellation).ConfigureAwait(false);
    }

    private static ReadingRecord Record(Reading reading, string node, string pod, JournalEntry entry, int unit) => new()
    {
        Pod = pod,
        TimeUs = reading.Time.Us(),
        Node = node,
        Epoch = reading.Epoch,
        Seq = reading.Seq,
        ActivePowerW = reading.ActivePowerW,
        ReactivePowerVar = reading.ReactivePowerVar,
        VoltageMv = reading.VoltageMv,
        CurrentMa = reading.CurrentMa,
        ImportWh = reading.ImportWh,
        ExportWh = reading.ExportWh,
        TemperatureMilliC = reading.TemperatureMilliC,
        Ems = reading.Ems,
        Bms = reading.Bms,
        Quality = (int)reading.Quality,
        EventNr = entry.Id.SequenceNr,
        Unit = unit,
        Ordering = entry.Ordering,
    };
}
