using LinqToDB.Data;
using Microsoft.Data.Sqlite;

namespace Platone.Actors.Scd.Storage;

/// <summary>Writes many rows of one table at once, inside the connection's transaction.</summary>
internal static class BulkRows
{
    private static readonly BulkCopyOptions Copy = new(BulkCopyType: BulkCopyType.ProviderSpecific);

    /// <summary>Inserts rows whose keys are not in the table.</summary>
    public static async Task InsertAsync<TRow>(this DataConnection connection, IReadOnlyList<TRow> rows, CancellationToken cancellation)
        where TRow : class
    {
        if (rows.Count == 0)
            return;
        // linq2db's bulk copy is PostgreSQL's COPY, but on SQLite long statements of literals, at half the rate of a prepared one.
        if (connection.OpenDbConnection() is SqliteConnection sqlite)
            SqliteRows.Write(sqlite, RowShape<TRow>.Instance, rows, replace: false);
        else
            await connection.BulkCopyAsync(Copy, rows, cancellation).ConfigureAwait(false);
    }

    /// <summary>Inserts rows, and replaces those whose keys are in the table. No key may be in the rows twice.</summary>
    public static async Task ReplaceAsync<TRow>(this DataConnection connection, IReadOnlyList<TRow> rows, CancellationToken cancellation)
        where TRow : class
    {
        if (rows.Count == 0)
            return;
        var shape = RowShape<TRow>.Instance;
        if (connection.OpenDbConnection() is SqliteConnection sqlite)
            SqliteRows.Write(sqlite, shape, rows, replace: true);
        else
            await PostgreSqlRows.ReplaceAsync(connection, shape, rows, cancellation).ConfigureAwait(false);
    }
}
