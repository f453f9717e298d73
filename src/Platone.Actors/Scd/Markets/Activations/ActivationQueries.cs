using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Activations;

/// <summary>Queries for activations and set points.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class ActivationQueries(DataConnection connection)
{
    /// <summary>A page of a session's activations in order.</summary>
    public async Task<Page<ActivationRow>> ActivationsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation)
    {
        var activations = connection.GetTable<ActivationRecord>().Where(a => a.Session == session.Value);
        if (visibleTo is { Value: var participant })
        {
            var called =
                from award in connection.GetTable<ActivationAwardRecord>()
                join offer in connection.GetTable<OfferRecord>()
                    on new { award.Session, award.Offer } equals new { offer.Session, offer.Offer }
                where offer.Aggregator == participant
                select award;
            activations = activations.Where(a => a.Requester == participant
                || called.Any(c => c.Session == a.Session && c.Activation == a.Activation));
        }
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Number(cursor, Cursor.Read(cursor, 1)[0]);
            activations = activations.Where(a => a.EventNr > after);
        }

        var rows = await activations.OrderBy(a => a.EventNr).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(await RowsAsync(session, rows, cancellation).ConfigureAwait(false),
            a => Cursor.Write(Cursor.Part(a.Event.SequenceNr)), a => a);
    }

    /// <summary>One activation, or null.</summary>
    public async Task<ActivationRow?> ActivationAsync(MarketSessionId session, ActivationId activation, CancellationToken cancellation)
    {
        var rows = await connection.GetTable<ActivationRecord>().Where(a => a.Session == session.Value && a.Activation == activation.Value)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return (await RowsAsync(session, rows, cancellation).ConfigureAwait(false)).SingleOrDefault();
    }

    /// <summary>A page of a session's set points in the order of PODs and intervals.</summary>
    public async Task<Page<SetPointRow>> SetPointsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation)
    {
        var setPoints = connection.GetTable<SetPointRecord>().Where(s => s.Session == session.Value);
        if (visibleTo is { Value: var participant })
        {
            var awarded =
                from part in connection.GetTable<AwardPodRecord>()
                join offer in connection.GetTable<OfferRecord>()
                    on new { part.Session, part.Offer } equals new { offer.Session, offer.Offer }
                where part.Session == session.Value && offer.Aggregator == participant
                select part.Pod;
            var owned = connection.GetTable<PodRecord>().Where(p => p.Owner == participant).Select(p => p.Pod);
            setPoints = setPoints.Where(s => awarded.Contains(s.Pod) || owned.Contains(s.Pod));
        }
        if (page.Cursor is { } cursor)
        {
            var key = Cursor.Read(cursor, 3);
            var (pod, interval, number) = (key[0], Cursor.Number(cursor, key[1]), Cursor.Number(cursor, key[2]));
            setPoints = setPoints.Where(s => s.Pod.CompareTo(pod) > 0 || (s.Pod == pod && (s.IntervalNr > interval
                || (s.IntervalNr == interval && s.EventNr > number))));
        }

        var rows = await setPoints.OrderBy(s => s.Pod).ThenBy(s => s.IntervalNr).ThenBy(s => s.EventNr).Take(page.RowsToRead())
            .ToListAsync(cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(s => s.Ordering), cancellation).ConfigureAwait(false);
        return page.Page(rows, s => Cursor.Write(s.Pod, Cursor.Part(s.IntervalNr!.Value), Cursor.Part(s.EventNr!.Value)),
            s => Row(session, s, seals));
    }

    private async Task<List<ActivationRow>> RowsAsync(MarketSessionId session, List<ActivationRecord> rows, CancellationToken cancellation)
    {
        var names = rows.Select(a => a.Activation).ToList();
        var awards = (await connection.GetTable<ActivationAwardRecord>()
            .Where(a => a.Session == session.Value && names.Contains(a.Activation))
            .OrderBy(a => a.Request).ThenBy(a => a.Offer).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(a => a.Activation);
        var setPoints = await connection.GetTable<SetPointRecord>().Where(s => s.Session == session.Value)
            .GroupBy(s => s.Activation).Select(g => new { Activation = g.Key, Count = g.Count() })
            .ToDictionaryAsync(g => g.Activation!, g => g.Count, cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(a => a.Ordering), cancellation).ConfigureAwait(false);
        return [.. rows.Select(a => new ActivationRow(session, Activation(a, awards[a.Activation]), a.AtUs.At(),
            setPoints.GetValueOrDefault(a.Activation), SessionQueries.Event(a.Session, a.EventNr), seals.Of(a.Ordering)))];
    }

    /// <summary>What a device is told.</summary>
    public static SetPoint SetPoint(SetPointRecord s) => new(s.SetPoint, s.ValidFromUs.At(), s.ValidUntilUs.At(), s.PowerW);

    private static Activation Activation(ActivationRecord a, IEnumerable<ActivationAwardRecord> awards) => new(
        new ActivationId(a.Activation), new ParticipantId(a.Requester),
        awards.Select(x => new AwardId(new RequestId(x.Request), new OfferId(x.Offer))).ToValueList(), a.FirstInterval, a.Intervals);

    // Of a row with a session all that the session said is there.
    private static SetPointRow Row(MarketSessionId session, SetPointRecord s, Certifications seals)
    {
        var pod = PodId.Parse(s.Pod);
        return new SetPointRow(session,
            new IssuedSetPoint(pod, s.IntervalNr!.Value, s.BaselineW!.Value, s.UpW!.Value, s.DownW!.Value, SetPoint(s)),
            new ActivationId(s.Activation!), s.ScheduledEventNr is { } number ? new EventId(pod.Subject, number) : null,
            s.DeliveredAtUs?.At(), s.AcknowledgedAtUs?.At(), s.MeasuredW, SessionQueries.Event(s.Session!, s.EventNr!.Value),
            s.Unit!.Value, seals.Of(s.Ordering));
    }
}
