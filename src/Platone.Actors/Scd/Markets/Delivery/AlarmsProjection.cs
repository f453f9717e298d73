using LinqToDB.Data;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Delivery;

/// <summary>Projected shortfalls of delivery, and what requesters want done about them.</summary>
internal sealed class AlarmsProjection() : Projection("alarms", ["alarm", "alarm_award", "delivery_policy"],
    typeof(ShortfallProjected), typeof(DeliveryPolicySet))
{
    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var alarms = new List<AlarmRecord>();
        var awards = new List<AlarmAwardRecord>();
        var policies = new Dictionary<(string, string), DeliveryPolicyRecord>();
        foreach (var entry in entries)
        {
            switch (entry.Event)
            {
                case ShortfallProjected e:
                    alarms.Add(Record(e, entry));
                    awards.AddRange(Awards(e));
                    break;
                case DeliveryPolicySet e:
                    policies[(e.Id.Value, e.Request.Value)] = Record(e, entry);
                    break;
                default:
                    throw new UnknownEventException(Name, entry.Event);
            }
        }
        await connection.InsertAsync(alarms, cancellation).ConfigureAwait(false);
        await connection.InsertAsync(awards, cancellation).ConfigureAwait(false);
        await connection.ReplaceAsync<DeliveryPolicyRecord>([.. policies.Values], cancellation).ConfigureAwait(false);
    }

    private static AlarmRecord Record(ShortfallProjected e, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        Request = e.Shortfall.Delivery.Request.Value,
        IntervalNr = e.Shortfall.Delivery.Interval,
        ThroughUs = e.Shortfall.Delivery.Through?.Us(),
        InstructedW = e.Shortfall.InstructedW,
        ShortfallW = e.Shortfall.ShortfallW,
        Activation = e.Shortfall.Standby?.Value,
        AtUs = e.RecordedAt.Us(),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };

    private static IEnumerable<AlarmAwardRecord> Awards(ShortfallProjected e) => e.Shortfall.Delivery.Awards.Select(a => new AlarmAwardRecord
    {
        Session = e.Id.Value,
        Request = a.Award.Request.Value,
        IntervalNr = e.Shortfall.Delivery.Interval,
        Offer = a.Award.Offer.Value,
        InstructedW = a.InstructedW,
        ProjectedW = a.ProjectedW,
        UnseenW = a.UnseenW,
    });

    private static DeliveryPolicyRecord Record(DeliveryPolicySet e, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        Request = e.Request.Value,
        Action = Words.Of(e.Policy.Action),
        Tolerance = e.Policy.Tolerance.Text(),
        MostW = e.Policy.MostW,
        MostCost = e.Policy.MostCost?.Text(),
        MostIntervals = e.Policy.MostIntervals,
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };
}
