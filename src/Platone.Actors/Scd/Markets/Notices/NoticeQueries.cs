using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Notices;

/// <summary>
/// What participants were told: not a table, but what follows from published sessions. A reservation is told with the outcome it is for.
/// </summary>
internal static class NoticeQueries
{
    // An offer may serve several requests; its notice sums them up, at the dearest price.
    private const string All = """
        select case when a.awards > 0 then 1 else 2 end as kind, o.session, '' as request, o.offer, '' as pod,
            cast(coalesce(a.energy_j, 0) as bigint) as energy_j, s.published_at_us as at_us, s.published_ordering as ordering,
            'market-session-' || s.session as stream, s.published_event_nr as event_nr
        from offer o
        join session s on s.session = o.session and s.published_round is not null
        left join (
            select w.session, w.offer, w.round, count(*) as awards, sum(w.energy_j) as energy_j
            from award w
            where w.session in (select mine.session from offer mine where mine.aggregator = @me)
            group by w.session, w.offer, w.round) a
            on a.session = o.session and a.offer = o.offer and a.round = s.published_round
        where o.aggregator = @me and not o.is_withdrawn
        union all
        select 3, r.session, r.request, '', '', cast(coalesce(sum(a.energy_j), 0) as bigint), s.published_at_us, s.published_ordering,
            'market-session-' || s.session, s.published_event_nr
        from request r
        join session s on s.session = r.session and s.published_round is not null
        left join award a on a.session = r.session and a.request = r.request and a.round = s.published_round
        where r.requester = @me and not r.is_withdrawn
        group by r.session, r.request, s.published_at_us, s.published_ordering, s.session, s.published_event_nr
        union all
        select 4, v.session, v.request, v.offer, v.pod, v.energy_j, s.published_at_us, v.ordering, 'pod-' || v.pod, v.event_nr
        from reservation v
        join session s on s.session = v.session and s.published_round is not null
        join offer o on o.session = v.session and o.offer = v.offer
        left join offer_pod p on p.session = v.session and p.offer = v.offer and p.pod = v.pod
        where v.energy_j > 0 and (o.aggregator = @me or p.customer = @me)
        union all
        select k.kind, d.session, d.request, d.offer, d.pod, 0, case when k.kind = 21 then d.at_us else d.resolved_at_us end,
            case when k.kind = 21 then d.ordering else d.resolved_ordering end, 'market-session-' || d.session,
            case when k.kind = 21 then d.event_nr else d.resolved_event_nr end
        from dispute d
        join (select 21 as kind union all select 22) k on k.kind = 21 or d.resolved_at_us is not null
        join request r on r.session = d.session and r.request = d.request
        join offer o on o.session = d.session and o.offer = d.offer
        left join offer_pod p on p.session = d.session and p.offer = d.offer and p.pod = d.pod
        where r.requester = @me or o.aggregator = @me or p.customer = @me
        union all
        select 23, t.session, '', '', '', 0, t.at_us, t.ordering, 'market-session-' || t.session, t.event_nr
        from statement t
        where t.participant = @me and t.version > 1
        """;

    /// <summary>A page of a participant's notices, the latest first.</summary>
    public static async Task<Page<NoticeRow>> NoticesAsync(this DataConnection connection, ParticipantId participant, PageRequest page,
        CancellationToken cancellation)
    {
        var (at, ordering, kind, session, item) = (long.MaxValue, long.MaxValue, 0L, "", "");
        if (page.Cursor is { } cursor)
        {
            var key = Cursor.Read(cursor, 5);
            (at, ordering, kind) = (Cursor.Number(cursor, key[0]), Cursor.Number(cursor, key[1]), Cursor.Number(cursor, key[2]));
            (session, item) = (key[3], key[4]);
        }

        var rows = await connection.QueryToListAsync<Found>($"""
            select n.*, n.request || ' ' || n.offer || ' ' || n.pod as item
            from ({All}) n
            where n.at_us < @at or (n.at_us = @at and (n.ordering < @ordering or (n.ordering = @ordering and (n.kind > @kind
                or (n.kind = @kind and (n.session > @session
                    or (n.session = @session and n.request || ' ' || n.offer || ' ' || n.pod > @item)))))))
            order by n.at_us desc, n.ordering desc, n.kind, n.session, n.request || ' ' || n.offer || ' ' || n.pod
            limit @rows
            """, cancellation, new DataParameter("me", participant.Value), new DataParameter("at", at),
            new DataParameter("ordering", ordering), new DataParameter("kind", kind), new DataParameter("session", session),
            new DataParameter("item", item), new DataParameter("rows", page.RowsToRead())).ConfigureAwait(false);
        var prices = await PricesAsync(connection, participant, rows, cancellation).ConfigureAwait(false);
        return page.Page([.. rows],
            n => Cursor.Write(Cursor.Part(n.AtUs), Cursor.Part(n.Ordering), Cursor.Part(n.Kind), n.Session, n.Item),
            n => Row(participant, n, prices));
    }

    // Decimals are text: what is dearest is not for the database to say.
    private static async Task<ILookup<(string, string), (string Request, decimal Price)>> PricesAsync(DataConnection connection,
        ParticipantId participant, List<Found> notices, CancellationToken cancellation)
    {
        var sessions = notices.Select(n => n.Session).Distinct().ToList();
        var found = new List<Priced>();
        foreach (var session in sessions)
        {
            found.AddRange(await connection.QueryToListAsync<Priced>("""
                select a.session, a.request, a.offer, a.price
                from award a
                join session s on s.session = a.session and s.published_round = a.round
                join offer o on o.session = a.session and o.offer = a.offer
                join request r on r.session = a.session and r.request = a.request
                where a.session = @session and (o.aggregator = @me or r.requester = @me)
                """, cancellation, new DataParameter("session", session), new DataParameter("me", participant.Value))
                .ConfigureAwait(false));
        }
        return found.SelectMany(p => new[] { (Key: (p.Session, "offer " + p.Offer), p), (Key: (p.Session, "request " + p.Request), p) })
            .ToLookup(x => x.Key, x => (x.p.Request, x.p.Price.Number()));
    }

    private static NoticeRow Row(ParticipantId participant, Found n, ILookup<(string, string), (string Request, decimal Price)> prices)
    {
        var of = (NoticeKind)n.Kind switch
        {
            NoticeKind.RequestServed => prices[(n.Session, "request " + n.Request)],
            NoticeKind.FlexibilityReserved => prices[(n.Session, "offer " + n.Offer)].Where(p => p.Request == n.Request),
            NoticeKind.SettlementDisputed or NoticeKind.DisputeResolved or NoticeKind.SettlementCorrected => [],
            _ => prices[(n.Session, "offer " + n.Offer)],
        };
        return new NoticeRow(participant, (NoticeKind)n.Kind, new MarketSessionId(n.Session),
            n.Request.Length == 0 ? null : new RequestId(n.Request), n.Offer.Length == 0 ? null : new OfferId(n.Offer),
            n.Pod.Length == 0 ? null : PodId.Parse(n.Pod), n.EnergyJ, of.Select(p => (decimal?)p.Price).Max(), n.AtUs.At(),
            new EventId(n.Stream, n.EventNr));
    }

    private sealed class Found
    {
        [Column("kind")]
        public int Kind { get; init; }

        [Column("session")]
        public string Session { get; init; } = "";

        [Column("request")]
        public string Request { get; init; } = "";

        [Column("offer")]
        public string Offer { get; init; } = "";

        [Column("pod")]
        public string Pod { get; init; } = "";

        [Column("item")]
        public string Item { get; init; } = "";

        [Column("energy_j")]
        public long EnergyJ { get; init; }

        [Column("at_us")]
        public long AtUs { get; init; }

        [Column("ordering")]
        public long Ordering { get; init; }

        [Column("stream")]
        public string Stream { get; init; } = "";

        [Column("event_nr")]
        public long EventNr { get; init; }
    }

    private sealed class Priced
    {
        [Column("session")]
        public string Session { get; init; } = "";

        [Column("request")]
        public string Request { get; init; } = "";

        [Column("offer")]
        public string Offer { get; init; } = "";

        [Column("price")]
        public string Price { get; init; } = "";
    }
}
