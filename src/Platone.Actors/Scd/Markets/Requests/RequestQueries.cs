using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Requests;

/// <summary>Queries for requests.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class RequestQueries(DataConnection connection)
{
    /// <summary>A page of a session's requests in the order of their arrival.</summary>
    public async Task<Page<RequestRow>> RequestsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation)
    {
        var requests = connection.GetTable<RequestRecord>().Where(r => r.Session == session.Value);
        if (visibleTo is { Value: var requester })
            requests = requests.Where(r => r.Requester == requester);
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Number(cursor, Cursor.Read(cursor, 1)[0]);
            requests = requests.Where(r => r.EventNr > after);
        }

        var rows = await requests.OrderBy(r => r.EventNr).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(r => r.Ordering), cancellation).ConfigureAwait(false);
        return page.Page(rows, r => Cursor.Write(Cursor.Part(r.EventNr)), r => Row(r, seals));
    }

    /// <summary>One request, or null.</summary>
    public async Task<RequestRow?> RequestAsync(MarketSessionId session, RequestId request, CancellationToken cancellation)
    {
        var rows = await connection.GetTable<RequestRecord>().Where(r => r.Session == session.Value && r.Request == request.Value)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(r => r.Ordering), cancellation).ConfigureAwait(false);
        return rows.Select(r => Row(r, seals)).SingleOrDefault();
    }

    private static RequestRow Row(RequestRecord r, Certifications seals) => new(new MarketSessionId(r.Session), Request(r), r.IsWithdrawn,
        SessionQueries.Event(r.Session, r.EventNr), seals.Of(r.Ordering));

    private static FlexibilityRequest Request(RequestRecord r) => new(new RequestId(r.Request), new ParticipantId(r.Requester), r.IsDso,
        Words.Read<FlexibilityService>(r.Service), Words.Read<Direction>(r.Direction), Lists.Names(r.Buses), Lists.Power(r.PowerW),
        r.PriceCap?.Number(), r.Priority, r.ExpiresAtUs.At());
}
