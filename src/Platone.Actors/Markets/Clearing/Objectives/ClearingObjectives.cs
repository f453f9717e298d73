using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Markets.Clearing.Objectives;

/// <summary>The objectives the market itself knows.</summary>
internal static class ClearingObjectives
{
    /// <summary>The implementations of what rules ask for besides cost and expected shortfall, in the rules' order.</summary>
    public static IObjective[] OthersOf(ClearingRules rules) =>
    [
        .. rules.Objectives.Where(o => o is not (ClearingObjective.Cost or ClearingObjective.ExpectedShortfall)).Select(o => o switch
        {
            ClearingObjective.PodsMoved => (IObjective)new PodsMoved(),
            ClearingObjective.AggregatorSpread => new AggregatorSpread(),
            ClearingObjective.NetworkLosses => new Weighted(o, offer => offer.LossesJ),
            ClearingObjective.ReboundEnergy => new Weighted(o, offer => offer.ReboundJ),
            _ => throw new ArgumentException($"no objective {o} is known", nameof(rules)),
        }),
    ];

    /// <summary>Whether all of them are linear in the awards.</summary>
    public static bool AreLinear(ClearingRules rules) => rules.Objectives.All(o =>
        o is not (ClearingObjective.PodsMoved or ClearingObjective.AggregatorSpread));

    /// <summary>The sum over the offers of a weight times the awarded share.</summary>
    private sealed class Weighted(ClearingObjective kind, Func<ClearingOffer, decimal> weightOf) : ILinearObjective
    {
        public ClearingObjective Kind => kind;

        public decimal WeightOf(ClearingOffer offer) => weightOf(offer);

        public decimal ValueOf(IReadOnlyList<ClearingOffer> offers, ReadOnlySpan<int> millionths, int intervalSeconds)
        {
            var sum = 0m;
            for (var i = 0; i < millionths.Length; i++)
                if (millionths[i] > 0)
                    sum += weightOf(offers[i]) * millionths[i];
            return sum / Factor.Whole;
        }
    }

    /// <summary>How many PODs the awards move.</summary>
    private sealed class PodsMoved : IObjective
    {
        public ClearingObjective Kind => ClearingObjective.PodsMoved;

        public decimal ValueOf(IReadOnlyList<ClearingOffer> offers, ReadOnlySpan<int> millionths, int intervalSeconds)
        {
            var pods = 0L;
            for (var i = 0; i < millionths.Length; i++)
                if (millionths[i] > 0)
                    pods += offers[i].Pods;
            return pods;
        }
    }

    /// <summary>
    /// The sum over the aggregators of |awarded - its pro-rata part|, J, where its pro-rata part is all awarded energy times its share of the
    /// energy of the matching offers. 0 is pro rata; an aggregator's part is cut to whole joules.
    /// </summary>
    private sealed class AggregatorSpread : IObjective
    {
        public ClearingObjective Kind => ClearingObjective.AggregatorSpread;

        public decimal ValueOf(IReadOnlyList<ClearingOffer> offers, ReadOnlySpan<int> millionths, int intervalSeconds)
        {
            var sums = new SortedDictionary<ParticipantId, (Int128 Offered, Int128 Awarded)>();
            var (allOffered, allAwarded) = ((Int128)0, (Int128)0);
            for (var i = 0; i < millionths.Length; i++)
            {
                Int128 offered = 0;
                foreach (var watts in offers[i].Power.Watts)
                    offered += watts;
                var awarded = offered * millionths[i];
                var (before, awardedBefore) = sums.GetValueOrDefault(offers[i].Aggregator);
                sums[offers[i].Aggregator] = (before + offered, awardedBefore + awarded);
                (allOffered, allAwarded) = (allOffered + offered, allAwarded + awarded);
            }

            Int128 spread = 0;
            if (allOffered > 0)
                foreach (var (offered, awarded) in sums.Values)
                    spread += Int128.Abs(awarded - allAwarded * offered / allOffered) * intervalSeconds / Factor.Whole;
            return (decimal)spread;
        }
    }
}
