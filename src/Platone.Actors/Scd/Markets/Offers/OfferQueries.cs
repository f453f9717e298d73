using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Offers;

/// <summary>Queries for offers.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class OfferQueries(DataConnection connection)
{
    private const int OffersInAQuery = 1_000;

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

    private static OfferRow Row(OfferRecord o, ILookup<string, OfferPodRecord> pods, Certifications seals) => new(new MarketSessionId(o.Session),
        Offer(o, pods[o.Offer]), o.IsWithdrawn, SessionQueries.Event(o.Session, o.EventNr), seals.Of(o.Ordering))
    {
        Source = o is { SourceSession: { } session, SourceOffer: { } offer } ? (new MarketSessionId(session), new OfferId(offer)) : null,
        Remaining = new Factor(o.RemainingMillionths),
        Unit = o.Unit,
    };

    private static FlexibilityOffer Offer(OfferRecord o, IEnumerable<OfferPodRecord> pods) => new(new OfferId(o.Offer),
        new ParticipantId(o.Aggregator), new PortfolioId(o.Portfolio), Words.Read<Direction>(o.Direction), Lists.Power(o.PowerW),
        pods.Select(Pod).ToValueList(), Lists.Price(o.Price), new Factor(o.MinActivationMillionths), o.Reliability.Number(),
        o.AlternativeOf, o.CustomerShare.Number(), o.ExpiresAtUs.At()) { DivisibleInTime = o.IsDivisible };

    private static OfferedPod Pod(OfferPodRecord p) => new(PodId.Parse(p.Pod), p.Bus, p.ConnectionW,
        p.Customer is { } customer ? new ParticipantId(customer) : null, Lists.Power(p.PowerW));
}
