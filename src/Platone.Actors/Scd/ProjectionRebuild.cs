using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Scd.Projections;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd;

/// <summary>
/// Has a projection built again from the journal's first row: deletes its rows and resets its offset in one transaction. The follower
/// finds the offset reset and catches up, whether it is running now or starts later.
/// </summary>
/// <param name="store">The SCD.</param>
public sealed class ProjectionRebuild(ScdStore store)
{
    /// <summary>The names of what can be rebuilt.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. AllProjections.All.Select(p => p.Name), AllProjections.Certification];

    /// <summary>Resets one projection.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="cancellation">Ends it; nothing has happened then.</param>
    /// <exception cref="ArgumentException">There is no projection of this name.</exception>
    public async Task ResetAsync(string name, CancellationToken cancellation)
    {
        if (!Names.Contains(name))
            throw new ArgumentException($"there is no projection '{name}'; there are {string.Join(", ", Names)}", nameof(name));
        var tables = name == AllProjections.Certification ? ["seal"] : AllProjections.All.Single(p => p.Name == name).Tables;

        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await store.BeginAsync(connection, cancellation).ConfigureAwait(false);
        // The offset first: it waits for a batch under way and keeps the next one out.
        var projection = new DataParameter("name", name);
        await connection.ExecuteAsync("update projection_offset set ordering = 0 where projection = @name", cancellation, projection)
            .ConfigureAwait(false);
        await connection.ExecuteAsync("delete from erased where projection = @name", cancellation, projection).ConfigureAwait(false);
        foreach (var table in tables)
            await connection.ExecuteAsync(Empty(table), cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    // SQLite drops the pages of a table that is deleted whole; PostgreSQL would mark every row.
    private string Empty(string table) => store.Provider == DatabaseProvider.Sqlite ? $"delete from {table}" : $"truncate {table}";
}
