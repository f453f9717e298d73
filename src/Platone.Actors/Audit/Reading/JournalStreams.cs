using System.Runtime.CompilerServices;
using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Serialization;

namespace Platone.Actors.Audit.Reading;

/// <summary>The journal by streams, up to a position: nothing behind it is read.</summary>
/// <param name="database">The journal.</param>
/// <param name="codec">Reads events.</param>
/// <param name="through">Ordering of the last row that counts.</param>
internal sealed class JournalStreams(Database database, EventCodec codec, long through)
{
    private const int BatchRows = 1_000;
    private const string SessionPrefix = $"{MarketSessionCommand.EntityKind}-";
    private const string ContractPrefix = $"{ContractAnchorCommand.EntityKind}-";

    /// <summary>How many rows there are.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        return await connection.GetTable<JournalRow>().LongCountAsync(r => r.Ordering <= through, cancellation).ConfigureAwait(false);
    }

    /// <summary>All sessions, in the order of their ids.</summary>
    public async Task<IReadOnlyList<MarketSessionId>> SessionsAsync(CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        var streams = await connection.GetTable<JournalRow>().Where(r => r.PersistenceId.StartsWith(SessionPrefix) && r.Ordering <= through)
            .Select(r => r.PersistenceId).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
        return [.. streams.Select(s => MarketSessionId.Parse(s[SessionPrefix.Length..])).Order()];
    }

    /// <summary>The streams of contracts that heads are anchored in, or tokens minted.</summary>
    public async Task<IReadOnlyList<string>> ContractsAsync(CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        var streams = await connection.GetTable<JournalRow>().Where(r => r.PersistenceId.StartsWith(ContractPrefix) && r.Ordering <= through)
            .Select(r => r.PersistenceId).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
        return [.. streams.Order(StringComparer.Ordinal)];
    }

    /// <summary>How many rows of a stream come later, and do not count.</summary>
    public async Task<long> LaterAsync(string stream, CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        return await connection.GetTable<JournalRow>().LongCountAsync(r => r.PersistenceId == stream && r.Ordering > through, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>A stream in batches, from its first event on; where one is missing or there twice, that is a finding.</summary>
    /// <param name="stream">The persistence id.</param>
    /// <param name="findings">Takes them.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<IReadOnlyList<JournalEntry>> ReadAsync(string stream, FindingList findings,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (last, more) = (0L, true);
        await using var connection = database.Connect();
        while (more)
        {
            var after = last;
            var rows = await connection.GetTable<JournalRow>()
                .Where(r => r.PersistenceId == stream && r.SequenceNr > after && r.Ordering <= through)
                .OrderBy(r => r.SequenceNr).ThenBy(r => r.Ordering).Take(BatchRows).ToListAsync(cancellation).ConfigureAwait(false);
            more = rows.Count == BatchRows;
            foreach (var row in rows)
            {
                if (row.SequenceNr != last + 1)
                {
                    var missing = row.SequenceNr <= last ? row.SequenceNr : last + 1;
                    findings.Add(new AuditFinding(AuditCheck.Sequence, new EventId(stream, missing), row.Ordering, "event",
                        row.SequenceNr <= last ? "twice" : $"missing: #{row.SequenceNr} comes after #{last}", "once"));
                }
                last = row.SequenceNr;
            }
            if (rows.Count > 0)
                yield return [.. rows.Select(r => new JournalEntry(codec, r.Ordering, new EventId(r.PersistenceId, r.SequenceNr),
                    r.Manifest, r.Message))];
        }
    }

    /// <summary>Orderings of rows after one, in order.</summary>
    /// <param name="after">The last one known.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<IReadOnlyList<(long Ordering, EventId Id)>> OrderingsAsync(long after, int count, CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        var rows = await connection.GetTable<JournalRow>()
            .Where(r => r.Ordering > after && r.Ordering <= through).OrderBy(r => r.Ordering).Take(count)
            .Select(r => new { r.Ordering, r.PersistenceId, r.SequenceNr }).ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(r => (r.Ordering, new EventId(r.PersistenceId, r.SequenceNr)))];
    }
}
