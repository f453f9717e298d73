using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Platone.Actors.Scd.Following;

/// <summary>
/// Whether the rows of projections are all there. While one is filled from the journal again, its rows tell of a past: a key that was revoked
/// since is valid in it, a POD in a portfolio it has left. Who decides by them must not get them. Ordinary lag is another thing: it is that
/// of all projections, and short.
/// </summary>
internal static class Completeness
{
    private static readonly IReadOnlyList<string> Names = [.. AllProjections.All.Select(p => p.Name)];

    /// <summary>Lets the reader go on only if the projections are where the others are, and where they were before they were emptied.</summary>
    /// <param name="connection">In the transaction that then reads the rows, so that both are of one instant.</param>
    /// <param name="projections">The projections that wrote what will be read.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ReadModelIncompleteException">One of them is being filled.</exception>
    public static async Task DemandAsync(DataConnection connection, IEnumerable<string> projections, CancellationToken cancellation)
    {
        var offsets = await Offsets.ReadAsync(connection, Names, cancellation).ConfigureAwait(false);
        var goals = await connection.GetTable<ProjectionGoalRecord>().ToDictionaryAsync(g => g.Projection, g => g.Ordering, cancellation)
            .ConfigureAwait(false);
        foreach (var projection in projections)
        {
            if (IsIncomplete(projection, offsets, goals))
                throw new ReadModelIncompleteException(projection);
        }
    }

    /// <summary>Those of the projections that are being filled.</summary>
    public static async Task<IReadOnlySet<string>> IncompleteAsync(DataConnection connection, IReadOnlyDictionary<string, long> offsets,
        CancellationToken cancellation)
    {
        var goals = await connection.GetTable<ProjectionGoalRecord>().ToDictionaryAsync(g => g.Projection, g => g.Ordering, cancellation)
            .ConfigureAwait(false);
        return Names.Where(name => IsIncomplete(name, offsets, goals)).ToHashSet();
    }

    // One without an offset was not begun yet: it has no rows.
    private static bool IsIncomplete(string projection, IReadOnlyDictionary<string, long> offsets, Dictionary<string, long> goals) =>
        !offsets.TryGetValue(projection, out var offset) || offset < goals.GetValueOrDefault(projection) || offset < offsets.Values.Max();
}

/// <summary>A read model is being filled from the journal: what its rows say is of the past, so nothing is decided by them.</summary>
/// <param name="projection">Its name.</param>
public sealed class ReadModelIncompleteException(string projection)
    : Exception($"the read model {projection} is being filled from the journal")
{
    /// <summary>Its name.</summary>
    public string Projection { get; } = projection;
}
