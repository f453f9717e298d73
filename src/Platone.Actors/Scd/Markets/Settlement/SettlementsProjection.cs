using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>All versions of settlements: lines, statements and who pays whom.</summary>
internal sealed class SettlementsProjection() : Projection(ProjectionName,
    ["settlement_line", "statement", "ledger_entry", "settlement_version", "settlement_cut"],
    typeof(SettlementCalculated), typeof(PodErased))
{
    public const string ProjectionName = "settlements";

    public override async Task ApplyAsync(DataConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancellation)
    {
        var erasures = await Erasures.ReadAsync(connection, Name, entries, cancellation).ConfigureAwait(false);
        foreach (var entry in entries)
        {
            if (entry.Event is not SettlementCalculated e)
                continue;
            await connection.InsertAsync<SettlementLineRecord>([.. Lines(e, entry, erasures.Contains)], cancellation).ConfigureAwait(false);
            await connection.InsertAsync<StatementRecord>([.. Statements(e, entry)], cancellation).ConfigureAwait(false);
            await connection.InsertAsync<LedgerEntryRecord>([.. Entries(e)], cancellation).ConfigureAwait(false);
            await connection.InsertAsync<SettlementVersionRecord>([Version(e, entry)], cancellation).ConfigureAwait(false);
            await connection.InsertAsync<SettlementCutRecord>([.. Cut(e, erasures)], cancellation).ConfigureAwait(false);
        }
        await erasures.WriteAsync(connection, ["settlement_line", "settlement_cut"], cancellation).ConfigureAwait(false);
    }

    /// <summary>The rows of an event's lines.</summary>
    /// <param name="e">The event.</param>
    /// <param name="entry">The same, as stored.</param>
    /// <param name="isErased">PODs that have no rows.</param>
    public static IEnumerable<SettlementLineRecord> Lines(SettlementCalculated e, JournalEntry entry, Func<PodId, bool> isErased)
    {
        // A line's place is told by its unit: it stays where it is when others are erased.
        var first = SessionUnits.Statement(e.Settlement.Statement.Totals.Count);
        return e.Settlement.Lines.Zip(SessionUnits.Lines(entry), (line, unit) => (line, unit))
            .Where(x => !isErased(x.line.Order.Pod))
            .Select(x => Record(e, x.line, entry) with { LineNr = x.unit - first, Unit = x.unit });
    }

    private static SettlementLineRecord Record(SettlementCalculated e, SettlementLine line, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        Version = e.Settlement.Version,
        Request = line.Order.Request.Value,
        Offer = line.Order.Offer.Value,
        Requester = line.Order.Requester.Value,
        IsDso = line.Order.IsDso,
        Aggregator = line.Order.Aggregator.Value,
        Pod = line.Order.Pod.ToString(),
        Customer = line.Order.Customer?.Value,
        Direction = Words.Of(line.Order.Direction),
        StartUs = checked(line.Order.Period.Index * line.Order.Period.Seconds * 1_000_000),
        LengthS = line.Order.Period.Seconds,
        Rank = line.Order.Rank,
        OrderedW = line.Order.OrderedW.Text(),
        Price = line.Order.Price.Text(),
        PenaltyPrice = line.Order.PenaltyPrice.Text(),
        CustomerShare = line.Order.CustomerShare.Text(),
        Basis = Words.Of(line.Basis),
        Substitute = line.Substitute is { } method ? Words.Of(method) : null,
        MeteredJ = line.MeteredJ?.Text(),
        DeliveredJ = line.DeliveredJ.Text(),
        DeficiencyJ = line.DeficiencyJ.Text(),
        PaidShare = line.PaidShare.Text(),
        Paid = line.Paid.Text(),
        Penalty = line.Penalty.Text(),
        Net = line.Net.Text(),
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };

    private static SettlementVersionRecord Version(SettlementCalculated e, JournalEntry entry) => new()
    {
        Session = e.Id.Value,
        Version = e.Settlement.Version,
        AtUs = e.RecordedAt.Us(),
        LogSize = e.Settlement.Cut.LogSize,
        Pods = e.Settlement.Cut.Pods.Count,
        // Those of erased PODs too.
        Lines = SessionUnits.LineCount(entry),
        WaitingLines = e.Settlement.Statement.WaitingLines,
        EventNr = entry.Id.SequenceNr,
        Ordering = entry.Ordering,
    };

    private static IEnumerable<SettlementCutRecord> Cut(SettlementCalculated e, Erasures erasures) =>
        e.Settlement.Cut.Pods.Where(p => !erasures.Contains(p.Pod)).Select(p => new SettlementCutRecord
        {
            Session = e.Id.Value,
            Version = e.Settlement.Version,
            Pod = p.Pod.ToString(),
            ThroughNr = p.Through,
        });

    /// <summary>The rows of an event's statements.</summary>
    public static IEnumerable<StatementRecord> Statements(SettlementCalculated e, JournalEntry entry) =>
        e.Settlement.Statement.Totals.Select((total, i) => new StatementRecord
        {
            Session = e.Id.Value,
            Version = e.Settlement.Version,
            Participant = total.Participant.Value,
            Total = total.Total.Amount.Text(),
            Currency = total.Total.Currency.Code,
            MinorDigits = total.Total.Currency.MinorDigits,
            DeliveredJ = total.DeliveredJ.Text(),
            WaitingLines = e.Settlement.Statement.WaitingLines,
            AtUs = e.RecordedAt.Us(),
            EventNr = entry.Id.SequenceNr,
            Unit = SessionUnits.Statement(i),
            Ordering = entry.Ordering,
        });

    /// <summary>The rows of an event's ledger entries.</summary>
    public static IEnumerable<LedgerEntryRecord> Entries(SettlementCalculated e) =>
        e.Settlement.Statement.Entries.Select((paid, i) => new LedgerEntryRecord
        {
            Session = e.Id.Value,
            Version = e.Settlement.Version,
            Place = i,
            Payer = paid.From.Value,
            Payee = paid.To.Value,
            Kind = Words.Of(paid.Kind),
            Amount = paid.Amount.Amount.Text(),
            DeliveredJ = paid.DeliveredJ.Text(),
            DeficiencyJ = paid.DeficiencyJ.Text(),
        });
}
