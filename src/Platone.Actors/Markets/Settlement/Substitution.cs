using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Settlement;

/// <summary>What a position is settled with where nothing was metered.</summary>
internal static class Substitution
{
    /// <summary>How far apart the two metered intervals may be that an interpolation lies between, s (two hours).</summary>
    public const int WidestGap = 7200;

    /// <summary>The energy of a position, J, and where it came from.</summary>
    /// <param name="rules">What to do without.</param>
    /// <param name="positions">All positions.</param>
    /// <param name="index">Which.</param>
    /// <param name="found">For each POD and interval, twice its index.</param>
    public static (decimal? MeteredJ, LineBasis Basis, SubstituteMethod? Method) Meter(SettlementRules rules,
        IReadOnlyList<PodPosition> positions, int index, IReadOnlyDictionary<(PodId, SettlementPeriod), int> found)
    {
        var at = positions[index];
        if (at.MeteredJ is { } metered)
            return (metered, LineBasis.Metered, null);
        switch (at.MissingData ?? rules.MissingData)
        {
            case MissingDataPolicy.PayNothing:
                return (null, LineBasis.NothingPaid, null);
            case MissingDataPolicy.Substitute when at.SubstituteJ is { } given:
                return (given, LineBasis.Substituted, SubstituteMethod.Given);
            case MissingDataPolicy.Substitute when rules.SubstituteMethod == SubstituteMethod.Baseline:
                return (at.BaselineW * at.Period.Seconds, LineBasis.Substituted, SubstituteMethod.Baseline);
            case MissingDataPolicy.Substitute when rules.SubstituteMethod == SubstituteMethod.Interpolation
                && Interpolated(positions, at, found) is { } between:
                return (between, LineBasis.Substituted, SubstituteMethod.Interpolation);
            default:
                return (null, LineBasis.Waiting, null);
        }
    }

    private static decimal? Interpolated(
        IReadOnlyList<PodPosition> positions, PodPosition at, IReadOnlyDictionary<(PodId, SettlementPeriod), int> found)
    {
        if (Nearest(-1) is not var (back, before) || Nearest(1) is not var (ahead, after) || (back + ahead) * at.Period.Seconds > WidestGap)
            return null;
        return decimal.Round((before * ahead + after * back) / (back + ahead), MidpointRounding.ToEven);

        (int Steps, decimal Joules)? Nearest(int step)
        {
            for (var steps = 1; steps * at.Period.Seconds < WidestGap; steps++)
            {
                if (found.TryGetValue((at.Pod, at.Period with { Index = at.Period.Index + steps * step }), out var twice)
                    && positions[twice / 2].MeteredJ is { } joules)
                    return (steps, joules);
            }
            return null;
        }
    }
}
