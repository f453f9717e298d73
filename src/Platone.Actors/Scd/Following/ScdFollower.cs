using LinqToDB.Data;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Following;

/// <summary>
/// Keeps the SCD up with the journal: runs all its projections over each batch in one transaction that also moves their offsets
/// (so the SCD's one writer on SQLite is taken once a batch, each event is decoded once, and the tables agree with each other).
/// <para>
/// Every projection has an offset of its own. One that is behind the others, because it is being rebuilt or is new, is caught up between
/// the batches until it stands where they stand, and goes on with them: the others never wait for it.
/// </para>
/// </summary>
public sealed class ScdFollower : ITailHandler
{
    private const int RoundsBetweenBatches = 2;

    private readonly ScdStore _store;
    private readonly IJournalTail _tail;
    private readonly IReadOnlyList<Projection> _projections;
    private readonly IReadOnlyList<string> _names;
    private long _front;
    private bool _busy;

    /// <summary>A follower for all projections.</summary>
    /// <param name="store">The SCD.</param>
    /// <param name="tail">The journal, for projections that have to catch up.</param>
    public ScdFollower(ScdStore store, IJournalTail tail)
        : this(store, tail, AllProjections.All)
    {
    }

    internal ScdFollower(ScdStore store, IJournalTail tail, IReadOnlyList<Projection> projections)
    {
        (_store, _tail, _projections) = (store, tail, projections);
        _names = [.. projections.Select(p => p.Name)];
    }

    /// <inheritdoc/>
    public string Name => "scd";

    /// <inheritdoc/>
    public int BatchSize { get; init; } = 4_000;

    /// <inheritdoc/>
    public async Task<long> StartAsync(CancellationToken cancellation)
    {
        await using var connection = await _store.OpenAsync(cancellation).ConfigureAwait(false);
        await Offsets.BeginAsync(connection, _names, cancellation).ConfigureAwait(false);
        return _front = (await Offsets.ReadAsync(connection, _names, cancellation).ConfigureAwait(false)).Values.Max();
    }

    /// <inheritdoc/>
    public async Task HandleAsync(long from, IReadOnlyList<JournalEntry> batch, CancellationToken cancellation)
    {
        var to = batch[^1].Ordering;
        await using var connection = await _store.OpenAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await _store.BeginAsync(connection, cancellation).ConfigureAwait(false);
        var moved = await Offsets.MoveAsync(connection, _names, from, to, cancellation).ConfigureAwait(false);
        if (moved.Count < _names.Count)
            await CheckBehindAsync(connection, moved, from, cancellation).ConfigureAwait(false);
        await ApplyAsync(connection, moved, batch, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        (_front, _busy) = (to, true);
    }

    /// <inheritdoc/>
    public async Task IdleAsync(CancellationToken cancellation)
    {
        // While the journal grows, catching up gets its turns; otherwise it has all the time until something is written.
        for (var round = 1; await CatchUpAsync(cancellation).ConfigureAwait(false); round++)
        {
            if (_busy ? round >= RoundsBetweenBatches : (await _tail.ReadAsync(_front, 1, cancellation).ConfigureAwait(false)).Count > 0)
                break;
        }
        _busy = false;
    }

    // A projection that is not where this runner left it was either reset by a rebuild, and is behind, or moved on by another runner.
    private async Task CheckBehindAsync(DataConnection connection, HashSet<string> moved, long from, CancellationToken cancellation)
    {
        var others = _names.Where(name => !moved.Contains(name)).ToList();
        foreach (var (name, ordering) in await Offsets.ReadAsync(connection, others, cancellation).ConfigureAwait(false))
        {
            if (ordering > from)
                throw new OffsetMovedException(name);
        }
    }

    /// <summary>Takes those furthest behind one batch further, at most to where the next ones stand; false if none is behind.</summary>
    private async Task<bool> CatchUpAsync(CancellationToken cancellation)
    {
        await using var connection = await _store.OpenAsync(cancellation).ConfigureAwait(false);
        var offsets = await Offsets.ReadAsync(connection, _names, cancellation).ConfigureAwait(false);
        var from = offsets.Values.Min();
        if (from >= _front)
            return false;
        var goal = offsets.Values.Where(o => o > from).Append(_front).Min();
        var rows = await _tail.ReadAsync(from, BatchSize, cancellation).ConfigureAwait(false);
        var batch = rows.TakeWhile(r => r.Ordering <= goal).ToList();
        var to = batch.Count == rows.Count && batch.Count > 0 ? batch[^1].Ordering : goal;

        await using var transaction = await _store.BeginAsync(connection, cancellation).ConfigureAwait(false);
        var behind = offsets.Where(o => o.Value == from).Select(o => o.Key).ToList();
        var moved = await Offsets.MoveAsync(connection, behind, from, to, cancellation).ConfigureAwait(false);
        await ApplyAsync(connection, moved, batch, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    private async Task ApplyAsync(DataConnection connection, HashSet<string> moved, IReadOnlyList<JournalEntry> batch,
        CancellationToken cancellation)
    {
        foreach (var projection in _projections.Where(p => moved.Contains(p.Name)))
        {
            var entries = batch.Where(e => projection.Takes(e.EventType)).ToList();
            if (entries.Count > 0)
                await projection.ApplyAsync(connection, entries, cancellation).ConfigureAwait(false);
        }
    }
}
