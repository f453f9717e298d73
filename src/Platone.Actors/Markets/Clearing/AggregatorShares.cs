using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Clearing;

/// <summary>How evenly the awards of a request are spread over the aggregators (objective <see cref="ClearingObjective.AggregatorSpread"/>).</summary>
internal static class AggregatorShares
{
    /// <summary>
    /// The sum over the aggregators of |awarded - its pro-rata part|, J, where its pro-rata part is all awarded energy times its share of
    /// the energy of the matching offers. 0 is pro rata; cut to whole joules for each aggregator.
    /// </summary>
    public static decimal SpreadJoules(RequestProblem problem, ReadOnlySpan<int> factors)
    {
        var offered = new SortedDictionary<ParticipantId, (decimal Offered, decimal Awarded)>();
        var (allOffered, allAwarded) = (0m, 0m);
        for (var c = 0; c < factors.Length; c++)
        {
            var candidate = problem.Candidates[c];
            var (ceiling, factor) = (new Factor(candidate.Ceiling), new Factor(factors[c]));
            var (whole, part) = (0L, 0L);
            foreach (var watts in candidate.Power)
            {
                whole += ceiling.Of(watts);
                part += factor.Of(watts);
            }

            var (before, beforeAwarded) = offered.GetValueOrDefault(candidate.Offer.Aggregator);
            offered[candidate.Offer.Aggregator] = (before + whole, beforeAwarded + part);
            allOffered += whole;
            allAwarded += part;
        }

        var spread = 0m;
        if (allOffered == 0)
            return spread;
        foreach (var (_, shares) in offered)
            spread += decimal.Truncate(Math.Abs(shares.Awarded - allAwarded * shares.Offered / allOffered) * problem.Problem.IntervalSeconds);
        return spread;
    }
}
