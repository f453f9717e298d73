using System.Text.Json;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Npgsql;

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

    // Of streams not seen yet, the event before their first one here must be in the journal. Asked by hand: joined to a list in memory,
    // the library builds and translates a row of the statement for each, which with thousands of streams is all that readers do.
    private async Task LearnAsync(DataConnection connection, List<JournalRow> rows, CancellationToken cancellation)
    {
        var firsts = rows.DistinctBy(r => r.PersistenceId).Where(r => r.SequenceNr > 1 && !_last.ContainsKey(r.PersistenceId)).ToArray();
        if (firsts.Length == 0)
            return;
        var there = connection.OpenDbConnection() is NpgsqlConnection
            ? await connection.QueryToListAsync<Position>("""
                select r.persistence_id, r.sequence_number
                from unnest(@ids, @numbers, @orderings) as f (id, nr, ordering)
                join journal r on r.persistence_id = f.id and r.sequence_number = f.nr - 1
                where r.ordering < f.ordering
                """, cancellation,
                new DataParameter("ids", firsts.Select(r => r.PersistenceId).ToArray()),
                new DataParameter("numbers", firsts.Select(r => r.SequenceNr).ToArray()),
                new DataParameter("orderings", firsts.Select(r => r.Ordering).ToArray())).ConfigureAwait(false)
            : await connection.QueryToListAsync<Position>("""
                select r.persistence_id, r.sequence_number
                from json_each(@firsts) f
                join journal r on r.persistence_id = json_extract(f.value, '$[0]') and r.sequence_number = json_extract(f.value, '$[1]') - 1
                where r.ordering < json_extract(f.value, '$[2]')
                """, cancellation,
                new DataParameter("firsts", JsonSerializer.Serialize(
                    firsts.Select(r => new object[] { r.PersistenceId, r.SequenceNr, r.Ordering })))).ConfigureAwait(false);
        foreach (var predecessor in there)
            _last[predecessor.PersistenceId] = predecessor.SequenceNr;
    }

    private sealed class Position
    {
        [Column("persistence_id")]
        public string PersistenceId { get; init; } = "";

        [Column("sequence_number")]
        public long SequenceNr { get; init; }
    }
}
