using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Notary;

/// <summary>Queries for heads of the log on chains over time.</summary>
internal static class AnchoredHeadsQueries
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
}
