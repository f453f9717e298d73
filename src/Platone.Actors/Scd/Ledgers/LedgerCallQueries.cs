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
        var calls = await CallsAsync(connection, session, cancellation).ConfigureAwait(false);
        if (calls.Count == 0)
            return null;
        var (ledger, contract) = (calls[0].Ledger, calls[0].Contract);
        return new SessionLedgerRow(ledger, contract, One(SessionCallNames.Requests), One(SessionCallNames.Offers), One(SessionCallNames.Outcome), Proved(),
            calls.Select(c => (Version: SessionCallNames.SettlementOf(c.Name), Call: c)).Where(c => c.Version is not null).OrderBy(c => c.Version)
                .Select(c => new LedgerSettlementRow(c.Version!.Value, Row(c.Call))).ToValueList());

        LedgerCallRow? One(string name) => calls.FirstOrDefault(c => c.Name == SessionCallNames.Full(session, name)) is { } call ? Row(call) : null;

        // An outcome without awards is proved when it is fixed; else the first part that is not final says where it stands.
        LedgerCallRow? Proved()
        {
            var parts = Parts(calls);
            if (parts.Count == 0)
                return One(SessionCallNames.Outcome);
            if (parts.FirstOrDefault(p => p.Call.TransactionHash is null) is { Call: { } waiting })
                return Row(waiting);
            var last = Row(parts[^1].Call);
            return parts.Count == parts[0].All
                ? last
                : last with { TransactionHash = null, BlockNumber = null, BlockHash = null, FinalAt = null };
        }
    }

    /// <summary>
    /// The calls that prove a session's awards on the ledger it was brought to last, by award; those that no call is there for are missing.
    /// </summary>
    /// <param name="connection">The SCD.</param>
    /// <param name="session">The session.</param>
    /// <param name="awards">All its published awards, in their order.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<Dictionary<(string Request, string Offer), AwardLedgerRow>> AwardCallsAsync(this DataConnection connection,
        MarketSessionId session, IReadOnlyList<(string Request, string Offer)> awards, CancellationToken cancellation)
    {
        var found = new Dictionary<(string Request, string Offer), AwardLedgerRow>();
        var parts = Parts(await CallsAsync(connection, session, cancellation).ConfigureAwait(false));
        // A proof that cannot be is one call without awards, given up: it is that of all.
        if (parts is [{ All: 1, Call: { Awards: 0 } only }])
            return awards.ToDictionary(a => a, _ => Row(only));
        var ordered = ProofOrder.ByRequest(awards, a => a.Request).SelectMany(g => g).ToList();
        var from = 0;
        foreach (var ((number, _, call), i) in parts.Select((p, i) => (p, i)))
        {
            if (number != i + 1 || call.Awards is not { } count)
                break;
            foreach (var award in ordered.Skip(from).Take(count))
                found[award] = Row(call);
            from += count;
        }
        return found;

        static AwardLedgerRow Row(LedgerCallRecord call) => new(call.Ledger, call.Contract, call.Name, LedgerCallQueries.Row(call));
    }

    // Those of the contract it was brought to last.
    private static async Task<List<LedgerCallRecord>> CallsAsync(DataConnection connection, MarketSessionId session, CancellationToken cancellation)
    {
        var lane = SessionCallNames.Lane(session);
        var all = await connection.GetTable<LedgerCallRecord>().Where(c => c.Lane == lane).OrderBy(c => c.Ordering).ToListAsync(cancellation)
            .ConfigureAwait(false);
        return [.. all.Where(c => c.Ledger == all[^1].Ledger && c.Contract == all[^1].Contract)];
    }

    private static List<(int Number, int All, LedgerCallRecord Call)> Parts(List<LedgerCallRecord> calls) =>
        [.. calls.Select(c => (Part: SessionCallNames.AwardsOf(c.Name), Call: c)).Where(c => c.Part is not null)
            .Select(c => (c.Part!.Value.Number, c.Part.Value.All, c.Call)).OrderBy(c => c.Number)];

    private static LedgerCallRow Row(LedgerCallRecord c) =>
        new(c.RequestedAtUs.At(), c.TransactionHash, c.BlockNumber, c.BlockHash, c.FinalAtUs?.At(), c.GivenUp);
}
