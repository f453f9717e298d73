using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Scd.Aggregation;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Offers;

/// <summary>Which PODs an aggregator may offer.</summary>
internal static class OfferableQueries
{
    private const int PodsInAQuery = 1_000;

    /// <summary>Of some PODs those that are in the aggregator's portfolio through all of an interval, each its own.</summary>
    public static async Task<IReadOnlyDictionary<PodId, OfferedPod>> OfferablePodsAsync(this DataConnection connection,
        ParticipantId aggregator, PortfolioId portfolio, IReadOnlyDictionary<PodId, Interval> pods, CancellationToken cancellation)
    {
        var offerable = new Dictionary<PodId, OfferedPod>();
        foreach (var some in pods.Keys.Select(p => p.ToString()).Chunk(PodsInAQuery))
        {
            var stays = await (
                from stay in connection.GetTable<PortfolioPodRecord>()
                where some.Contains(stay.Pod) && stay.Portfolio == portfolio.Value
                join folio in connection.GetTable<PortfolioRecord>() on stay.Portfolio equals folio.Portfolio
                where folio.Aggregator == aggregator.Value
                join pod in connection.GetTable<PodRecord>() on stay.Pod equals pod.Pod
                orderby stay.ValidFromUs
                select new { stay.ValidFromUs, stay.ValidUntilUs, Pod = pod }).ToListAsync(cancellation).ConfigureAwait(false);
            foreach (var ofPod in stays.GroupBy(s => s.Pod.Pod))
            {
                var (id, pod) = (PodId.Parse(ofPod.Key), ofPod.First().Pod);
                var (from, to) = (pods[id].Start.Us(), pods[id].End.UsNotBefore());
                // One stay may begin where another ends.
                var through = from;
                foreach (var stay in ofPod.Where(s => s.ValidFromUs <= through))
                    through = Math.Max(through, stay.ValidUntilUs ?? long.MaxValue);
                if (through >= to && pod.ValidFromUs <= from)
                {
                    offerable[id] = new OfferedPod(id, pod.Bus, pod.ConnectionW,
                        pod.Owner is { } owner ? new ParticipantId(owner) : null, PowerProfile.Zero(0));
                }
            }
        }
        return offerable;
    }
}
