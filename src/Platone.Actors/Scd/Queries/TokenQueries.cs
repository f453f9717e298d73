using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Scd.Tables;

namespace Platone.Actors.Scd.Queries;

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

    private static GrantLedgerRow? LedgerOf(TokenGrantRecord g) => g is { Ledger: { } ledger, Contract: { } contract, Settlement: { } settlement }
        ? new GrantLedgerRow(ledger, contract, settlement, g.AskedAtUs?.At(), g.TransactionHash, g.BlockNumber, g.BlockHash, g.FinalAtUs?.At())
        : null;
}
