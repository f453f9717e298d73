using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Settlement;

/// <summary>What was ordered of one POD in one interval: one line of a settlement.</summary>
/// <param name="Request">The request it serves. Together with <paramref name="Offer"/> it names the order whose PODs may net.</param>
/// <param name="Offer">The offer that was awarded.</param>
/// <param name="Requester">Who ordered, and pays.</param>
/// <param name="IsDso">Whether the requester is a DSO: its orders stand first in a stack.</param>
/// <param name="Aggregator">Who sold, and is paid.</param>
/// <param name="Pod">Where.</param>
/// <param name="Customer">The POD's customer, whom the aggregator pays a share; null if none takes part in the money.</param>
/// <param name="Direction">Up: less consumption than the baseline; down: more.</param>
/// <param name="Period">When.</param>
/// <param name="OrderedW">W, more than 0; whole in the platform, at most 6 decimals.</param>
/// <param name="Price">EUR/MWh of what is delivered, at most 6 decimals; may be negative.</param>
/// <param name="PenaltyPrice">EUR/MWh of what is deficient, 0 or more, at most 6 decimals.</param>
/// <param name="CustomerShare">Share of the line's net that the aggregator passes on to the customer, 0 to 1, at most 6 decimals.</param>
/// <param name="Rank">Place in the stack among orders of a DSO and among others: by arrival.</param>
public sealed record SettlementOrder(
    RequestId Request, OfferId Offer, ParticipantId Requester, bool IsDso, ParticipantId Aggregator, PodId Pod, ParticipantId? Customer,
    Direction Direction, SettlementPeriod Period, decimal OrderedW, decimal Price, decimal PenaltyPrice, decimal CustomerShare, int Rank)
{
    /// <summary>Which line of a settlement it is.</summary>
    public LineKey Key => new(Request, Offer, Pod, Direction, Period);

    /// <summary>Holds its numbers to their ranges.</summary>
    /// <exception cref="ArgumentException">One is outside; the message names it.</exception>
    internal void Check()
    {
        if (Direction is not (Direction.Up or Direction.Down))
            throw Fault("has no direction");
        if (Period.Seconds <= 0)
            throw Fault($"has an interval of {Period.Seconds} s");
        if (OrderedW <= 0 || !ExactAmount.IsPower(OrderedW))
            throw Fault($"orders {OrderedW} W: not more than 0 with at most 6 decimals");
        if (!ExactAmount.IsPrice(Price))
            throw Fault($"has the price {Price}: at most 6 decimals");
        if (PenaltyPrice < 0 || !ExactAmount.IsPrice(PenaltyPrice))
            throw Fault($"has the penalty price {PenaltyPrice}: not 0 or more with at most 6 decimals");
        if (CustomerShare is < 0 or > 1 || !ExactAmount.HasDecimals(CustomerShare, 6))
            throw Fault($"passes on the share {CustomerShare}: not 0 to 1 with at most 6 decimals");
    }

    private ArgumentException Fault(string what) => new($"the order of {Key} {what}");
}

/// <summary>Which line of a settlement: the same in every version of it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Pod">The POD.</param>
/// <param name="Direction">The direction.</param>
/// <param name="Period">The interval.</param>
public readonly record struct LineKey(RequestId Request, OfferId Offer, PodId Pod, Direction Direction, SettlementPeriod Period)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Request}/{Offer} at {Pod}, {Direction}, {Period}";
}
