namespace Platone.Actors.Markets.Settlement;

/// <summary>One order at one POD in one interval, settled. Nothing in it is rounded.</summary>
/// <param name="Order">What was ordered.</param>
/// <param name="Basis">Where the metered energy came from, or why there is none.</param>
/// <param name="MeteredJ">J it was settled with; null if nothing was known.</param>
/// <param name="DeliveredJ">Ordered energy that was delivered, J, 0 or more.</param>
/// <param name="DeficiencyJ">Ordered energy that was not, J, 0 or more.</param>
/// <param name="PaidShare">Share of the price that is paid for what was delivered: 1 unless a minimum or a scale cuts it.</param>
public sealed record SettlementLine(
    SettlementOrder Order, LineBasis Basis, decimal? MeteredJ, decimal DeliveredJ, decimal DeficiencyJ, decimal PaidShare)
{
    /// <summary>By which method a substitute was found; null unless <see cref="LineBasis.Substituted"/>.</summary>
    public SubstituteMethod? Substitute { get; init; }

    /// <summary>Whether it has no amounts yet, because data is missing.</summary>
    public bool IsWaiting => Basis == LineBasis.Waiting;

    /// <summary>Mean power delivered, W, exact up to a decimal's 28 digits.</summary>
    public decimal DeliveredW => DeliveredJ / Order.Period.Seconds;

    /// <summary>Mean power deficient, W, exact up to a decimal's 28 digits.</summary>
    public decimal DeficiencyW => DeficiencyJ / Order.Period.Seconds;

    /// <summary>What the requester owes for what was delivered, in the currency, unrounded (28 digits).</summary>
    public decimal Paid => ExactPaid.Value;

    /// <summary>What the aggregator owes for what was not, in the currency, unrounded (28 digits).</summary>
    public decimal Penalty => ExactPenalty.Value;

    /// <summary>Paid less penalty, in the currency, unrounded (28 digits).</summary>
    public decimal Net => ExactNet.Value;

    /// <summary><see cref="Paid"/> with nothing lost.</summary>
    internal ExactAmount ExactPaid => ExactAmount.Of(DeliveredJ, Order.Price, PaidShare);

    /// <summary><see cref="Penalty"/> with nothing lost.</summary>
    internal ExactAmount ExactPenalty => ExactAmount.Of(DeficiencyJ, Order.PenaltyPrice);

    /// <summary><see cref="Net"/> with nothing lost.</summary>
    internal ExactAmount ExactNet => ExactPaid - ExactPenalty;
}

/// <summary>What a line was settled with. The numbers are stored: never change one.</summary>
public enum LineBasis
{
    /// <summary>Metered energy.</summary>
    Metered = 1,

    /// <summary>A substitute for missing data (<see cref="MissingDataPolicy.Substitute"/>).</summary>
    Substituted = 2,

    /// <summary>Data is missing: nothing is paid, no penalty is due (<see cref="MissingDataPolicy.PayNothing"/>).</summary>
    NothingPaid = 3,

    /// <summary>
    /// Data is missing, at this POD or at one it nets with or is stacked on: the line waits (<see cref="MissingDataPolicy.Reject"/>).
    /// </summary>
    Waiting = 4,
}
