using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Communities;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Communities;

/// <summary>Queries for communities.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class CommunityQueries(DataConnection connection)
{
    /// <summary>One community, or null.</summary>
    public async Task<CommunityRow?> OneAsync(CommunityId community, CancellationToken cancellation) =>
        (await RowsAsync(await connection.GetTable<CommunityRecord>().Where(c => c.Community == community.Value).ToListAsync(cancellation)
            .ConfigureAwait(false), cancellation).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>A page of them.</summary>
    public async Task<Page<CommunityRow>> PageAsync(PageRequest page, CancellationToken cancellation)
    {
        IQueryable<CommunityRecord> communities = connection.GetTable<CommunityRecord>();
        if (page.Cursor is { } cursor)
        {
            var after = Cursor.Read(cursor, 1)[0];
            communities = communities.Where(c => c.Community.CompareTo(after) > 0);
        }

        var records = await communities.OrderBy(c => c.Community).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        return page.Page(await RowsAsync(records, cancellation).ConfigureAwait(false), c => Cursor.Write(c.Community.Value), c => c);
    }

    private async Task<List<CommunityRow>> RowsAsync(List<CommunityRecord> communities, CancellationToken cancellation)
    {
        var seals = await Certifications.ReadAsync(connection, communities.Select(c => c.Ordering), cancellation).ConfigureAwait(false);
        return [.. communities.Select(c => new CommunityRow(new CommunityId(c.Community), new NetworkId(c.Network), c.Bus, c.Name,
            c.Battery is { } battery ? new BatteryId(battery) : null,
            new EventId($"{CommunityCommand.EntityKind}-{c.Community}", c.EventNr), seals.Of(c.Ordering)))];
    }
}
