using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring.FlexMarkets;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Ledgers;

/// <summary>Queries for calls of contracts.</summary>
internal static class LedgerCallQueries
{
    /// <summary>Where a session stands on the ledger it was brought to last; null if it was brought to none.</summary>
    public static async Task<SessionLedgerRow?> SessionLedgerAsync(this DataConnection connection, MarketSessionId session, CancellationToken cancellation)
    {
        var lane = SessionCallNames.Lane(session);
        var all = await connection.GetTable<LedgerCallRecord>().Where(c => c.Lane == lane).OrderBy(c => c.Ordering).ToListAsync(cancellation)
            .ConfigureAwait(false);
        if (all.Count == 0)
            return null;
        var (ledger, contract) = (all[^1].Ledger, all[^1].Contract);
        var calls = all.Where(c => c.Ledger == ledger && c.Contract == contract).ToList();
        return new SessionLedgerRow(ledger, contract, One(SessionCallNames.Requests), One(SessionCallNames.Offers), One(SessionCallNames.Outcome), Proved(),
            calls.Select(c => (Version: SessionCallNames.SettlementOf(c.Name), Call: c)).Where(c => c.Version is not null).OrderBy(c => c.Version)
                .Select(c => new LedgerSettlementRow(c.Version!.Value, Row(c.Call))).ToValueList());

        LedgerCallRow? One(string name) => calls.FirstOrDefault(c => c.Name == SessionCallNames.Full(session, name)) is { } call ? Row(call) : null;

        // An outcome without awards is proved when it is fixed; else the first part that is not final says where it stands.
        LedgerCallRow? Proved()
        {
            var parts = calls.Select(c => (Part: SessionCallNames.AwardsOf(c.Name), Call: c)).Where(c => c.Part is not null)
                .OrderBy(c => c.Part!.Value.Number).ToList();
            if (parts.Count == 0)
                return One(SessionCallNames.Outcome);
            if (parts.FirstOrDefault(p => p.Call.TransactionHash is null) is { Call: { } waiting })
                return Row(waiting);
            var last = Row(parts[^1].Call);
            return parts.Count == parts[0].Part!.Value.All
                ? last
                : last with { TransactionHash = null, BlockNumber = null, BlockHash = null, FinalAt = null };
        }
    }

    private static LedgerCallRow Row(LedgerCallRecord c) =>
        new(c.RequestedAtUs.At(), c.TransactionHash, c.BlockNumber, c.BlockHash, c.FinalAtUs?.At(), c.GivenUp);
}
