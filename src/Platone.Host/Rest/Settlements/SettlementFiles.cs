using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Host.Rest.Json;

namespace Platone.Host.Rest.Settlements;

/// <summary>Statements and lines as CSV.</summary>
internal static class SettlementFiles
{
    private const int RowsAtOnce = 5_000;

    private static readonly string[] StatementColumns =
    [
        "session", "version", "participant", "from", "to", "kind", "amount", "total", "currency", "delivered_j", "deficiency_j", "waiting_lines",
        "at", "persistence_id", "sequence_nr", "unit", "log_size",
    ];

    private static readonly string[] LineColumns =
    [
        "session", "version", "number", "request", "offer", "requester", "is_dso", "aggregator", "pod", "customer", "direction", "start", "seconds",
        "ordered_w", "price", "penalty_price", "customer_share", "basis", "substitute", "metered_j", "delivered_j", "deficiency_j", "paid_share",
        "paid", "penalty", "net", "persistence_id", "sequence_nr", "unit", "log_size",
    ];

    /// <summary>Statements: a row with the total of each, then one for each of its ledger entries.</summary>
    public static PushStreamHttpResult Statements(MarketSessionId session, IReadOnlyList<StatementRow> statements) =>
        Csv.File($"statements-{session}.csv", StatementColumns, statements.SelectMany(Rows));

    /// <summary>The lines of a version, read as they are written.</summary>
    public static PushStreamHttpResult Lines(IMarketScd market, MarketSessionId session, int? version, ParticipantId? visibleTo,
        CancellationToken aborted) => Csv.File($"settlement-{session}.csv", LineColumns,
        AllLinesAsync(market, session, version, visibleTo, aborted), l => Row(SettlementLineView.Of(l)));

    /// <summary>All lines of a version that a participant may see, a page at a time.</summary>
    public static async IAsyncEnumerable<SettlementLineRow> AllLinesAsync(IMarketScd market, MarketSessionId session, int? version,
        ParticipantId? visibleTo, [EnumeratorCancellation] CancellationToken aborted)
    {
        string? cursor = null;
        do
        {
            var page = await market.LinesAsync(session, version, visibleTo, new PageRequest(cursor, RowsAtOnce), aborted);
            foreach (var line in page.Items)
                yield return line;
            cursor = page.Next;
        }
        while (cursor is not null);
    }

    private static IEnumerable<string> Rows(StatementRow row)
    {
        var s = StatementView.Of(row);
        yield return Csv.Row(s.Session, s.Version, s.Participant, null, null, "total", null, s.Total, s.Currency, s.DeliveredJ, null, s.WaitingLines,
            s.At, s.Event.PersistenceId, s.Event.SequenceNr, s.Unit, s.Certification.TreeSize);
        foreach (var e in s.Entries)
        {
            yield return Csv.Row(s.Session, s.Version, s.Participant, e.From, e.To, ApiJson.Name(e.Kind), e.Amount, null, s.Currency, e.DeliveredJ,
                e.DeficiencyJ, null, s.At, s.Event.PersistenceId, s.Event.SequenceNr, null, s.Certification.TreeSize);
        }
    }

    private static string Row(SettlementLineView l) => Csv.Row(l.Session, l.Version, l.Number, l.Request, l.Offer, l.Requester, l.IsDso, l.Aggregator,
        l.Pod, l.Customer, ApiJson.Name(l.Direction), l.Start, l.Seconds, l.OrderedW, l.Price, l.PenaltyPrice, l.CustomerShare, ApiJson.Name(l.Basis),
        l.Substitute is { } method ? ApiJson.Name(method) : null, l.MeteredJ, l.DeliveredJ, l.DeficiencyJ, l.PaidShare, l.Paid, l.Penalty, l.Net,
        l.Event.PersistenceId, l.Event.SequenceNr, l.Unit, l.Certification.TreeSize);
}
