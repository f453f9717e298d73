using LinqToDB.Data;

namespace Platone.Actors.Scd.Storage;

/// <summary>The rows of a table that one batch touches: read together, changed in memory event by event, written back together.</summary>
/// <typeparam name="TKey">Their key.</typeparam>
/// <typeparam name="TRow">The rows: immutable, so that a change is a new one.</typeparam>
internal sealed class TouchedRows<TKey, TRow>
    where TKey : notnull
    where TRow : class
{
    // Fewer statements are faster; both databases take this many parameters (SQLite up to 32,766).
    private const int KeysInAQuery = 2_000;

    private readonly Dictionary<TKey, TRow> _rows;
    private readonly HashSet<TKey> _changed = [];

    private TouchedRows(Dictionary<TKey, TRow> rows) => _rows = rows;

    /// <summary>Reads the rows that exist.</summary>
    /// <param name="keys">Of the rows the batch may touch; may have doubles.</param>
    /// <param name="read">Reads the rows of some keys.</param>
    /// <param name="keyOf">The key of a row.</param>
    public static async Task<TouchedRows<TKey, TRow>> ReadAsync(IEnumerable<TKey> keys, Func<TKey[], Task<List<TRow>>> read,
        Func<TRow, TKey> keyOf)
    {
        var rows = new Dictionary<TKey, TRow>();
        foreach (var some in keys.Distinct().Chunk(KeysInAQuery))
        {
            foreach (var row in await read(some).ConfigureAwait(false))
                rows.Add(keyOf(row), row);
        }
        return new TouchedRows<TKey, TRow>(rows);
    }

    /// <summary>The row of a key as it is now; null if there is none.</summary>
    public TRow? this[TKey key] => _rows.GetValueOrDefault(key);

    /// <summary>Adds or replaces a row.</summary>
    public void Put(TKey key, TRow row)
    {
        _rows[key] = row;
        _changed.Add(key);
    }

    /// <summary>Replaces a row if there is one.</summary>
    public void Change(TKey key, Func<TRow, TRow> change)
    {
        if (_rows.TryGetValue(key, out var row))
            Put(key, change(row));
    }

    /// <summary>Writes what was put or changed.</summary>
    public Task WriteAsync(DataConnection connection, CancellationToken cancellation) =>
        connection.ReplaceAsync<TRow>([.. _changed.Select(key => _rows[key])], cancellation);
}
