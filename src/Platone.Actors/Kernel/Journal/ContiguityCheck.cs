using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;

namespace Platone.Actors.Kernel.Journal;

/// <summary>Checks that each persistence id's sequence numbers follow one another without a hole, and stops at the first that does not.</summary>
internal sealed class ContiguityCheck
{
    private const int Remembered = 200_000;
    private readonly Dictionary<string, long> _last = [];

    /// <summary>Starts afresh: rows were left out, so each stream's last number is learned again.</summary>
    public void Forget() => _last.Clear();

    /// <exception cref="JournalHoleException">A sequence number is missing or comes twice.</exception>
    public async Task CheckAsync(DataConnection connection, List<JournalRow> rows, CancellationToken cancellation)
    {
        if (_last.Count > Remembered)
            _last.Clear();
        await LearnAsync(connection, rows, cancellation).ConfigureAwait(false);
        foreach (var row in rows)
        {
            var last = _last.GetValueOrDefault(row.PersistenceId);
            if (row.SequenceNr != last + 1)
            {
                throw new JournalHoleException(last == 0
                    ? $"the journal has {row.PersistenceId}#{row.SequenceNr} at position {row.Ordering}, but not the event before it"
                    : $"the journal has {row.PersistenceId}#{row.SequenceNr} at position {row.Ordering} where #{last + 1} must be");
            }
            _last[row.PersistenceId] = row.SequenceNr;
        }
    }

    // Of streams not seen yet, the event before their first one here must be in the journal.
    private async Task LearnAsync(DataConnection connection, List<JournalRow> rows, CancellationToken cancellation)
    {
        var predecessors = rows.DistinctBy(r => r.PersistenceId).Where(r => r.SequenceNr > 1 && !_last.ContainsKey(r.PersistenceId))
            .Select(r => new Position { PersistenceId = r.PersistenceId, SequenceNr = r.SequenceNr - 1, Before = r.Ordering });
        foreach (var some in predecessors.Chunk(500))
        {
            var there = await connection.GetTable<JournalRow>()
                .Join(some, r => new { r.PersistenceId, r.SequenceNr }, p => new { p.PersistenceId, p.SequenceNr }, (r, p) => new { r, p })
                .Where(x => x.r.Ordering < x.p.Before)
                .Select(x => new { x.r.PersistenceId, x.r.SequenceNr })
                .ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var predecessor in there)
                _last[predecessor.PersistenceId] = predecessor.SequenceNr;
        }
    }

    private sealed class Position
    {
        public string PersistenceId { get; init; } = "";

        public long SequenceNr { get; init; }

        public long Before { get; init; }
    }
}
