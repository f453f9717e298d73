using Platone.Actors.Audit.Reports;
using Platone.Actors.Notary.Log;
using Platone.Actors.Notary.Monitoring;

namespace Platone.Actors.Audit.Reading;

/// <summary>What an audit found of anchors.</summary>
/// <param name="Heads">How many heads were looked at.</param>
/// <param name="Text">The same for people.</param>
/// <param name="Vouched">Leaves of a head that is proved in the state of a block of the trust file; 0 for none.</param>
internal sealed record AnchorCount(long Heads, string Text, ulong Vouched);

/// <summary>
/// Holds the anchors that the journal calls final against the log, and, where a node of the chain is named, against the contract.
/// </summary>
/// <param name="streams">The journal.</param>
/// <param name="reader">Reads it.</param>
/// <param name="log">The log.</param>
/// <param name="checkpoint">The checkpoint.</param>
/// <param name="findings">Takes what differs.</param>
internal sealed class AnchorAudit(JournalStreams streams, RowReader reader, LogStore log, StoredCheckpoint checkpoint, FindingList findings)
{
    /// <summary>Checks all contracts.</summary>
    /// <exception cref="ChainNotAskedException">The node cannot be asked.</exception>
    public async Task<AnchorCount> CheckAsync(AuditRequest request, CancellationToken cancellation)
    {
        var (heads, asked, elsewhere, vouched, proofs) = (0L, 0L, 0L, 0UL, "");
        foreach (var stream in await streams.ContractsAsync(cancellation).ConfigureAwait(false))
        {
            var history = new AnchorHistory();
            await reader.ReplayAsync(stream, e => history.Add(e.Id, e.Ordering, e.Event),
                (entry, what, recorded, follows) => findings.Add(new AuditFinding(AuditCheck.Decoding, entry.Id, entry.Ordering, what, recorded, follows)),
                static () => false, cancellation).ConfigureAwait(false);
            if (history.Count == 0)
                continue;
            heads += history.Count;
            Add(await history.AgainstLogAsync(log, checkpoint, cancellation).ConfigureAwait(false));
            if (request.Rpc is not { } rpc)
                continue;
            if (await history.AgainstChainAsync(rpc, cancellation).ConfigureAwait(false) is not { } differences)
            {
                elsewhere += history.Count;
                continue;
            }
            asked += history.Count;
            Add(differences);
            if (request.Trust is not { Chains.Count: > 0 } trust || !history.IsTrusted(trust))
                continue;
            var proven = await history.ProveAsync(rpc, trust, cancellation).ConfigureAwait(false);
            Add(proven.Differences);
            proofs += $"; {proven.Text}";
            if (differences.Count == 0 && proven.Differences.Count == 0)
                vouched = Math.Max(vouched, proven.Size);
        }
        var text = FormattableString.Invariant($"{heads:N0} anchors are of this log's history")
            + (request.Rpc is null ? "; no chain was asked" : FormattableString.Invariant($", {asked:N0} of them looked up in their contract, by the node's word"))
            + (elsewhere > 0 ? FormattableString.Invariant($"; {elsewhere:N0} are on another chain than the node's") : "") + proofs;
        return new AnchorCount(heads, text, vouched);
    }

    private void Add(IReadOnlyList<AnchorDifference> differences) => findings.Add(differences.Select(d =>
        new AuditFinding(AuditCheck.Anchors, d.Event, d.Ordering, d.What, d.Recorded, d.Follows)));
}
