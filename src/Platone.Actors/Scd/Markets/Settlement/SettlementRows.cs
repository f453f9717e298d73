using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Audit;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>
/// The SCD's rows of settlements, held against the events they show: what a projection would write must be there, and nothing else.
/// </summary>
/// <param name="store">The SCD; may be one that is only read.</param>
public sealed class SettlementRows(ScdStore store) : IReadModel
{
    /// <inheritdoc/>
    public async Task<ReadModelComparison> CompareAsync(IReadOnlyList<JournalEntry> settlements, CancellationToken cancellation)
    {
        await using var connection = await store.OpenAsync(cancellation).ConfigureAwait(false);
        await using var snapshot = await store.BeginReadAsync(connection, cancellation).ConfigureAwait(false);
        var offsets = await Offsets.ReadAsync(connection, [SettlementsProjection.ProjectionName], cancellation).ConfigureAwait(false);
        var reached = offsets.GetValueOrDefault(SettlementsProjection.ProjectionName);
        var erased = (await connection.GetTable<ErasedRecord>().Where(e => e.Projection == SettlementsProjection.ProjectionName)
            .Select(e => e.Pseudonym).ToListAsync(cancellation).ConfigureAwait(false)).ToHashSet();
        var (rows, findings) = (0L, new List<AuditFinding>());
        var shown = settlements.Where(s => s.Ordering <= reached).ToList();
        foreach (var entry in shown)
            rows += await CompareAsync(connection, entry, erased, findings, cancellation).ConfigureAwait(false);
        return new ReadModelComparison(rows, settlements.Count - shown.Count, findings);
    }

    private static async Task<long> CompareAsync(DataConnection connection, JournalEntry entry, HashSet<string> erased,
        List<AuditFinding> findings, CancellationToken cancellation)
    {
        var e = (SettlementCalculated)entry.Event;
        var (session, version) = (e.Id.Value, e.Settlement.Version);
        var lines = await connection.GetTable<SettlementLineRecord>().Where(l => l.Session == session && l.Version == version)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var statements = await connection.GetTable<StatementRecord>().Where(s => s.Session == session && s.Version == version)
            .ToListAsync(cancellation).ConfigureAwait(false);
        var entries = await connection.GetTable<LedgerEntryRecord>().Where(l => l.Session == session && l.Version == version)
            .ToListAsync(cancellation).ConfigureAwait(false);
        Compare(entry, "settlement_line", SettlementsProjection.Lines(e, entry, p => erased.Contains(p.Pseudonym.Value)), lines,
            l => l.LineNr, findings);
        Compare(entry, "statement", SettlementsProjection.Statements(e, entry), statements, s => s.Participant, findings);
        Compare(entry, "ledger_entry", SettlementsProjection.Entries(e), entries, l => l.Place, findings);
        return lines.Count + statements.Count + entries.Count;
    }

    private static void Compare<TRow, TKey>(JournalEntry entry, string table, IEnumerable<TRow> follows, IReadOnlyList<TRow> rows,
        Func<TRow, TKey> keyOf, List<AuditFinding> findings)
        where TRow : class
        where TKey : notnull
    {
        var left = rows.ToDictionary(keyOf);
        foreach (var row in follows)
        {
            var key = keyOf(row);
            if (!left.Remove(key, out var shown))
            {
                Differs($"{key}", "no row", "a row");
                continue;
            }
            foreach (var d in Differences.Between(shown, row))
                Differs($"{key}, {d.Path}", d.Recorded, d.Follows);
        }
        foreach (var key in rows.Select(keyOf).Where(left.ContainsKey))
            Differs($"{key}", "a row", "no row");

        void Differs(string which, string recorded, string should) => findings.Add(new AuditFinding(AuditCheck.ReadModel, entry.Id,
            entry.Ordering,
            $"{table} row {which} of the read model", recorded, should));
    }
}
