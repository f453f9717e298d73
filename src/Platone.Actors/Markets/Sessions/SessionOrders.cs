using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets.Sessions;

/// <summary>What a session is settled from: one order for each award, POD and interval that was called for.</summary>
internal static class SessionOrders
{
    /// <summary>The orders: DSO's before others, in the order of the awards, then of PODs and intervals.</summary>
    public static IReadOnlyList<SettlementOrder> Of(SessionOutcome outcome)
    {
        var terms = outcome.Terms ?? throw new ArgumentException($"session {outcome.Id} was never opened", nameof(outcome));
        var requests = outcome.Requests.ToDictionary(r => r.Id);
        var offers = outcome.Offers.ToDictionary(o => o.Id);
        var orders = new List<SettlementOrder>();
        for (var rank = 0; rank < outcome.Awards.Count; rank++)
        {
            var award = outcome.Awards[rank];
            var calls = outcome.Activations.Where(a => a.Awards.Items.Contains(award.Id)).ToList();
            if (calls.Count == 0)
                continue;
            // Once an award: each call looks through all of its awards, and a portfolio has many PODs.
            var called = Enumerable.Range(0, terms.Intervals).Where(t => calls.Any(c => c.Covers(award.Id, t))).ToList();
            var (request, offer) = (requests[award.Id.Request], offers[award.Id.Offer]);
            var customers = offer.Pods.ToDictionary(p => p.Pod, p => p.Customer);
            foreach (var (pod, power) in award.Parts)
            {
                foreach (var t in called)
                {
                    if (power[t] == 0)
                        continue;
                    orders.Add(new SettlementOrder(request.Id, offer.Id, request.Requester, request.IsDso, offer.Aggregator, pod,
                        customers.GetValueOrDefault(pod), offer.Direction, SettlementPeriod.Of(terms.Interval(t)), power[t], award.Price,
                        terms.Rules.Settlement.PenaltyPrice, offer.CustomerShare, rank));
                }
            }
        }
        return orders;
    }

    /// <summary>The PODs of the orders, in the order of their pseudonyms.</summary>
    public static IReadOnlyList<PodId> Pods(IEnumerable<SettlementOrder> orders) => [.. orders.Select(o => o.Pod).Distinct().Order()];

    /// <summary>Settles the session from what is known of its PODs.</summary>
    /// <param name="outcome">The session.</param>
    /// <param name="meters">Of its PODs, over its intervals.</param>
    /// <param name="version">The version it will be.</param>
    public static SessionSettlement Settle(SessionOutcome outcome, MeterData meters, int version)
    {
        var terms = outcome.Terms!;
        var rules = terms.Rules.Settlement;
        var orders = Of(outcome);
        var pods = Pods(orders);
        // In the order of resolution: the last one at a place counts.
        var corrected = new Dictionary<(PodId, SettlementPeriod), CorrectedInput>();
        foreach (var correction in outcome.Corrections)
            corrected[(correction.Pod, correction.Period)] = correction.Input;
        var positions = orders.Select(o => (o.Pod, o.Period)).Distinct().Select(at =>
        {
            var (pod, interval) = (meters.Pods[at.Pod], (int)(at.Period.Index - terms.First.Index));
            var input = corrected.GetValueOrDefault(at);
            return new PodPosition(at.Pod, at.Period, input?.BaselineW ?? pod.BaselineW[interval] ?? 0,
                input?.MeteredJ ?? pod.MeteredJoules[interval]);
        }).ToList();
        var lines = SettlementCalculation.Lines(rules, orders, positions);
        var cut = new SettlementCut(pods.Select(p => new PodCut(p, meters.Pods[p].Through)).ToValueList(), meters.LogSize);
        return new SessionSettlement(version, cut, lines, SettlementStatement.Of(rules, lines.Items));
    }
}
