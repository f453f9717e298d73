using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Baselines;

/// <summary>
/// Baselines of quarter hours: all that were ever set, since for a session only those before its gate count.
/// </summary>
internal sealed class BaselinesProjection() : Projection(ProjectionName, ["baseline"], typeof(BaselineSet), typeof(PodErased))
{
    public const string ProjectionName = "baselines";

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var rows = new List<BaselineRecord>();
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case BaselineSet { Baseline: { } baseline } e when !erasures.Contains(e.Id):
                    rows.AddRange(baseline.Power.Select((power, i) => new BaselineRecord
                    {
                        Pod = e.Id.ToString(),
                        StartUs = new QuarterHour(baseline.First.Index + i).Start.Us(),
                        EventNr = entry.Id.SequenceNr,
                        PowerW = power,
                        Brp = baseline.Brp.Value,
                        AtUs = e.RecordedAt.Us(),
                        Ordering = entry.Ordering,
                    }));
                    break;
                case BaselineSet or PodErased:
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }

        await connection.InsertAsync(rows, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["baseline"], cancellation).ConfigureAwait(false);
    }
}
