using LinqToDB.Data;

namespace Platone.Actors.Kernel.Journal;

/// <summary>Waits, on PostgreSQL, until every transaction that was writing the journal when a gap was seen has ended.</summary>
internal sealed class GapWait
{
    // Virtual transaction ids are unique for the life of the server; prepared transactions show as -1/xid, which is as good.
    private const string Writers =
        "select virtualtransaction from pg_locks where locktype = 'relation' and mode = 'RowExclusiveLock' and granted "
        + "and database = (select oid from pg_database where datname = current_database()) and relation = to_regclass('journal')";

    private readonly HashSet<string> _writing;

    private GapWait(long mark, HashSet<string> writing) => (Mark, _writing) = (mark, writing);

    /// <summary>Highest ordering seen when the wait began: everything below it is decided when the wait has ended.</summary>
    public long Mark { get; }

    public static async Task<GapWait> BeginAsync(DataConnection connection, long mark, CancellationToken cancellation) =>
        new(mark, await WritersAsync(connection, cancellation).ConfigureAwait(false));

    public async Task<bool> HasEndedAsync(DataConnection connection, CancellationToken cancellation)
    {
        if (_writing.Count > 0)
            _writing.IntersectWith(await WritersAsync(connection, cancellation).ConfigureAwait(false));
        return _writing.Count == 0;
    }

    private static async Task<HashSet<string>> WritersAsync(DataConnection connection, CancellationToken cancellation) =>
        [.. await connection.QueryToListAsync<string>(Writers, cancellation).ConfigureAwait(false)];
}
