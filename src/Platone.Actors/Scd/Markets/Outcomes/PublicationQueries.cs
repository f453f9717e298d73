using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>Queries for what was published, in the order of publication.</summary>
internal static class PublicationQueries
{
    /// <summary>The next publications after a place in the journal.</summary>
    public static async Task<IReadOnlyList<PublicationRow>> PublicationsAsync(this DataConnection connection, MarketAreaId? area, long after,
        int count, CancellationToken cancellation)
    {
        var rows = await Published(connection, area).Where(s => s.PublishedOrdering > after).OrderBy(s => s.PublishedOrdering).Take(count)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(Row)];
    }

    /// <summary>A publication by its event, or the latest one; null if there is none.</summary>
    public static async Task<PublicationRow?> PublicationAsync(this DataConnection connection, MarketAreaId? area, EventId? publication,
        CancellationToken cancellation)
    {
        var published = Published(connection, area);
        if (publication is { } id)
        {
            const string prefix = MarketSessionCommand.EntityKind + "-";
            if (!id.PersistenceId.StartsWith(prefix, StringComparison.Ordinal))
                return null;
            var session = id.PersistenceId[prefix.Length..];
            published = published.Where(s => s.Session == session && s.PublishedEventNr == id.SequenceNr);
        }
        return await published.OrderByDescending(s => s.PublishedOrdering).FirstOrDefaultAsync(cancellation).ConfigureAwait(false) is { } row
            ? Row(row)
            : null;
    }

    private static IQueryable<SessionRecord> Published(DataConnection connection, MarketAreaId? area)
    {
        var sessions = connection.GetTable<SessionRecord>().Where(s => s.PublishedOrdering != null);
        return area is { Value: var name } ? sessions.Where(s => s.Area == name) : sessions;
    }

    private static PublicationRow Row(SessionRecord s) => new(new MarketSessionId(s.Session), SessionQueries.Terms(s), s.PublishedAtUs!.Value.At(),
        SessionQueries.Event(s.Session, s.PublishedEventNr!.Value), s.PublishedOrdering!.Value);
}
