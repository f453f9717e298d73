using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Scd.Ledgers;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>Queries for outcomes and awards; both are empty until the session is published.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class OutcomeQueries(DataConnection connection)
{
    /// <summary>What each request got, in the order they were cleared.</summary>
    public async Task<IReadOnlyList<OutcomeRow>> OutcomesAsync(MarketSessionId session, CancellationToken cancellation)
    {
        var outcomes = await (
            from outcome in connection.GetTable<OutcomeRecord>()
            where outcome.Session == session.Value
            join s in connection.GetTable<SessionRecord>() on outcome.Session equals s.Session
            where s.PublishedRound == outcome.Round
            join request in connection.GetTable<RequestRecord>()
                on new { outcome.Session, outcome.Request } equals new { request.Session, request.Request }
            orderby outcome.Place
            select new { Outcome = outcome, request.IsDso, request.Direction, Requested = request.PowerW }).ToListAsync(cancellation)
            .ConfigureAwait(false);
        var awards = (await Published(session).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(a => a.Request);
        var rebounds = (await (
            from rebound in connection.GetTable<ReboundRecord>()
            where rebound.Session == session.Value
            join s in connection.GetTable<SessionRecord>() on rebound.Session equals s.Session
            where s.PublishedRound == rebound.Round
            select rebound).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(r => r.Affected);
        return [.. outcomes.Select(o => Row([.. rebounds[o.Outcome.Request]], session, o.Outcome, o.IsDso, Lists.Power(o.Requested),
            Words.Read<Direction>(o.Direction),
            [.. awards[o.Outcome.Request]]))];
    }

    /// <summary>A page of the awards in order.</summary>
    public async Task<Page<AwardRow>> AwardsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation)
    {
        var awards =
            from award in Published(session)
            join offer in connection.GetTable<OfferRecord>()
                on new { award.Session, award.Offer } equals new { offer.Session, offer.Offer }
            join request in connection.GetTable<RequestRecord>()
                on new { award.Session, award.Request } equals new { request.Session, request.Request }
            select new Found { Award = award, Direction = offer.Direction, Requester = request.Requester, Aggregator = offer.Aggregator };
        if (visibleTo is { Value: var participant })
            awards = awards.Where(a => a.Requester == participant || a.Aggregator == participant);
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Number(cursor, Cursor.Read(cursor, 1)[0]);
            awards = awards.Where(a => a.Award.Place > after);
        }

        var rows = await awards.OrderBy(a => a.Award.Place).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        var parts = await PartsAsync(session, rows, cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(a => a.Award.Ordering), cancellation).ConfigureAwait(false);
        var calls = rows.Count == 0 ? [] : await CallsAsync(session, cancellation).ConfigureAwait(false);
        return page.Page(rows, a => Cursor.Write(Cursor.Part(a.Award.Place)), a => new AwardRow(session,
            Award(a.Award, parts[(a.Award.Request, a.Award.Offer)]), Words.Read<Direction>(a.Direction), new ParticipantId(a.Requester),
            new ParticipantId(a.Aggregator), SessionQueries.Event(a.Award.Session, a.Award.EventNr), a.Award.Unit,
            seals.Of(a.Award.Ordering))
        {
            Ledger = calls.GetValueOrDefault((a.Award.Request, a.Award.Offer)),
        });
    }

    /// <summary>The awards that stand.</summary>
    public IQueryable<AwardRecord> Published(MarketSessionId session) =>
        from award in connection.GetTable<AwardRecord>()
        where award.Session == session.Value
        join s in connection.GetTable<SessionRecord>() on award.Session equals s.Session
        where s.PublishedRound == award.Round
        select award;

    // Which call an award is in follows from all of the session's, whoever may see them.
    private async Task<Dictionary<(string Request, string Offer), AwardLedgerRow>> CallsAsync(MarketSessionId session, CancellationToken cancellation)
    {
        var all = await Published(session).OrderBy(a => a.Place).Select(a => new { a.Request, a.Offer }).ToListAsync(cancellation)
            .ConfigureAwait(false);
        return await connection.AwardCallsAsync(session, [.. all.Select(a => (a.Request, a.Offer))], cancellation).ConfigureAwait(false);
    }

    private async Task<ILookup<(string Request, string Offer), AwardPodRecord>> PartsAsync(MarketSessionId session, List<Found> awards,
        CancellationToken cancellation)
    {
        if (awards.Count == 0)
            return Array.Empty<AwardPodRecord>().ToLookup(p => (p.Request, p.Offer));
        var (first, last) = (awards[0].Award.Place, awards[^1].Award.Place);
        var parts = await (
            from part in connection.GetTable<AwardPodRecord>()
            where part.Session == session.Value
            join award in connection.GetTable<AwardRecord>()
                on new { part.Session, part.Request, part.Offer } equals new { award.Session, award.Request, award.Offer }
            where award.Place >= first && award.Place <= last
            orderby award.Place, part.Pod
            select part).ToListAsync(cancellation).ConfigureAwait(false);
        return parts.ToLookup(p => (p.Request, p.Offer));
    }

    private static Award Award(AwardRecord a, IEnumerable<AwardPodRecord> parts) => new(
        new AwardId(new RequestId(a.Request), new OfferId(a.Offer)), new Factor(a.FactorMillionths), Lists.Power(a.PowerW),
        a.Price.Number(), parts.Select(p => new AwardPart(PodId.Parse(p.Pod), Lists.Power(p.PowerW))).ToValueList());

    private static OutcomeRow Row(IReadOnlyList<ReboundRecord> rebounds, MarketSessionId session, OutcomeRecord o, bool isDso,
        PowerProfile requested, Direction direction,
        IReadOnlyList<AwardRecord> awards)
    {
        var prices = awards.Select(a => a.Price.Number()).ToList();
        var reserve = BeyondRequest.Of(requested, [.. awards.Select(a => (Lists.Power(a.PowerW), a.Price.Number()))]);
        return new OutcomeRow(session, new RequestId(o.Request), isDso, direction, requested,
            awards.Aggregate(PowerProfile.Zero(requested.Count), (sum, a) => sum + Lists.Power(a.PowerW)),
            awards.Count, prices.Count == 0 ? null : prices.Min(), prices.Count == 0 ? null : prices.Max(),
            awards.Sum(a => a.EnergyJ * a.Price.Number() / ClearedRequest.JoulesPerMegawattHour),
            o.UnservedJ, o.ShortfallJ.Number(), Lists.Front(o.Front), o.Chosen,
            reserve.Power, reserve.Cost, rebounds.Count, rebounds.Sum(r => r.EnergyJ));
    }

    private sealed class Found
    {
        public AwardRecord Award { get; init; } = null!;

        public string Direction { get; init; } = "";

        public string Requester { get; init; } = "";

        public string Aggregator { get; init; } = "";
    }
}
