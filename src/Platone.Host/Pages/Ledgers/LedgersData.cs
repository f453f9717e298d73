using Platone.Actors.Kernel;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Markets.Tokens;
using Platone.Actors.Scd.Notary;

namespace Platone.Host.Pages.Ledgers;

/// <summary>What the page of the ledgers shows.</summary>
/// <param name="Now">The node's time.</param>
/// <param name="Size">Leaves of the log, sealed or not.</param>
/// <param name="Seal">Its newest checkpoint; null if there is none.</param>
/// <param name="Ledgers">The ledgers; empty if none is configured.</param>
/// <param name="Tokens">All granted tokens.</param>
/// <param name="Window">What time the chart shows, up to now.</param>
public sealed record LedgersData(DateTimeOffset Now, long Size, Seal? Seal, IReadOnlyList<LedgerPanel> Ledgers, IReadOnlyList<TokenTotalsRow> Tokens,
    LagWindow Window);

/// <summary>A ledger.</summary>
/// <param name="Status">Where it stands in the journal.</param>
/// <param name="Look">How far its chain is; null if that is not known.</param>
/// <param name="Fault">Why it is not known; null if it is, or was not asked yet.</param>
/// <param name="Heads">What was anchored in the window, and what waits.</param>
public sealed record LedgerPanel(LedgerStatus Status, ChainLook? Look, string? Fault, IReadOnlyList<HeadsOnChain> Heads)
{
    /// <summary>For how long something has waited to be on the chain for good; null if nothing waits.</summary>
    public TimeSpan? LagAt(DateTimeOffset now) => Status.WaitingSince is { } since ? now > since ? now - since : TimeSpan.Zero : null;

    /// <summary>What the contracts are asked for, by lane: those with the most calls first.</summary>
    public IReadOnlyList<QueueLane> Lanes()
    {
        var lanes = new List<QueueLane>();
        foreach (var (kind, contract) in Status.Contracts)
        {
            if (contract.Anchor is { } anchor)
                lanes.Add(Lane(contract, kind, "heads of the log", [anchor.JobName]));
            if (!contract.Mints.IsEmpty)
                lanes.Add(Lane(contract, kind, "batches of tokens", contract.Mints.Select(m => m.JobName).ToValueList()));
            lanes.AddRange(contract.Calls.GroupBy(c => c.Lane, StringComparer.Ordinal)
                .Select(g => Lane(contract, kind, g.Key, g.Select(c => c.Name).ToValueList())));
        }
        return [.. lanes.OrderByDescending(l => l.Calls).ThenBy(l => l.Kind).ThenBy(l => l.Lane, StringComparer.Ordinal)];
    }

    private QueueLane Lane(ContractAnchorView contract, ContractKind kind, string lane, ValueList<string> names)
    {
        // What is furthest on its way says where the lane stands.
        var transactions = Status.Account.UnderWay.Where(t => t.Job.Contract == contract.Id && names.Contains(t.Job.Name)).ToList();
        var first = transactions.FirstOrDefault(t => t.Mined is null) ?? transactions.FirstOrDefault();
        return new QueueLane(kind, lane, names.Count, first?.Job.Name ?? names[0], first);
    }
}

/// <summary>Calls that go one after another, or batches of tokens.</summary>
/// <param name="Kind">The contract.</param>
/// <param name="Lane">What they are about.</param>
/// <param name="Calls">How many are not final.</param>
/// <param name="Next">The next of them.</param>
/// <param name="Transaction">The transaction it is in; null if none was signed yet.</param>
public sealed record QueueLane(ContractKind Kind, string Lane, int Calls, string Next, ChainTransaction? Transaction);
