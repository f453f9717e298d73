using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between a settlement and its stored messages.</summary>
internal static class SettlementForms
{
    /// <summary>The message of what is neither a statement nor a line.</summary>
    public static Wire.SettlementCalculated ToWire(MarketSessionId session, SessionSettlement settlement)
    {
        var message = new Wire.SettlementCalculated
        {
            Session = session.Value,
            Version = settlement.Version,
            LogSize = settlement.Cut.LogSize,
            WaitingLines = settlement.Statement.WaitingLines,
        };
        message.Cut.Add(settlement.Cut.Pods.Select(p => new Wire.PodCut { Pod = p.Pod.ToString(), Through = p.Through }));
        message.Entries.Add(settlement.Statement.Entries.Select(e => new Wire.LedgerEntry
        {
            From = e.From.Value,
            To = e.To.Value,
            Kind = (uint)e.Kind,
            Amount = ToWire(e.Amount),
            DeliveredJ = Scalars.ToWire(e.DeliveredJ),
            DeficiencyJ = Scalars.ToWire(e.DeficiencyJ),
        }));
        return message;
    }

    /// <summary>The settlement of messages.</summary>
    /// <param name="stored">What is neither a statement nor a line.</param>
    /// <param name="totals">The statements.</param>
    /// <param name="lines">Those lines that are still known, in order.</param>
    public static SessionSettlement FromWire(Wire.SettlementCalculated stored, IEnumerable<Wire.ParticipantTotal> totals,
        IEnumerable<Wire.SettlementLine> lines) => new(
        stored.Version,
        new SettlementCut(stored.Cut.Select(p => new PodCut(PodId.Parse(p.Pod), p.Through)).ToValueList(), stored.LogSize),
        lines.Select(FromWire).ToValueList(),
        new SettlementStatement(
            stored.Entries.Select(FromWire).ToValueList(),
            totals.Select(FromWire).ToValueList(),
            stored.WaitingLines));

    /// <summary>The message of a statement.</summary>
    public static Wire.ParticipantTotal ToWire(ParticipantTotal total) => new()
    {
        Participant = total.Participant.Value,
        Total = ToWire(total.Total),
        DeliveredJ = Scalars.ToWire(total.DeliveredJ),
    };

    /// <summary>The message of a line.</summary>
    public static Wire.SettlementLine ToWire(SettlementLine line, uint place)
    {
        var order = line.Order;
        var message = new Wire.SettlementLine
        {
            Index = place,
            Pod = order.Pod.ToString(),
            Request = order.Request.Value,
            Offer = order.Offer.Value,
            Requester = order.Requester.Value,
            IsDso = order.IsDso,
            Aggregator = order.Aggregator.Value,
            Direction = (uint)order.Direction,
            Period = order.Period.Index,
            Seconds = order.Period.Seconds,
            OrderedW = Scalars.ToWire(order.OrderedW),
            Price = Scalars.ToWire(order.Price),
            PenaltyPrice = Scalars.ToWire(order.PenaltyPrice),
            CustomerShare = Scalars.ToWire(order.CustomerShare),
            Rank = order.Rank,
            Basis = (uint)line.Basis,
            DeliveredJ = Scalars.ToWire(line.DeliveredJ),
            DeficiencyJ = Scalars.ToWire(line.DeficiencyJ),
            PaidShare = Scalars.ToWire(line.PaidShare),
        };
        if (order.Customer is { } customer)
            message.Customer = customer.Value;
        if (line.MeteredJ is { } metered)
            message.MeteredJ = Scalars.ToWire(metered);
        if (line.Substitute is { } substitute)
            message.Substitute = (uint)substitute;
        return message;
    }

    private static LedgerEntry FromWire(Wire.LedgerEntry stored) => new(ParticipantId.Parse(stored.From), ParticipantId.Parse(stored.To),
        Known<LedgerEntryKind>(stored.Kind), FromWire(stored.Amount), Decimal(stored.DeliveredJ), Decimal(stored.DeficiencyJ));

    private static ParticipantTotal FromWire(Wire.ParticipantTotal stored) =>
        new(ParticipantId.Parse(stored.Participant), FromWire(stored.Total), Decimal(stored.DeliveredJ));

    private static SettlementLine FromWire(Wire.SettlementLine stored) => new(
        new SettlementOrder(RequestId.Parse(stored.Request), OfferId.Parse(stored.Offer), ParticipantId.Parse(stored.Requester),
            stored.IsDso, ParticipantId.Parse(stored.Aggregator), PodId.Parse(stored.Pod),
            stored.HasCustomer ? ParticipantId.Parse(stored.Customer) : null, Known<Direction>(stored.Direction),
            new SettlementPeriod(stored.Period, stored.Seconds), Decimal(stored.OrderedW), Decimal(stored.Price),
            Decimal(stored.PenaltyPrice), Decimal(stored.CustomerShare), stored.Rank),
        Known<LineBasis>(stored.Basis), stored.HasMeteredJ ? Decimal(stored.MeteredJ) : null, Decimal(stored.DeliveredJ),
        Decimal(stored.DeficiencyJ), Decimal(stored.PaidShare))
    {
        Substitute = stored.HasSubstitute ? Known<SubstituteMethod>(stored.Substitute) : null,
    };

    private static Wire.Money ToWire(Money money) =>
        new() { Amount = Scalars.ToWire(money.Amount), Currency = TermsForms.ToWire(money.Currency) };

    private static Money FromWire(Wire.Money? message)
    {
        var stored = Required(message);
        return new Money(Decimal(stored.Amount), TermsForms.FromWire(stored.Currency));
    }
}
