using LinqToDB;
using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Retention;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Following;

/// <summary>
/// Has a projection built again from the journal's first row: deletes its rows and resets its offset in one transaction. The follower
/// finds the offset reset and catches up, whether it is running now or starts later. Detail that is over
/// (<c>platone.scd.retention</c>) is not brought back; what was dropped under a shorter retention is.
/// </summary>
/// <param name="store">The SCD.</param>
/// <param name="retention">How long detail stays.</param>
/// <param name="clock">What is over by now.</param>
public sealed class ProjectionRebuild(ScdStore store, RetentionOptions retention, TimeProvider clock)
{
    /// <summary>One where everything stays.</summary>
    /// <param name="store">The SCD.</param>
    public ProjectionRebuild(ScdStore store)
        : this(store, RetentionOptions.Forever, TimeProvider.System)
    {
    }

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
        if (name == ReadingsProjection.ProjectionName)
            await KeepFromAsync(connection, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    private async Task KeepFromAsync(DataConnection connection, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await connection.GetTable<DroppedDetailRecord>().Where(d => d.Detail == DroppedDetailRecord.Readings).DeleteAsync(cancellation)
            .ConfigureAwait(false);
        if (retention.ReadingsOverBefore(now) is { } before)
        {
            await connection.ReplaceAsync<DroppedDetailRecord>(
                [new DroppedDetailRecord { Detail = DroppedDetailRecord.Readings, BeforeUs = before.Us(), AtUs = now.Us() }], cancellation)
                .ConfigureAwait(false);
        }
    }

    // SQLite drops the pages of a table that is deleted whole; PostgreSQL would mark every row.
    private string Empty(string table) => store.Provider == DatabaseProvider.Sqlite ? $"delete from {table}" : $"truncate {table}";
}
