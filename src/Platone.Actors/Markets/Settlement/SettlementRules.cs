using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Settlement;

/// <summary>
/// How a market settles (market, "Settlement"; FR-MP-S-02). Fixed when a session opens and recorded with every calculation, so that an
/// audit settles by the same rules. Compares by content.
/// </summary>
public sealed record SettlementRules
{
    /// <summary>The rules of a market that names none: EUR, each POD alone, deficiency capped, payment capped, no penalty.</summary>
    public static SettlementRules Default { get; } = new();

    /// <summary>What amounts are in; its minor unit is what statements round to.</summary>
    public Currency Currency { get; init; } = Currency.Eur;

    /// <summary>Whether each POD of an order stands alone or they net within an interval.</summary>
    public SettlementLevel SettlementLevel { get; init; } = SettlementLevel.Pod;

    /// <summary>
    /// Whether a deficiency may exceed what was ordered: metered power on the wrong side of the baseline then costs more than not
    /// delivering at all. In a stack each order measures from the baseline it sees, so each counts such an excess.
    /// </summary>
    public bool UncappedDeficiency { get; init; }

    /// <summary>Delivered over ordered below which nothing is paid for an order's interval: 0 (off) to 1, at most 4 decimals.</summary>
    public decimal MinimumDeliveryRatio { get; init; }

    /// <summary>
    /// The share of the price that is paid, by delivered over ordered: the step with the largest <see cref="PaymentStep.From"/> not above
    /// the ratio decides; below the lowest step nothing is paid; no step at all is off. Steps, not a line, so that amounts stay exact.
    /// The rule of British DSO trials, which pay from half the instructed energy on, on a sliding scale (SSEN TRANSITION, "Utilisation Fee
    /// Rule", https://ssen-transition.com/get-involved/payment/).
    /// </summary>
    public ValueList<PaymentStep> SlidingScale { get; init; }

    /// <summary>
    /// Whether no more than the instructed energy is paid. If not, what a POD delivered beyond all its orders is paid once, to the last
    /// order of its stack.
    /// </summary>
    public bool PaymentCapped { get; init; } = true;

    /// <summary>What becomes of lines without metered data, unless a POD has a policy of its own.</summary>
    public MissingDataPolicy MissingData { get; init; } = MissingDataPolicy.Reject;

    /// <summary>Where the value comes from under <see cref="MissingDataPolicy.Substitute"/>.</summary>
    public SubstituteMethod SubstituteMethod { get; init; } = SubstituteMethod.Interpolation;

    /// <summary>What an order's deficient energy costs where the order says nothing else, EUR/MWh, 0 or more.</summary>
    public decimal PenaltyPrice { get; init; }

    /// <summary>Holds the rules to their ranges.</summary>
    /// <exception cref="ArgumentException">One is outside; the message names it.</exception>
    public void Check()
    {
        Require(Enum.IsDefined(SettlementLevel), nameof(SettlementLevel), "is neither pod nor order");
        Require(Enum.IsDefined(MissingData), nameof(MissingData), "is no policy");
        Require(Enum.IsDefined(SubstituteMethod), nameof(SubstituteMethod), "is no method");
        Require(Currency.MinorDigits is >= 0 and <= ExactAmount.MostMinorDigits, nameof(Currency), "has no minor unit to round to");
        Require(IsShare(MinimumDeliveryRatio), nameof(MinimumDeliveryRatio), "is not 0 to 1 with at most 4 decimals");
        Require(PenaltyPrice >= 0 && ExactAmount.IsPrice(PenaltyPrice), nameof(PenaltyPrice), "is not 0 or more with at most 6 decimals");
        for (var i = 0; i < SlidingScale.Count; i++)
        {
            Require(IsShare(SlidingScale[i].From) && IsShare(SlidingScale[i].Share), nameof(SlidingScale),
                "has a step that is not 0 to 1 with at most 4 decimals");
            Require(i == 0 || SlidingScale[i].From > SlidingScale[i - 1].From, nameof(SlidingScale), "has steps out of order");
        }
    }

    /// <summary>The share of the price that is paid for an order's interval.</summary>
    /// <param name="delivered">J.</param>
    /// <param name="ordered">J, more than 0.</param>
    internal decimal PaidShare(decimal delivered, decimal ordered)
    {
        if (MinimumDeliveryRatio > 0 && delivered < MinimumDeliveryRatio * ordered)
            return 0;
        if (SlidingScale.IsEmpty)
            return 1;
        var share = 0m;
        foreach (var step in SlidingScale.Items)
        {
            if (delivered < step.From * ordered)
                break;
            share = step.Share;
        }
        return share;
    }

    private static bool IsShare(decimal value) => value is >= 0 and <= 1 && ExactAmount.HasDecimals(value, 4);

    private static void Require(bool holds, string rule, string fault)
    {
        if (!holds)
            throw new ArgumentException($"{char.ToLowerInvariant(rule[0])}{rule[1..]} {fault}", rule);
    }
}

/// <summary>A step of <see cref="SettlementRules.SlidingScale"/>.</summary>
/// <param name="From">Delivered over ordered, 0 to 1, from which on it holds; at most 4 decimals.</param>
/// <param name="Share">Share of the price that is paid, 0 to 1; at most 4 decimals.</param>
public readonly record struct PaymentStep(decimal From, decimal Share);

/// <summary>Whether PODs net. The numbers are stored: never change one.</summary>
public enum SettlementLevel
{
    /// <summary>Each POD stands alone.</summary>
    Pod = 1,

    /// <summary>The PODs of one order net within an interval.</summary>
    Order = 2,
}

/// <summary>What becomes of a line without metered data. The numbers are stored: never change one.</summary>
public enum MissingDataPolicy
{
    /// <summary>The line waits: it has no amounts until data comes.</summary>
    Reject = 1,

    /// <summary>Nothing is paid and no penalty is due; the line is settled.</summary>
    PayNothing = 2,

    /// <summary>A value found by a named method stands in; without one the line waits.</summary>
    Substitute = 3,
}

/// <summary>Named methods of finding a substitute for metered energy. The numbers are stored: never change one.</summary>
public enum SubstituteMethod
{
    /// <summary>The POD is taken to have followed its baseline: nothing was delivered.</summary>
    Baseline = 1,

    /// <summary>
    /// The straight line between the nearest metered intervals of equal length before and after, no more than two hours apart, as
    /// VDE-AR-N 4400 fills short gaps.
    /// </summary>
    Interpolation = 2,

    /// <summary>Given with the position by whoever called; the calculation takes it as it is.</summary>
    Given = 3,
}
