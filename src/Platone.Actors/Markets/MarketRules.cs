using Platone.Actors.Kernel;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets;

/// <summary>The rules of a market area, as a session keeps them from its opening on (market, all sections).</summary>
public sealed record MarketRules
{
    /// <summary>The rules unless an operator sets others.</summary>
    public static MarketRules Default { get; } = new();

    /// <summary>Lowest price an offer may have, EUR/MWh.</summary>
    public decimal PriceFloor { get; init; }

    /// <summary>How awards are priced.</summary>
    public PricingRule Pricing { get; init; } = PricingRule.PayAsBid;

    /// <summary>Share of what can be served that is expected to be delivered, 0 to 1.</summary>
    public decimal ReliabilityTarget { get; init; } = 0.95m;

    /// <summary>How much dearer than the cheapest point the chosen one may be where the target cannot be reached, 0.15 for 15 %.</summary>
    public decimal MaxReliabilityPremium { get; init; } = 0.15m;

    /// <summary>What the clearing minimises, after the unserved energy; without a repetition.</summary>
    public ValueList<ClearingObjective> Objectives { get; init; } = StandardObjectives;

    /// <summary>The <see cref="Objectives"/> of a market that names none.</summary>
    public static ValueList<ClearingObjective> StandardObjectives => [ClearingObjective.Cost, ClearingObjective.ExpectedShortfall];

    /// <summary>
    /// How moved energy is taken to come back: for the check before an outcome is published and for
    /// <see cref="ClearingObjective.ReboundEnergy"/>. It may be changed until the gate closes.
    /// </summary>
    public ReboundRule Rebound { get; init; } = ReboundRule.Standard;

    /// <summary>How the network's losses change with power at its buses, for <see cref="ClearingObjective.NetworkLosses"/>.</summary>
    public LossFactors LossFactors { get; init; } = LossFactors.None;

    /// <summary>How often the session clears again after limits of the grid operator, before what is limited is cut.</summary>
    public int ValidationRounds { get; init; } = 3;

    /// <summary>How long after the end of delivery the session settles: late readings have until then to arrive.</summary>
    public TimeSpan SettleAfter { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long after the session began to settle corrected and late quarter hours still lead to another version; what is recorded later
    /// has no effect.
    /// </summary>
    public TimeSpan CorrectionWindow { get; init; } = StandardCorrectionWindow;

    /// <summary>The <see cref="CorrectionWindow"/> of a market that names none.</summary>
    public static TimeSpan StandardCorrectionWindow => TimeSpan.FromDays(10);

    /// <summary>How delivery is settled.</summary>
    public SettlementRules Settlement { get; init; } = new();
}

/// <summary>How awards are priced. The numbers are stored: never change one.</summary>
public enum PricingRule
{
    /// <summary>Each its own price.</summary>
    PayAsBid = 1,

    /// <summary>All awards of a request the price of its dearest.</summary>
    PayAsClear = 2,
}
