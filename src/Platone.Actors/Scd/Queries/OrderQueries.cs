using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Scd.Tables;

namespace Platone.Actors.Scd.Queries;

/// <summary>Queries for requests and offers.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class OrderQueries(DataConnection connection)
{
    private const int OffersInAQuery = 1_000;

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

    /// <summary>A page of a session's offers in the order of their arrival.</summary>
    public async Task<Page<OfferRow>> OffersAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation)
    {
        var offers = connection.GetTable<OfferRecord>().Where(o => o.Session == session.Value);
        if (visibleTo is { Value: var aggregator })
            offers = offers.Where(o => o.Aggregator == aggregator);
        if (page.Cursor is { } cursor)
        {
            var key = Cursor.Read(cursor, 2);
            var (after, unit) = (Cursor.Number(cursor, key[0]), Cursor.Number(cursor, key[1]));
            offers = offers.Where(o => o.EventNr > after || (o.EventNr == after && o.Unit > unit));
        }

        var rows = await offers.OrderBy(o => o.EventNr).ThenBy(o => o.Unit).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        var pods = await PodsAsync(session, rows, cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(o => o.Ordering), cancellation).ConfigureAwait(false);
        return page.Page(rows, o => Cursor.Write(Cursor.Part(o.EventNr), Cursor.Part(o.Unit)), o => Row(o, pods, seals));
    }

    /// <summary>One offer, or null.</summary>
    public async Task<OfferRow?> OfferAsync(MarketSessionId session, OfferId offer, CancellationToken cancellation)
    {
        var rows = await connection.GetTable<OfferRecord>().Where(o => o.Session == session.Value && o.Offer == offer.Value)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var pods = await PodsAsync(session, rows, cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(o => o.Ordering), cancellation).ConfigureAwait(false);
        return rows.Select(o => Row(o, pods, seals)).SingleOrDefault();
    }

    private async Task<ILookup<string, OfferPodRecord>> PodsAsync(MarketSessionId session, List<OfferRecord> offers,
        CancellationToken cancellation)
    {
        var pods = new List<OfferPodRecord>();
        foreach (var some in offers.Select(o => o.Offer).Chunk(OffersInAQuery))
        {
            pods.AddRange(await connection.GetTable<OfferPodRecord>().Where(p => p.Session == session.Value && some.Contains(p.Offer))
                .OrderBy(p => p.Offer).ThenBy(p => p.Pod).ToListAsync(cancellation).ConfigureAwait(false));
        }
        return pods.ToLookup(p => p.Offer);
    }

    private static RequestRow Row(RequestRecord r, Certifications seals) => new(new MarketSessionId(r.Session), Request(r), r.IsWithdrawn,
        SessionQueries.Event(r.Session, r.EventNr), seals.Of(r.Ordering));

    private static OfferRow Row(OfferRecord o, ILookup<string, OfferPodRecord> pods, Certifications seals) => new(new MarketSessionId(o.Session),
        Offer(o, pods[o.Offer]), o.IsWithdrawn, SessionQueries.Event(o.Session, o.EventNr), seals.Of(o.Ordering))
    {
        Source = o is { SourceSession: { } session, SourceOffer: { } offer } ? (new MarketSessionId(session), new OfferId(offer)) : null,
        Remaining = new Factor(o.RemainingMillionths),
        Unit = o.Unit,
    };

    private static FlexibilityRequest Request(RequestRecord r) => new(new RequestId(r.Request), new ParticipantId(r.Requester), r.IsDso,
        Words.Read<FlexibilityService>(r.Service), Words.Read<Direction>(r.Direction), Lists.Names(r.Buses), Lists.Power(r.PowerW),
        r.PriceCap?.Number(), r.Priority, r.ExpiresAtUs.At());

    private static FlexibilityOffer Offer(OfferRecord o, IEnumerable<OfferPodRecord> pods) => new(new OfferId(o.Offer),
        new ParticipantId(o.Aggregator), new PortfolioId(o.Portfolio), Words.Read<Direction>(o.Direction), Lists.Power(o.PowerW),
        pods.Select(Pod).ToValueList(), Lists.Price(o.Price), new Factor(o.MinActivationMillionths), o.Reliability.Number(),
        o.AlternativeOf, o.CustomerShare.Number(), o.ExpiresAtUs.At()) { DivisibleInTime = o.IsDivisible };

    private static OfferedPod Pod(OfferPodRecord p) => new(PodId.Parse(p.Pod), p.Bus, p.ConnectionW,
        p.Customer is { } customer ? new ParticipantId(customer) : null, Lists.Power(p.PowerW));
}
