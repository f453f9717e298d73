using System.Numerics;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Settlement;

/// <summary>
/// Who owes whom for a settlement, in double entry, so that no money comes from nowhere: the totals of all participants add up to nothing.
/// A payer's total is rounded once, half to even, to the minor unit of the currency: the requester's for all its lines, and the
/// aggregator's for all it passes on to customers. It is split among those paid by largest remainder; what is received is the sum of such
/// parts.
/// </summary>
/// <param name="Entries">By payer, payee and kind.</param>
/// <param name="Totals">One for each participant, by id.</param>
/// <param name="WaitingLines">How many lines have no amounts yet.</param>
public sealed record SettlementStatement(ValueList<LedgerEntry> Entries, ValueList<ParticipantTotal> Totals, int WaitingLines)
{
    /// <summary>The statement of lines.</summary>
    /// <param name="rules">The rules they were settled by.</param>
    /// <param name="lines">Lines; the order does not matter.</param>
    public static SettlementStatement Of(SettlementRules rules, IReadOnlyList<SettlementLine> lines)
    {
        var currency = rules.Currency;
        var sold = new SortedDictionary<(ParticipantId From, ParticipantId To), Flow>();
        var shared = new SortedDictionary<(ParticipantId From, ParticipantId To), SortedDictionary<decimal, Flow>>();
        var waiting = 0;
        foreach (var line in lines)
        {
            if (line.IsWaiting)
            {
                waiting++;
                continue;
            }
            var order = line.Order;
            Add(sold, (order.Requester, order.Aggregator), line);
            if (order.Customer is not { } customer)
                continue;
            if (!shared.TryGetValue((order.Aggregator, customer), out var byShare))
                shared[(order.Aggregator, customer)] = byShare = [];
            Add(byShare, order.CustomerShare, line);
        }

        var entries = Split(LedgerEntryKind.Flexibility, currency, sold.Select(s => Debt.Of(s.Key, [KeyValuePair.Create(1m, s.Value)])))
            .Concat(Split(LedgerEntryKind.CustomerShare, currency, shared.Select(s => Debt.Of(s.Key, s.Value))))
            .ToValueList();
        return new SettlementStatement(entries, TotalsOf(currency, entries), waiting);
    }

    private const int ShareUnits = 1_000_000;

    private static void Add<TKey>(SortedDictionary<TKey, Flow> flows, TKey key, SettlementLine line)
        where TKey : notnull
    {
        if (!flows.TryGetValue(key, out var flow))
            flows[key] = flow = new Flow();
        flow.Net += line.ExactNet;
        flow.DeliveredJ += line.DeliveredJ;
        flow.DeficiencyJ += line.DeficiencyJ;
    }

    private static IEnumerable<LedgerEntry> Split(LedgerEntryKind kind, Currency currency, IEnumerable<Debt> debts)
    {
        var minor = ExactAmount.UnitsPerMinor(currency.MinorDigits) * ShareUnits;
        foreach (var payer in debts.GroupBy(d => d.From))
        {
            var owed = payer.ToList();
            var total = Shares.Round(owed.Aggregate(BigInteger.Zero, (sum, d) => sum + d.Units), minor);
            var parts = Shares.Split(total, [.. owed.Select(d => d.Units)], minor);
            for (var i = 0; i < owed.Count; i++)
                yield return new LedgerEntry(owed[i].From, owed[i].To, kind, SettlementTotals.Of(parts[i], currency),
                    owed[i].DeliveredJ, owed[i].DeficiencyJ);
        }
    }

    private static ValueList<ParticipantTotal> TotalsOf(Currency currency, ValueList<LedgerEntry> entries)
    {
        var totals = new SortedDictionary<ParticipantId, ParticipantTotal>();
        foreach (var entry in entries)
        {
            totals[entry.From] = Of(entry.From).Plus(-entry.Amount, -entry.DeliveredJ);
            totals[entry.To] = Of(entry.To).Plus(entry.Amount, entry.DeliveredJ);
        }
        return totals.Values.ToValueList();

        ParticipantTotal Of(ParticipantId id) =>
            totals.GetValueOrDefault(id) ?? new ParticipantTotal(id, new Money(0, currency), 0);
    }

    private sealed class Flow
    {
        public ExactAmount Net { get; set; }

        public decimal DeliveredJ { get; set; }

        public decimal DeficiencyJ { get; set; }
    }

    /// <summary>What one owes another, before rounding.</summary>
    /// <param name="From">Who owes.</param>
    /// <param name="To">Whom.</param>
    /// <param name="Units">Units of <see cref="ExactAmount"/> times <see cref="ShareUnits"/>.</param>
    /// <param name="DeliveredJ">J.</param>
    /// <param name="DeficiencyJ">J.</param>
    private readonly record struct Debt(ParticipantId From, ParticipantId To, BigInteger Units, decimal DeliveredJ, decimal DeficiencyJ)
    {
        public static Debt Of(
            (ParticipantId From, ParticipantId To) between, IReadOnlyCollection<KeyValuePair<decimal, Flow>> byShare) => new(
            between.From, between.To,
            byShare.Aggregate(BigInteger.Zero, (sum, f) => sum + f.Value.Net.Units * (BigInteger)(f.Key * ShareUnits)),
            byShare.Sum(f => f.Value.DeliveredJ), byShare.Sum(f => f.Value.DeficiencyJ));
    }
}

/// <summary>Money from one participant to another.</summary>
/// <param name="From">Who pays.</param>
/// <param name="To">Who is paid; of a negative amount, who owes it.</param>
/// <param name="Kind">What for.</param>
/// <param name="Amount">In whole minor units; negative where penalties exceed what was earned.</param>
/// <param name="DeliveredJ">Energy it is for that was delivered, J.</param>
/// <param name="DeficiencyJ">Energy it is for that was not, J.</param>
public sealed record LedgerEntry(
    ParticipantId From, ParticipantId To, LedgerEntryKind Kind, Money Amount, decimal DeliveredJ, decimal DeficiencyJ);

/// <summary>What a ledger entry is for. The numbers are stored: never change one.</summary>
public enum LedgerEntryKind
{
    /// <summary>The requester pays the aggregator for flexibility.</summary>
    Flexibility = 1,

    /// <summary>The aggregator passes a share on to a customer.</summary>
    CustomerShare = 2,
}

/// <summary>A participant's statement: what it receives in all.</summary>
/// <param name="Participant">Who.</param>
/// <param name="Total">In whole minor units; negative if it pays.</param>
/// <param name="DeliveredJ">Delivered energy it brought in, less what it was given, J: negative for a requester.</param>
public sealed record ParticipantTotal(ParticipantId Participant, Money Total, decimal DeliveredJ)
{
    internal ParticipantTotal Plus(Money amount, decimal deliveredJ) =>
        this with { Total = Total + amount, DeliveredJ = DeliveredJ + deliveredJ };
}
