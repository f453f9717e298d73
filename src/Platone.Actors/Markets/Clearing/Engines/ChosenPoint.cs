using Platone.Actors.Kernel;

namespace Platone.Actors.Markets.Clearing.Engines;

/// <summary>Which point of a front is taken (market rules, "Economic clearing", 3).</summary>
internal static class ChosenPoint
{
    /// <summary>The largest expected shortfall that reaches the target: U + (1 - target) x (requested - U), J.</summary>
    public static decimal Limit(ClearingRules rules, long requestedJoules, long unservedJoules) =>
        unservedJoules + (1 - rules.ReliabilityTarget) * (requestedJoules - unservedJoules);

    /// <summary>
    /// The cheapest point that reaches the target; if there is none, the <see cref="Knee"/> of the points that cost at most
    /// <see cref="ClearingRules.MaxReliabilityPremium"/> more than the cheapest.
    /// </summary>
    /// <param name="rules">Target and premium.</param>
    /// <param name="front">Cheapest first, at least one.</param>
    /// <param name="requestedJoules">J.</param>
    /// <param name="unservedJoules">U, J.</param>
    /// <returns>Index in the front.</returns>
    public static int Of(ClearingRules rules, ValueList<FrontPoint> front, long requestedJoules, long unservedJoules)
    {
        var limit = Limit(rules, requestedJoules, unservedJoules);
        for (var i = 0; i < front.Count; i++)
            if (front[i].ExpectedShortfallJoules <= limit)
                return i;
        var dearest = front[0].Cost + Math.Abs(front[0].Cost) * rules.MaxReliabilityPremium;
        // Of more than two objectives, only those on the front of cost and expected shortfall.
        var (within, shortfall) = (new List<int>(), decimal.MaxValue);
        for (var i = 0; i < front.Count && (i == 0 || front[i].Cost <= dearest); i++)
            if (front[i].ExpectedShortfallJoules < shortfall)
            {
                within.Add(i);
                shortfall = front[i].ExpectedShortfallJoules;
            }

        return within[Knee([.. within.Select(i => front[i])])];
    }

    /// <summary>
    /// The point furthest below the straight line between the cheapest and the dearest (both axes scaled to 0..1); of equals the cheapest,
    /// so that a front without a bend gives its cheapest point and never its dearest.
    /// </summary>
    private static int Knee(ReadOnlySpan<FrontPoint> points)
    {
        var (first, last) = (points[0], points[^1]);
        var (width, height) = (last.Cost - first.Cost, first.ExpectedShortfallJoules - last.ExpectedShortfallJoules);
        var (knee, most) = (0, 0m);
        if (width <= 0 || height <= 0)
            return knee;
        for (var i = 1; i < points.Length - 1; i++)
        {
            var below = 1 - (points[i].Cost - first.Cost) / width - (points[i].ExpectedShortfallJoules - last.ExpectedShortfallJoules) / height;
            if (below > most)
                (knee, most) = (i, below);
        }

        return knee;
    }
}
