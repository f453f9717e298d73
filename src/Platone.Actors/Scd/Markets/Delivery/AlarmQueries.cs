using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Delivery;

/// <summary>Queries for projected shortfalls of delivery.</summary>
internal static class AlarmQueries
{
    /// <summary>A page of a session's alarms as they were raised. An aggregator sees those with awards of its own, and only these awards.</summary>
    public static async Task<Page<AlarmRow>> AlarmsAsync(this DataConnection connection, MarketSessionId session, ParticipantId? visibleTo,
        PageRequest page, CancellationToken cancellation)
    {
        var alarms = connection.GetTable<AlarmRecord>().Where(a => a.Session == session.Value);
        var (requests, offers) = (connection.GetTable<RequestRecord>(), connection.GetTable<OfferRecord>());
        var awards = connection.GetTable<AlarmAwardRecord>().Where(a => a.Session == session.Value);
        if (visibleTo is { Value: var participant })
        {
            awards = awards.Where(a => requests.Any(r => r.Session == a.Session && r.Request == a.Request && r.Requester == participant)
                || offers.Any(o => o.Session == a.Session && o.Offer == a.Offer && o.Aggregator == participant));
            alarms = alarms.Where(a => awards.Any(w => w.Request == a.Request && w.IntervalNr == a.IntervalNr));
        }
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Number(cursor, Cursor.Read(cursor, 1)[0]);
            alarms = alarms.Where(a => a.EventNr > after);
        }
        var rows = await alarms.OrderBy(a => a.EventNr).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        var intervals = rows.Select(a => a.IntervalNr).Distinct().ToArray();
        var lines = (await awards.Where(a => intervals.Contains(a.IntervalNr)).OrderBy(a => a.Offer).ToListAsync(cancellation).ConfigureAwait(false))
            .ToLookup(a => (a.Request, a.IntervalNr));
        return page.Page(rows, a => Cursor.Write(Cursor.Part(a.EventNr)), a => new AlarmRow(session,
            new ProjectedShortfall(
                new ProjectedDelivery(new RequestId(a.Request), a.IntervalNr, a.ThroughUs?.At(), lines[(a.Request, a.IntervalNr)].Select(w =>
                    new ProjectedAward(new AwardId(new RequestId(w.Request), new OfferId(w.Offer)), w.InstructedW, w.ProjectedW, w.UnseenW)).ToValueList()),
                a.InstructedW, a.ShortfallW, a.Activation is null ? null : new ActivationId(a.Activation)),
            a.AtUs.At(), SessionQueries.Event(a.Session, a.EventNr)));
    }

    /// <summary>What a requester wants done about shortfalls of a request.</summary>
    public static async Task<DeliveryPolicy> DeliveryPolicyAsync(this DataConnection connection, MarketSessionId session, RequestId request,
        CancellationToken cancellation)
    {
        var found = await connection.GetTable<DeliveryPolicyRecord>().Where(p => p.Session == session.Value && p.Request == request.Value)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return found is [var p]
            ? new DeliveryPolicy(Words.Read<DeliveryAction>(p.Action), p.Tolerance.Number(), p.MostW, p.MostCost?.Number(), p.MostIntervals)
            : DeliveryPolicy.Standard;
    }
}
