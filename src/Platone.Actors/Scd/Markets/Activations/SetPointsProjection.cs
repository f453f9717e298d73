using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Activations;

/// <summary>Set points on their way: issued by a session, scheduled at the POD, delivered to and acknowledged by its light node.</summary>
internal sealed class SetPointsProjection() : Projection("set-points", ["set_point"],
    typeof(SetPointsIssued), typeof(SetPointScheduled), typeof(SetPointDelivered), typeof(SetPointAcknowledged), typeof(PodErased))
{
    private sealed record Key(string Pod, string SetPoint);

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        var setPoints = await TouchedRows<Key, SetPointRecord>.ReadAsync(
            entries.Select(e => e.Event).SelectMany(KeysOf),
            some => connection.GetTable<SetPointRecord>()
                .Join(some, s => new { s.Pod, s.SetPoint }, k => new { k.Pod, k.SetPoint }, (s, k) => s).ToListAsync(cancellation),
            s => new Key(s.Pod, s.SetPoint)).ConfigureAwait(false);

        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case SetPointsIssued e:
                    Issue(e, entry, erasures, setPoints);
                    break;
                case SetPointScheduled { SetPoint: { } setPoint } e when !erasures.Contains(e.Id):
                    Put(setPoints, e.Id, setPoint, entry, s => s with { ScheduledEventNr = entry.Id.SequenceNr });
                    break;
                case SetPointDelivered { SetPoint: { } setPoint } e when !erasures.Contains(e.Pod):
                    Put(setPoints, e.Pod, setPoint, entry, s => s with { DeliveredAtUs = s.DeliveredAtUs ?? e.RecordedAt.Us() });
                    break;
                // A POD may have several devices: the first to acknowledge counts.
                case SetPointAcknowledged e when !erasures.Contains(e.Pod):
                    setPoints.Change(new Key(e.Pod.ToString(), e.SetPoint), s => s.AcknowledgedAtUs is not null
                        ? s
                        : s with { AcknowledgedAtUs = e.RecordedAt.Us(), MeasuredW = e.MeasuredW });
                    break;
                case SetPointScheduled or SetPointDelivered or SetPointAcknowledged or PodErased:
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }

        await setPoints.WriteAsync(connection, cancellation).ConfigureAwait(false);
        await erasures.WriteAsync(connection, ["set_point"], cancellation).ConfigureAwait(false);
    }

    private static IEnumerable<Key> KeysOf(object @event) => @event switch
    {
        SetPointsIssued e => e.SetPoints.Select(s => new Key(s.Pod.ToString(), s.SetPoint.Id)),
        SetPointScheduled { SetPoint: { } setPoint } e => [new Key(e.Id.ToString(), setPoint.Id)],
        SetPointDelivered { SetPoint: { } setPoint } e => [new Key(e.Pod.ToString(), setPoint.Id)],
        SetPointAcknowledged e => [new Key(e.Pod.ToString(), e.SetPoint)],
        _ => [],
    };

    private static void Issue(SetPointsIssued e, JournalEntry entry, Erasures erasures, TouchedRows<Key, SetPointRecord> setPoints)
    {
        foreach (var (s, unit) in e.SetPoints.Zip(SessionUnits.SetPoints(entry), (s, unit) => (s, unit))
            .Where(x => !erasures.Contains(x.s.Pod)))
        {
            Put(setPoints, s.Pod, s.SetPoint, entry, r => r with
            {
                Session = e.Id.Value,
                Activation = e.Activation.Value,
                IntervalNr = s.Interval,
                BaselineW = s.BaselineW,
                UpW = s.UpW,
                DownW = s.DownW,
                EventNr = entry.Id.SequenceNr,
                Unit = unit,
                Ordering = entry.Ordering,
            });
        }
    }

    // A set point that is not of a session begins with its scheduling.
    private static void Put(TouchedRows<Key, SetPointRecord> setPoints, PodId pod, SetPoint setPoint, JournalEntry entry,
        Func<SetPointRecord, SetPointRecord> change)
    {
        var key = new Key(pod.ToString(), setPoint.Id);
        setPoints.Put(key, change(setPoints[key] ?? new SetPointRecord
        {
            Pod = key.Pod,
            SetPoint = key.SetPoint,
            ValidFromUs = setPoint.ValidFrom.Us(),
            ValidUntilUs = setPoint.ValidUntil.Us(),
            PowerW = setPoint.PowerW,
            Ordering = entry.Ordering,
        }));
    }
}
