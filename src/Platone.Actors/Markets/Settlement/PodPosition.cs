using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Settlement;

/// <summary>Baseline and metered energy of one POD in one interval, whatever orders it has there.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Period">The interval.</param>
/// <param name="BaselineW">W; positive is consumption; whole in the platform, at most 6 decimals.</param>
/// <param name="MeteredJ">J; positive is consumption; null if nothing was metered; whole in the platform, at most 6 decimals.</param>
public sealed record PodPosition(PodId Pod, SettlementPeriod Period, decimal BaselineW, decimal? MeteredJ)
{
    /// <summary>The POD's own policy for missing data; null for that of the rules.</summary>
    public MissingDataPolicy? MissingData { get; init; }

    /// <summary>
    /// J that stand in for missing data under <see cref="MissingDataPolicy.Substitute"/>; null leaves it to the rules'
    /// <see cref="SettlementRules.SubstituteMethod"/>.
    /// </summary>
    public decimal? SubstituteJ { get; init; }

    /// <summary>The position of a metered quarter hour.</summary>
    /// <param name="pod">The POD.</param>
    /// <param name="period">The interval.</param>
    /// <param name="baselineW">W.</param>
    /// <param name="metered">Null if nothing was metered.</param>
    public static PodPosition Of(PodId pod, SettlementPeriod period, long baselineW, Energy? metered) =>
        new(pod, period, baselineW, metered?.Joules);
}
