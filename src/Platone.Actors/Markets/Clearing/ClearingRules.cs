using Platone.Actors.Kernel;

namespace Platone.Actors.Markets.Clearing;

/// <summary>What is minimised after the nominal unserved energy. The numbers are stored: never change one.</summary>
public enum ClearingObjective
{
    /// <summary>What the awards cost, EUR. Linear.</summary>
    Cost = 1,

    /// <summary>Shortfall of the expected delivery, J: a lower bound of the expected unserved energy. Linear.</summary>
    ExpectedShortfall = 2,

    /// <summary>How many PODs the awards move.</summary>
    PodsMoved = 3,

    /// <summary>How far the aggregators' shares of the awarded energy are from their shares of the offered energy, J.</summary>
    AggregatorSpread = 4,

    /// <summary>What the awards change the network's losses by, J: sum of factor x <see cref="ClearingOffer.LossesJ"/>. Linear.</summary>
    NetworkLosses = 5,

    /// <summary>Energy that comes back after what the awards moved, J: sum of factor x <see cref="ClearingOffer.ReboundJ"/>. Linear.</summary>
    ReboundEnergy = 6,
}

/// <summary>How a session clears (market rules, "Economic clearing"); fixed when the session opens.</summary>
public sealed record ClearingRules
{
    /// <summary>The share of the nominally served energy whose expected delivery the chosen point aims at, 0 to 1.</summary>
    public decimal ReliabilityTarget { get; init; } = 0.95m;

    /// <summary>If no point reaches the target: how much dearer than the cheapest point the chosen one may be (0.15 = 15 %).</summary>
    public decimal MaxReliabilityPremium { get; init; } = 0.15m;

    /// <summary>The objectives whose front is kept; without a repetition.</summary>
    public ValueList<ClearingObjective> Objectives { get; init; } = [ClearingObjective.Cost, ClearingObjective.ExpectedShortfall];

    /// <summary>Points of the front between cheapest and most reliable, both ends included; 2 to 1,001.</summary>
    public int FrontPoints { get; init; } = 21;

    /// <summary>Where the random numbers of an engine begin: the same problem and seed give the same result.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Most work of the exact engine for a request, in steps of its simplex method, shared evenly by the points of the front; on it, the
    /// best answer found for a point is taken, with its proven gap. For the points of linear objectives besides cost and expected shortfall
    /// there is as much again.
    /// </summary>
    public long MaximumSimplexSteps { get; init; } = 100_000;

    /// <summary>Relative gap at which the exact engine stops looking for a cheaper chosen point (0.00015 = 0.015 %).</summary>
    public decimal GapTarget { get; init; } = 0.00015m;

    /// <summary>
    /// The same for the other points of the front, which only show the alternatives; also for the chosen one where none reaches the
    /// reliability target, so that it is one of them.
    /// </summary>
    public decimal FrontGapTarget { get; init; } = 0.0005m;

    /// <summary>Individuals of a generation of NSGA-II, an even number.</summary>
    public int Population { get; init; } = 100;

    /// <summary>Generations of NSGA-II.</summary>
    public int Generations { get; init; } = 100;

    /// <summary>What is wrong with them, one line a fault that names the field.</summary>
    internal IEnumerable<string> Faults()
    {
        if (ReliabilityTarget is < 0 or > 1)
            yield return $"rules.reliabilityTarget: {ReliabilityTarget} is not between 0 and 1";
        if (MaxReliabilityPremium is < 0 or > 1000)
            yield return $"rules.maxReliabilityPremium: {MaxReliabilityPremium} is not between 0 and 1000";
        if (Objectives.IsEmpty || Objectives.Distinct().Count() != Objectives.Count || Objectives.Any(o => !Enum.IsDefined(o)))
            yield return $"rules.objectives: {Objectives} is empty, repeats one or names one that is unknown";
        if (FrontPoints is < 2 or > 1001)
            yield return $"rules.frontPoints: {FrontPoints} is not between 2 and 1001";
        if (MaximumSimplexSteps < 1)
            yield return $"rules.maximumSimplexSteps: {MaximumSimplexSteps} is less than 1";
        if (GapTarget is < 0 or > 1)
            yield return $"rules.gapTarget: {GapTarget} is not between 0 and 1";
        if (FrontGapTarget is < 0 or > 1)
            yield return $"rules.frontGapTarget: {FrontGapTarget} is not between 0 and 1";
        if (Population is < 4 or > 100_000 || Population % 2 != 0)
            yield return $"rules.population: {Population} is no even number from 4 to 100000";
        if (Generations is < 0 or > 1_000_000)
            yield return $"rules.generations: {Generations} is not between 0 and 1000000";
    }
}
