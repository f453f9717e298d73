using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Reliability;

/// <summary>Queries for how portfolios delivered, and what was made of it.</summary>
internal static class ReliabilityQueries
{
    /// <summary>How a portfolio delivered, session by session as they were first settled.</summary>
    public static async Task<IReadOnlyList<PortfolioDeliveryRow>> DeliveriesAsync(this DataConnection connection, PortfolioId portfolio,
        CancellationToken cancellation)
    {
        var rows = await connection.GetTable<PortfolioDeliveryRecord>().Where(d => d.Portfolio == portfolio.Value).OrderBy(d => d.Ordering)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(d => new PortfolioDeliveryRow(portfolio,
            new SessionDelivery(new MarketSessionId(d.Session), d.Version, d.Orders, d.Delivered.Number()), d.AtUs.At(),
            new EventId($"{PortfolioCommand.EntityKind}-{portfolio}", d.EventNr)))];
    }

    /// <summary>How reliable a session's offers were taken to be, in the order of their ids.</summary>
    public static async Task<Page<OfferReliabilityRow>> ReliabilitiesAsync(this DataConnection connection, MarketSessionId session,
        ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation)
    {
        var found = connection.GetTable<OfferReliabilityRecord>().Where(r => r.Session == session.Value);
        if (visibleTo is { Value: var participant })
        {
            found = found.Where(r => connection.GetTable<OfferRecord>()
                .Any(o => o.Session == r.Session && o.Offer == r.Offer && o.Aggregator == participant));
        }
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Read(cursor, 1)[0];
            found = found.Where(r => r.Offer.CompareTo(after) > 0);
        }
        var rows = await found.OrderBy(r => r.Offer).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(rows, r => Cursor.Write(r.Offer), r => new OfferReliabilityRow(session,
            new OfferReliability(new OfferId(r.Offer), new PortfolioId(r.Portfolio), r.OwnFigure.Number(), r.Orders, r.Delivered.Number(),
                r.Reliability.Number()), SessionQueries.Event(r.Session, r.EventNr), r.Unit));
    }
}
