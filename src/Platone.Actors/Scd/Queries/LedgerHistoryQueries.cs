using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Scd.Tables;

namespace Platone.Actors.Scd.Queries;

/// <summary>Queries for what ledgers have had over time.</summary>
internal static class LedgerHistoryQueries
{
    /// <summary>
    /// Heads that were anchored since a time or wait now, those of one anchor together, oldest first: of what a later anchor covers the one
    /// that was sealed first says how long something waited.
    /// </summary>
    public static async Task<IReadOnlyList<HeadsOnChain>> AnchoredHeadsAsync(this DataConnection connection, ContractAnchorId contract,
        DateTimeOffset since, CancellationToken cancellation)
    {
        var (ledger, address, sinceUs) = (contract.Ledger.Value, contract.Contract.ToString(), since.Us());
        var anchors = connection.GetTable<AnchorRecord>().Where(a => a.Ledger == ledger && a.Contract == address);
        var before = await anchors.Where(a => a.AtUs < sinceUs).MaxAsync(a => (long?)a.TreeSize, cancellation).ConfigureAwait(false) ?? 0;
        var later = await anchors.Where(a => a.AtUs >= sinceUs).OrderBy(a => a.Seq).Select(a => new { a.Seq, a.TreeSize, a.AtUs })
            .ToListAsync(cancellation).ConfigureAwait(false);
        // Under a contract that was never used all seals wait, from the first on; only that one is asked for.
        var newest = later.Count == 0 ? before : later[^1].TreeSize;
        var seals = await connection.GetTable<SealRecord>().Where(s => s.TreeSize > before && s.TreeSize <= newest).OrderBy(s => s.TreeSize)
            .Select(s => new { s.TreeSize, s.SealedAtUs }).ToListAsync(cancellation).ConfigureAwait(false);
        var waiting = connection.GetTable<SealRecord>().Where(s => s.TreeSize > newest);
        var heads = new List<HeadsOnChain>();
        var next = 0;
        foreach (var anchor in later)
        {
            var first = next;
            while (next < seals.Count && seals[next].TreeSize <= anchor.TreeSize)
                next++;
            // Whoever else anchored what was never sealed here kept nothing waiting.
            if (next > first)
                heads.Add(new HeadsOnChain(seals[first].SealedAtUs.At(), anchor.AtUs.At(), anchor.Seq, anchor.TreeSize));
        }
        if (await waiting.MinAsync(s => (long?)s.SealedAtUs, cancellation).ConfigureAwait(false) is { } oldest)
        {
            heads.Add(new HeadsOnChain(oldest.At(), null, null,
                await waiting.MaxAsync(s => s.TreeSize, cancellation).ConfigureAwait(false)));
        }
        return heads;
    }

    /// <summary>All granted tokens by contract and by where they stand; those no contract was told of last.</summary>
    public static async Task<IReadOnlyList<TokenTotalsRow>> TokenTotalsAsync(this DataConnection connection, CancellationToken cancellation)
    {
        var sums = await connection.GetTable<TokenGrantRecord>()
            .GroupBy(g => new { g.Ledger, g.Contract, State = g.TransactionHash != null ? 2 : g.AskedAtUs != null ? 1 : 0 })
            .Select(g => new
            {
                g.Key.Ledger, g.Key.Contract, g.Key.State, Grants = (long)g.Count(), Minted = g.Sum(t => t.Minted), Burned = g.Sum(t => t.Burned),
            })
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. sums.GroupBy(s => (s.Ledger, s.Contract)).OrderBy(g => g.Key.Ledger is null).ThenBy(g => g.Key.Ledger, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Contract, StringComparer.Ordinal)
            .Select(g =>
            {
                var states = g.ToDictionary(s => s.State, s => new TokenTotal(s.Grants, s.Minted, s.Burned));
                return new TokenTotalsRow(g.Key.Ledger, g.Key.Contract, states.GetValueOrDefault(2), states.GetValueOrDefault(1),
                    states.GetValueOrDefault(0));
            })];
    }
}
