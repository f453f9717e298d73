using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Platone.Actors.Scd.Following;

/// <summary>Where each projection stands in the journal, kept beside the rows it wrote.</summary>
internal static class Offsets
{
    /// <summary>Makes the offsets of projections that have none yet: they begin at the journal's first row.</summary>
    public static async Task BeginAsync(DataConnection connection, IEnumerable<string> projections, CancellationToken cancellation)
    {
        foreach (var projection in projections)
        {
            await connection.ExecuteAsync("insert into projection_offset (projection, ordering) values (@name, 0) on conflict do nothing",
                cancellation, new DataParameter("name", projection)).ConfigureAwait(false);
        }
    }

    /// <summary>The offsets of some projections.</summary>
    public static async Task<Dictionary<string, long>> ReadAsync(DataConnection connection, IReadOnlyCollection<string> projections,
        CancellationToken cancellation) =>
        await connection.GetTable<ProjectionOffsetRecord>().Where(o => projections.Contains(o.Projection))
            .ToDictionaryAsync(o => o.Projection, o => o.Ordering, cancellation).ConfigureAwait(false);

    /// <summary>
    /// Compare-and-set: moves the offsets of those projections that stand at <paramref name="from"/>, and says which those are.
    /// From here to the end of the transaction no one else can move them.
    /// </summary>
    public static async Task<HashSet<string>> MoveAsync(DataConnection connection, IReadOnlyCollection<string> projections, long from,
        long to, CancellationToken cancellation)
    {
        var moved = new HashSet<string>();
        // In one order everywhere: two runners that lock the same rows wait for each other, but never crosswise.
        foreach (var projection in projections.Order(StringComparer.Ordinal))
        {
            var rows = await connection.GetTable<ProjectionOffsetRecord>()
                .Where(o => o.Projection == projection && o.Ordering == from)
                .Set(o => o.Ordering, to)
                .UpdateAsync(cancellation).ConfigureAwait(false);
            if (rows == 1)
                moved.Add(projection);
        }
        return moved;
    }
}
