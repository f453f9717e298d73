using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>Queries for settlements.</summary>
/// <param name="connection">The SCD.</param>
internal sealed class SettlementQueries(DataConnection connection)
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>Statements of a version in the order of participants.</summary>
    public async Task<IReadOnlyList<StatementRow>> StatementsAsync(MarketSessionId session, int? version, ParticipantId? visibleTo,
        CancellationToken cancellation)
    {
        var which = version ?? await LastAsync(session, cancellation).ConfigureAwait(false);
        var statements = connection.GetTable<StatementRecord>().Where(s => s.Session == session.Value && s.Version == which);
        var entries = connection.GetTable<LedgerEntryRecord>().Where(e => e.Session == session.Value && e.Version == which);
        if (visibleTo is { Value: var participant })
        {
            statements = statements.Where(s => s.Participant == participant);
            entries = entries.Where(e => e.Payer == participant || e.Payee == participant);
        }

        var rows = await statements.OrderBy(s => s.Participant).ToListAsync(cancellation).ConfigureAwait(false);
        var ledger = await entries.OrderBy(e => e.Place).ToListAsync(cancellation).ConfigureAwait(false);
        var paid = ledger.ToLookup(e => e.Payer);
        var received = ledger.Where(e => e.Payer != e.Payee).ToLookup(e => e.Payee);
        var seals = await Certifications.ReadAsync(connection, rows.Select(s => s.Ordering), cancellation).ConfigureAwait(false);
        return [.. rows.Select(s => Row(session, s, paid[s.Participant].Concat(received[s.Participant]).OrderBy(e => e.Place), seals))];
    }

    /// <summary>A page of the lines of a version in their order.</summary>
    public async Task<Page<SettlementLineRow>> LinesAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation)
    {
        // A listing that is followed stays with the version it began with.
        var key = page.Cursor is { } cursor ? Cursor.Read(cursor, 2) : null;
        var which = key is not null ? Cursor.Number(page.Cursor!, key[0])
            : version ?? await LastAsync(session, cancellation).ConfigureAwait(false);
        var lines = connection.GetTable<SettlementLineRecord>().Where(l => l.Session == session.Value && l.Version == which);
        if (visibleTo is { Value: var participant })
            lines = lines.Where(l => l.Requester == participant || l.Aggregator == participant || l.Customer == participant);
        if (key is not null)
        {
            var after = Cursor.Number(page.Cursor!, key[1]);
            lines = lines.Where(l => l.LineNr > after);
        }

        var rows = await lines.OrderBy(l => l.LineNr).Take(page.RowsToRead()).ToListAsync(cancellation).ConfigureAwait(false);
        var seals = await Certifications.ReadAsync(connection, rows.Select(l => l.Ordering), cancellation).ConfigureAwait(false);
        return page.Page(rows, l => Cursor.Write(Cursor.Part(l.Version), Cursor.Part(l.LineNr)), l => new SettlementLineRow(session,
            l.Version, l.LineNr, Line(l), SessionQueries.Event(l.Session, l.EventNr), l.Unit, seals.Of(l.Ordering)));
    }

    /// <summary>One line of a version.</summary>
    public async Task<SettlementLineRow?> LineAsync(MarketSessionId session, int? version, int number, ParticipantId? visibleTo,
        CancellationToken cancellation)
    {
        var which = version ?? await LastAsync(session, cancellation).ConfigureAwait(false);
        var l = await Of(connection.GetTable<SettlementLineRecord>(), visibleTo)
            .SingleOrDefaultAsync(x => x.Session == session.Value && x.Version == which && x.LineNr == number, cancellation)
            .ConfigureAwait(false);
        if (l is null)
            return null;
        var seals = await Certifications.ReadAsync(connection, [l.Ordering], cancellation).ConfigureAwait(false);
        return new SettlementLineRow(session, l.Version, l.LineNr, Line(l), SessionQueries.Event(l.Session, l.EventNr), l.Unit,
            seals.Of(l.Ordering));
    }

    /// <summary>The lines a participant is a party of; all for null.</summary>
    public static IQueryable<SettlementLineRecord> Of(IQueryable<SettlementLineRecord> lines, ParticipantId? visibleTo) =>
        visibleTo is { Value: var participant }
            ? lines.Where(l => l.Requester == participant || l.Aggregator == participant || l.Customer == participant)
            : lines;

    /// <summary>The last version of a session's settlement; 0 for none.</summary>
    public async Task<int> LastAsync(MarketSessionId session, CancellationToken cancellation) =>
        await connection.GetTable<SessionRecord>().Where(s => s.Session == session.Value).Select(s => (int?)s.SettlementVersion)
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false) ?? 0;

    /// <summary>The line of a record.</summary>
    public static SettlementLine Line(SettlementLineRecord l) => new(
        new SettlementOrder(new RequestId(l.Request), new OfferId(l.Offer), new ParticipantId(l.Requester), l.IsDso,
            new ParticipantId(l.Aggregator), PodId.Parse(l.Pod), l.Customer is { } customer ? new ParticipantId(customer) : null,
            Words.Read<Direction>(l.Direction), new SettlementPeriod(l.StartUs / MicrosecondsPerSecond / l.LengthS, l.LengthS),
            l.OrderedW.Number(), l.Price.Number(), l.PenaltyPrice.Number(), l.CustomerShare.Number(), l.Rank),
        Words.Read<LineBasis>(l.Basis), l.MeteredJ?.Number(), l.DeliveredJ.Number(), l.DeficiencyJ.Number(), l.PaidShare.Number())
    {
        Substitute = l.Substitute is { } method ? Words.Read<SubstituteMethod>(method) : null,
    };

    private static StatementRow Row(MarketSessionId session, StatementRecord s, IEnumerable<LedgerEntryRecord> entries,
        Certifications seals)
    {
        var currency = new Currency(s.Currency, s.MinorDigits);
        return new StatementRow(session, s.Version, new ParticipantId(s.Participant), new Money(s.Total.Number(), currency),
            s.DeliveredJ.Number(), entries.Select(e => Entry(e, currency)).ToValueList(), s.WaitingLines, s.AtUs.At(),
            SessionQueries.Event(s.Session, s.EventNr), s.Unit, seals.Of(s.Ordering));
    }

    private static LedgerEntry Entry(LedgerEntryRecord e, Currency currency) => new(new ParticipantId(e.Payer), new ParticipantId(e.Payee),
        Words.Read<LedgerEntryKind>(e.Kind), new Money(e.Amount.Number(), currency), e.DeliveredJ.Number(), e.DeficiencyJ.Number());
}
