using Platone.Actors.Audit.Reports;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Log;

namespace Platone.Actors.Audit.Reading;

/// <summary>
/// Whether the journal has as many rows as the checkpoint has leaves. A stream that was cut off at its end has no hole; only the log knows
/// that there was more.
/// </summary>
/// <param name="streams">The journal up to the checkpoint.</param>
/// <param name="store">The log.</param>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="findings">Takes the first row that is missing, or that the log does not know.</param>
internal sealed class CompletenessCheck(JournalStreams streams, LogStore store, StoredCheckpoint checkpoint, FindingList findings)
{
    private const int BatchRows = 10_000;

    /// <summary>Rows of the journal.</summary>
    public long Rows { get; private set; }

    /// <summary>Leaves of the checkpoint.</summary>
    public long Leaves { get; } = checkpoint.Size;

    /// <summary>Counts, and only where the counts differ looks for the first difference.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        Rows = await streams.CountAsync(cancellation).ConfigureAwait(false);
        if (Rows == Leaves)
            return;
        try
        {
            await FindAsync(cancellation).ConfigureAwait(false);
        }
        catch (LogCorruptException e)
        {
            findings.Add(new AuditFinding(AuditCheck.Journal, null, null, "rows", $"{Rows}",
                $"{Leaves}; where they differ cannot be told: {e.Message}"));
        }
    }

    private async Task FindAsync(CancellationToken cancellation)
    {
        var (index, after) = (0L, 0L);
        await using var leaves = store.LeavesAsync(Leaves, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            var rows = await streams.OrderingsAsync(after, BatchRows, cancellation).ConfigureAwait(false);
            foreach (var (ordering, id) in rows)
            {
                if (!await leaves.MoveNextAsync().ConfigureAwait(false) || leaves.Current.Ordering > ordering)
                {
                    findings.Add(new AuditFinding(AuditCheck.Journal, id, ordering, $"row {ordering}", "an event",
                        "none: the log has no leaf of this row"));
                    return;
                }
                if (leaves.Current.Ordering < ordering)
                {
                    Missing(index, leaves.Current.Ordering);
                    return;
                }
                index++;
            }
            if (rows.Count == 0)
                break;
            after = rows[^1].Ordering;
        }
        if (await leaves.MoveNextAsync().ConfigureAwait(false))
            Missing(index, leaves.Current.Ordering);
    }

    private void Missing(long index, long ordering) =>
        findings.Add(new AuditFinding(AuditCheck.Journal, null, ordering, $"row {ordering}", "missing",
            $"an event: leaf {index} of the log is of it"));
}
