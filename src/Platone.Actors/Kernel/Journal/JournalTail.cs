using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Serialization;

namespace Platone.Actors.Kernel.Journal;

/// <summary>
/// Reads the journal's table in its order up to the safe horizon (architecture, "Journal and read models").
/// <para>
/// Orderings are handed out when a row is inserted and seen when its transaction commits, so on a server with several writers a missing
/// ordering may still appear. A run without a gap is final as it is. At a gap the reader notes who is writing: every transaction that can
/// have drawn an ordering holds PostgreSQL's ROW EXCLUSIVE lock on the journal's table from before it draws until it ends. Once all of
/// those noted have ended, every ordering below the highest seen at that time is decided: what is still missing was rolled back.
/// So a late commit is never skipped, a rolled-back insert never stalls, and a long transaction that does not write the journal is not
/// waited for. SQLite has one writer: its orderings are final when they are seen.
/// </para>
/// <para>
/// The newest rows are kept in memory, so that the several readers of a node read the database once; with their events once these are
/// decoded, until keys are destroyed (<see cref="ForgetDecoded"/>).
/// </para>
/// </summary>
public sealed class JournalTail : IJournalTail, IJournalRows, IJournalCounts, IDisposable
{
    private const int WindowRows = 20_000;

    // Rows of one device may be a hundred times as large as those of another; decoded they are some times larger still.
    private const long WindowBytes = 64 * 1024 * 1024;

    private readonly Database _database;
    private readonly EventCodec _codec;
    private readonly JournalPulse _pulse;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _poll;
    private readonly ContiguityCheck _contiguity = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly LinkedList<JournalEntry> _window = new();
    private readonly Lock _windowing = new();

    // Everything in (_windowFrom, _windowTo] is in the window, and final.
    private long _windowFrom;
    private long _windowTo;
    private long _windowBytes;
    private GapWait? _gap;

    /// <summary>A tail of a journal.</summary>
    /// <param name="database">Where the journal's table is.</param>
    /// <param name="codec">Decodes.</param>
    /// <param name="pulse">Wakes waiting readers.</param>
    /// <param name="clock">For the poll interval.</param>
    /// <param name="poll">How often to look for what other nodes wrote.</param>
    public JournalTail(Database database, EventCodec codec, JournalPulse pulse, TimeProvider clock, TimeSpan poll) =>
        (_database, _codec, _pulse, _clock, _poll) = (database, codec, pulse, clock, poll);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> ReadAsync(long after, int max, CancellationToken cancellation)
    {
        while (true)
        {
            long from;
            await _reading.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                if (after > _windowTo)
                {
                    // A reader ahead of the window (the first one after a start): the window begins where it is.
                    // What was known of the streams' last numbers ends before the rows that are jumped over.
                    lock (_windowing)
                        _window.Clear();
                    _windowBytes = 0;
                    _windowFrom = _windowTo = after;
                    _contiguity.Forget();
                    _gap = null;
                }
                if (after == _windowTo)
                    await ExtendAsync(max, cancellation).ConfigureAwait(false);
                from = _windowFrom;
                if (after >= from)
                    return FromWindow(after, max);
            }
            finally
            {
                _reading.Release();
            }

            // A reader far behind does not hold up those at the end.
            var rows = await ReadHistoryAsync(after, from, max, cancellation).ConfigureAwait(false);
            if (rows.Count > 0)
                return rows;
            after = from;
        }
    }

    /// <inheritdoc/>
    public Task WaitAsync(CancellationToken cancellation) => _pulse.WaitAsync(_poll, _clock, cancellation);

    /// <inheritdoc/>
    public async Task<JournalEntry?> FindAsync(EventId id, CancellationToken cancellation)
    {
        await using var connection = _database.Connect();
        var row = await connection.GetTable<JournalRow>()
            .SingleOrDefaultAsync(r => r.PersistenceId == id.PersistenceId && r.SequenceNr == id.SequenceNr, cancellation).ConfigureAwait(false);
        return row is null ? null : Entry(row);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JournalEntry>> StreamAsync(string persistenceId, long after, int max, CancellationToken cancellation)
    {
        await using var connection = _database.Connect();
        var rows = await connection.GetTable<JournalRow>().Where(r => r.PersistenceId == persistenceId && r.SequenceNr > after)
            .OrderBy(r => r.SequenceNr).Take(max).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(Entry)];
    }

    /// <inheritdoc/>
    public async Task<JournalEntry?> LastAsync(CancellationToken cancellation)
    {
        await using var connection = _database.Connect();
        var row = await connection.GetTable<JournalRow>().OrderByDescending(r => r.Ordering).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
        return row is null ? null : Entry(row);
    }

    /// <inheritdoc/>
    public async Task<long> CountAsync(long after, string? persistenceId, CancellationToken cancellation)
    {
        await using var connection = _database.Connect();
        return await connection.GetTable<JournalRow>()
            .LongCountAsync(r => r.Ordering > after && (persistenceId == null || r.PersistenceId == persistenceId), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Lets go of every decoded event that is kept: keys were destroyed, and what was read with them must not outlive them in memory.
    /// All of them, since an event may be about many; what is read again is decoded again.
    /// </summary>
    public void ForgetDecoded()
    {
        lock (_windowing)
        {
            foreach (var entry in _window)
                entry.Forget();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    // Rows at or below the window's start are final: some reader's durable offset is there, or they have left the window.
    private async Task<IReadOnlyList<JournalEntry>> ReadHistoryAsync(long after, long to, int max, CancellationToken cancellation)
    {
        await using var connection = _database.Connect();
        var rows = await connection.GetTable<JournalRow>()
            .Where(r => r.Ordering > after && r.Ordering <= to).OrderBy(r => r.Ordering).Take(max)
            .ToListAsync(cancellation).ConfigureAwait(false);
        await new ContiguityCheck().CheckAsync(connection, rows, cancellation).ConfigureAwait(false);
        return [.. rows.Select(Entry)];
    }

    private async Task ExtendAsync(int max, CancellationToken cancellation)
    {
        await using var connection = _database.Connect();
        var rows = await connection.GetTable<JournalRow>().Where(r => r.Ordering > _windowTo).OrderBy(r => r.Ordering).Take(max)
            .ToListAsync(cancellation).ConfigureAwait(false);
        if (_database.Provider == DatabaseProvider.PostgreSql)
            rows = await FinalAsync(connection, rows, max, cancellation).ConfigureAwait(false);
        if (rows.Count == 0)
            return;
        await _contiguity.CheckAsync(connection, rows, cancellation).ConfigureAwait(false);
        lock (_windowing)
        {
            foreach (var row in rows)
            {
                _window.AddLast(Entry(row));
                _windowBytes += row.Message.Length;
            }

            _windowTo = rows[^1].Ordering;
            while (_window.Count > WindowRows || (_windowBytes > WindowBytes && _window.Count > 1))
            {
                var oldest = _window.First!.Value;
                _windowFrom = oldest.Ordering;
                _windowBytes -= oldest.Stored.Length;
                _window.RemoveFirst();
            }
        }
    }

    private async Task<List<JournalRow>> FinalAsync(DataConnection connection, List<JournalRow> rows, int max, CancellationToken cancellation)
    {
        var contiguous = Contiguous(rows, _windowTo, 0);
        if (contiguous > 0 || rows.Count == 0)
            return rows.GetRange(0, contiguous);

        // The next ordering is missing: whoever may still bring it must end first.
        _gap ??= await GapWait.BeginAsync(connection, rows[^1].Ordering, cancellation).ConfigureAwait(false);
        if (!await _gap.HasEndedAsync(connection, cancellation).ConfigureAwait(false))
            return [];

        // Read again, now that they have: all up to the mark is decided, and what follows it without a gap is final as ever.
        var mark = _gap.Mark;
        _gap = null;
        rows = await connection.GetTable<JournalRow>().Where(r => r.Ordering > _windowTo).OrderBy(r => r.Ordering).Take(max)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var decided = rows.FindLastIndex(r => r.Ordering <= mark) + 1;
        return rows.GetRange(0, Contiguous(rows, decided == 0 ? _windowTo : rows[decided - 1].Ordering, decided));
    }

    private static int Contiguous(List<JournalRow> rows, long after, int from)
    {
        var i = from;
        for (; i < rows.Count && rows[i].Ordering == after + 1; i++)
            after = rows[i].Ordering;
        return i;
    }

    private List<JournalEntry> FromWindow(long after, int max)
    {
        var result = new List<JournalEntry>();
        // Readers are mostly at the end: walk back from there to where this one is.
        var node = _window.Last;
        while (node is not null && node.Value.Ordering > after)
            node = node.Previous;
        for (node = node is null ? _window.First : node.Next; node is not null && result.Count < max; node = node.Next)
            result.Add(node.Value);
        return result;
    }

    private JournalEntry Entry(JournalRow row) =>
        new(_codec, row.Ordering, new EventId(row.PersistenceId, row.SequenceNr), row.Manifest, row.Message);
}
