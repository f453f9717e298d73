using System.Data.Common;
using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Node;

/// <summary>Something only one node of a cluster does at a time, by a lock of PostgreSQL's, which is free again when the node dies.</summary>
internal sealed class ClusterLock : IAsyncDisposable
{
    /// <summary>Looking for a cluster and forming one.</summary>
    public const int Formation = 1_620_004;

    private readonly DataConnection? _connection;

    private ClusterLock(DataConnection? connection) => _connection = connection;

    /// <summary>Waits for it. With SQLite there is one node, and nothing to wait for.</summary>
    /// <param name="database">Any that all nodes share.</param>
    /// <param name="what">One of the numbers above.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<ClusterLock> TakeAsync(Database database, int what, CancellationToken cancellation)
    {
        if (database.Provider != DatabaseProvider.PostgreSql)
            return new ClusterLock(null);
        var connection = database.Connect();
        try
        {
            // Held by the transaction: the connection goes back to its pool without it.
            await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            connection.CommandTimeout = 0;
            // It is idle for as long as the lock is held, which a server may be told to end.
            await connection.ExecuteAsync("set local idle_in_transaction_session_timeout = 0", cancellation).ConfigureAwait(false);
            await connection.ExecuteAsync("select pg_advisory_xact_lock(@what)", cancellation, new DataParameter("what", what))
                .ConfigureAwait(false);
            return new ClusterLock(connection);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Whether it is held still: a server that was restarted has given it away.</summary>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<bool> IsHeldAsync(CancellationToken cancellation)
    {
        if (_connection is null)
            return true;
        try
        {
            await _connection.ExecuteAsync("select 1", cancellation).ConfigureAwait(false);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is null)
            return;
        try
        {
            await _connection.RollbackTransactionAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException)
        {
            // The connection is gone, and the lock with it.
        }

        await _connection.DisposeAsync().ConfigureAwait(false);
    }
}
