using System.Data;
using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Scd.Storage;

/// <summary>
/// The database the SCD lives in, with its tables made on first use. One for all that read and write it in a process.
/// </summary>
/// <param name="database">A SQLite file or a PostgreSQL schema of its own.</param>
public sealed class ScdStore(Database database)
{
    private Task? _ready;

    /// <summary>Which database it is.</summary>
    public DatabaseProvider Provider => database.Provider;

    /// <summary>A connection to tables that exist.</summary>
    /// <exception cref="NewerSchemaException">A newer program made the tables.</exception>
    internal async Task<DataConnection> OpenAsync(CancellationToken cancellation)
    {
        // Making the tables is repeatable: two first callers at once do no harm, and one that failed is not remembered.
        if (Volatile.Read(ref _ready) is not { IsCompletedSuccessfully: true })
        {
            var making = ScdSchema.EnsureAsync(database, cancellation);
            await making.ConfigureAwait(false);
            Volatile.Write(ref _ready, making);
        }

        var connection = database.Connect();
        // A read model may lose its last commits with the power: its offsets are lost with them, and the journal still has the rows.
        // What a commit shows is consistent all the same. (A pooled connection keeps the setting, so it holds for whatever else is in this
        // file: it must be as repeatable.)
        if (Provider == DatabaseProvider.Sqlite)
            connection.Execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000;");
        return connection;
    }

    /// <summary>
    /// Begins a transaction that writes: on SQLite it takes the writer's place at once, on PostgreSQL its commit need not wait for the
    /// disk.
    /// </summary>
    internal async Task<DataConnectionTransaction> BeginAsync(DataConnection connection, CancellationToken cancellation)
    {
        var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        if (Provider == DatabaseProvider.PostgreSql)
            await connection.ExecuteAsync("set local synchronous_commit = off", cancellation).ConfigureAwait(false);
        return transaction;
    }

    /// <summary>Begins a transaction that only reads: all its statements see the tables of one instant.</summary>
    // What Microsoft.Data.Sqlite calls read uncommitted is the one kind that does not take the writer's place; with the write-ahead log
    // and a cache of its own it reads a snapshot.
    internal async Task<DataConnectionTransaction> BeginReadAsync(DataConnection connection, CancellationToken cancellation) =>
        await connection.BeginTransactionAsync(
            Provider == DatabaseProvider.Sqlite ? IsolationLevel.ReadUncommitted : IsolationLevel.RepeatableRead,
            cancellation).ConfigureAwait(false);
}
