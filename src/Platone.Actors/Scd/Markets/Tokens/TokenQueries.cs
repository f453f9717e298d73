using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Tokens;

/// <summary>Queries for token policies and for what they granted.</summary>
internal static class TokenQueries
{
    /// <summary>An aggregator's policies by the instant from which on they hold.</summary>
    public static async Task<IReadOnlyList<TokenPolicyRow>> TokenPoliciesAsync(this DataConnection connection, ParticipantId aggregator,
        CancellationToken cancellation)
    {
        var rows = await connection.GetTable<TokenPolicyRecord>().Where(p => p.Aggregator == aggregator.Value).OrderBy(p => p.ValidFromUs)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. rows.Select(p => new TokenPolicyRow(aggregator, new TokenPolicy(p.MintedPerKwh.Number(), p.BurnedPerKwh.Number()),
            p.ValidFromUs.At(), p.AtUs.At(), new EventId($"{SetTokenPolicy.EntityKind}-{aggregator}", p.EventNr)))];
    }

    /// <summary>A page of a session's grants in the order of their batches.</summary>
    public static async Task<Page<TokenGrantRow>> TokenGrantsAsync(this DataConnection connection, MarketSessionId session,
        ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation)
    {
        var grants = connection.GetTable<TokenGrantRecord>().Where(g => g.Session == session.Value);
        if (visibleTo is { Value: var participant })
            grants = grants.Where(g => g.Aggregator == participant || g.Customer == participant);
        if (page.Cursor is { } cursor)
        {
            var key = Cursor.Read(cursor, 2);
            var (after, unit) = (Cursor.Number(cursor, key[0]), Cursor.Number(cursor, key[1]));
            grants = grants.Where(g => g.EventNr > after || (g.EventNr == after && g.Unit > unit));
        }
        var rows = await grants.OrderBy(g => g.EventNr).ThenBy(g => g.Unit).Take(page.RowsToRead()).ToListAsync(cancellation)
            .ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(g => g.Ordering), cancellation).ConfigureAwait(false);
        return page.Page(rows, g => Cursor.Write(Cursor.Part(g.EventNr), Cursor.Part(g.Unit)), g => new TokenGrantRow(session, g.Version,
            g.Batch, new ParticipantId(g.Aggregator),
            new TokenGrant(new TokenHolder(PodId.Parse(g.Pod), g.Customer is { } customer ? new ParticipantId(customer) : null), g.Minted, g.Burned),
            g.AtUs.At(), new EventId($"{GrantTokens.EntityKind}-{session}", g.EventNr), g.Unit, seals.Of(g.Ordering))
        {
            Ledger = LedgerOf(g),
        });
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

    private static GrantLedgerRow? LedgerOf(TokenGrantRecord g) => g is { Ledger: { } ledger, Contract: { } contract }
        ? new GrantLedgerRow(ledger, contract, g.Settlement, g.AskedAtUs?.At(), g.TransactionHash, g.BlockNumber, g.BlockHash, g.FinalAtUs?.At())
        : null;
}
