using Platone.Actors.Audit.Replays;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Log;

namespace Platone.Actors.Audit.Reading;

/// <summary>
/// Holds events against their leaves in the log: made again from the stored bytes, they must be the ones the checkpoint commits to.
/// </summary>
/// <param name="store">The log.</param>
/// <param name="leaves">Its leaves under the checkpoint.</param>
/// <param name="keys">The salts come from them.</param>
/// <param name="findings">Takes what differs.</param>
internal sealed class LeafCheck(LogStore store, ProvenLeaves leaves, IKeyStore keys, FindingList findings)
{
    private readonly LeafMaker _maker = new(keys);

    /// <summary>What was checked so far.</summary>
    public LeafCounts Counts { get; private set; } = new(0, 0, 0, 0);

    /// <summary>Checks a batch.</summary>
    /// <param name="batch">Rows of the journal, with what they were opened to; null where they cannot be.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task CheckAsync(IReadOnlyList<(JournalEntry Entry, ReplayedEvent? Replayed)> batch, CancellationToken cancellation)
    {
        var found = new List<(ReplayedEvent Replayed, long Index)>(batch.Count);
        foreach (var (entry, replayed) in batch)
        {
            if (await leaves.IndexOfAsync(entry.Ordering, cancellation).ConfigureAwait(false) is not { } index)
                Differs(entry.Id, entry.Ordering, "leaf", "an event", "none: the log has no leaf of this row");
            else if (replayed is not null)
                found.Add((replayed, index));
        }
        var keeping = found.Where(f => MayKeepCommitments(f.Replayed)).Select(f => f.Index).ToList();
        var kept = keeping.Count == 0 ? [] : await store.CommitmentsAsync(keeping, cancellation).ConfigureAwait(false);
        foreach (var (replayed, index) in found)
            await CheckAsync(replayed, index, kept.GetValueOrDefault(index), cancellation).ConfigureAwait(false);
    }

    // The log keeps commitments beside the leaves of events with members, and of events whose key was gone when they got a leaf: what has a
    // personal unit that can be read is neither. Nearly all events of PODs are so, and to ask for each would cost as much as the rest.
    private static bool MayKeepCommitments(ReplayedEvent e) =>
        !e.Opened.Content.Members.IsEmpty || e.Opened.Content.Personal is not { Length: > 0 };

    private async Task CheckAsync(ReplayedEvent replayed, long index, byte[]? kept, CancellationToken cancellation)
    {
        Counts = Counts with { Last = Math.Max(Counts.Last, index) };
        var logged = await leaves.LeafAsync(index, cancellation).ConfigureAwait(false);
        if (logged.Fault is { } fault)
        {
            Differs(replayed.Id, replayed.Ordering, $"leaf {index}", "an event", fault);
            return;
        }
        if (replayed.Event is SettlementCalculated { Settlement.Cut.LogSize: var logSize } && logSize > index)
            findings.Add(new AuditFinding(AuditCheck.Settlement, replayed.Id, replayed.Ordering, "settlement.cut.logSize", $"{logSize}",
                $"at most {index}"));
        try
        {
            var made = _maker.Remake(replayed.Entry, replayed.Opened, kept is null ? null : KeptCommitment.Decode(kept));
            var hash = made.Leaf.Hash();
            if (!logged.Hash.Span.SequenceEqual(hash))
            {
                Differs(replayed.Id, replayed.Ordering, $"leaf {index}", $"bytes with the leaf {Convert.ToHexStringLower(hash)}",
                    $"bytes with the leaf {Convert.ToHexStringLower(logged.Hash.Span)}");
                return;
            }
            Counts += new LeafCounts(1, made.Units.Any(u => u.Disclosable is null) ? 1 : 0, 0, index);
        }
        catch (ErasedSubjectException)
        {
            Counts = Counts with { Erased = Counts.Erased + 1 };
        }
        catch (LogCorruptException e)
        {
            Differs(replayed.Id, replayed.Ordering, $"leaf {index}", "an event", e.Message);
        }
    }

    private void Differs(EventId id, long ordering, string what, string recorded, string follows) =>
        findings.Add(new AuditFinding(AuditCheck.Inclusion, id, ordering, what, recorded, follows));
}

/// <summary>What a check of leaves has looked at.</summary>
/// <param name="Proven">Leaves that were made again and are under the checkpoint.</param>
/// <param name="PartlyErased">Of these: with units of erased subjects, whose commitments were taken as the log has kept them.</param>
/// <param name="Erased">Leaves that are under the checkpoint and cannot be made again: their subject was erased.</param>
/// <param name="Last">The largest index of a leaf that was used.</param>
internal readonly record struct LeafCounts(long Proven, long PartlyErased, long Erased, long Last)
{
    /// <summary>Both together.</summary>
    public static LeafCounts operator +(LeafCounts a, LeafCounts b) =>
        new(a.Proven + b.Proven, a.PartlyErased + b.PartlyErased, a.Erased + b.Erased, Math.Max(a.Last, b.Last));
}
