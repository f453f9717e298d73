using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets.Delivery;

/// <summary>
/// Projects what a running interval's orders will have delivered at its end. <b>Method:</b> a POD's energy of the quarter hour is
/// extrapolated from the readings so far, its last power held to the end (<see cref="RunningQuarterHour"/>); with that in the place of the
/// metered energy the orders are settled as they will be settled afterwards, stack by stack, so that the projection goes over into the
/// settlement as readings come. Delivered energy over the interval's time, rounded down to whole watts, is what an award is projected to
/// deliver. Orders at PODs without a projection are unseen: they count neither as delivered nor as missing.
/// </summary>
public static class DeliveryProjection
{
    /// <summary>The projection of each request that has something called for in an interval, in the order of requests and awards.</summary>
    /// <param name="outcome">The session.</param>
    /// <param name="interval">Number of the interval, from 0.</param>
    /// <param name="pods">Of every POD with an order in the interval.</param>
    public static IReadOnlyList<ProjectedDelivery> Of(SessionOutcome outcome, int interval, IReadOnlyDictionary<PodId, RunningQuarterHour> pods)
    {
        var terms = outcome.Terms ?? throw new ArgumentException($"session {outcome.Id} was never opened", nameof(outcome));
        var period = SettlementPeriod.Of(terms.Interval(interval));
        var orders = SessionOrders.Of(outcome).Where(o => o.Period == period).ToList();
        var positions = orders.Select(o => o.Pod).Distinct().Select(p => pods[p])
            .Select(p => new PodPosition(p.Pod, period, p.BaselineW, p.ProjectedJoules)).ToList();
        // What is not known yet must not make others wait, and no POD is given what it did not do.
        var rules = terms.Rules.Settlement with { MissingData = MissingDataPolicy.PayNothing, PaymentCapped = true };
        var lines = SettlementCalculation.Lines(rules, orders, positions);
        return [.. lines.GroupBy(l => l.Order.Request).OrderBy(g => g.Key).Select(ofRequest => new ProjectedDelivery(ofRequest.Key, interval,
            ofRequest.Where(l => l.Basis == LineBasis.Metered).Max(l => pods[l.Order.Pod].Through),
            ofRequest.GroupBy(l => l.Order.Offer).OrderBy(g => g.Key).Select(g => Award(ofRequest.Key, g.Key, [.. g])).ToValueList()))];
    }

    /// <summary>The PODs that an interval has orders at, in order.</summary>
    public static IReadOnlyList<PodId> Pods(SessionOutcome outcome, int interval)
    {
        var period = SettlementPeriod.Of(outcome.Terms!.Interval(interval));
        return SessionOrders.Pods(SessionOrders.Of(outcome).Where(o => o.Period == period));
    }

    private static ProjectedAward Award(RequestId request, OfferId offer, List<SettlementLine> lines)
    {
        var seen = lines.Where(l => l.Basis == LineBasis.Metered).ToList();
        var unseen = (long)lines.Where(l => l.Basis != LineBasis.Metered).Sum(l => l.Order.OrderedW);
        return new ProjectedAward(new AwardId(request, offer), (long)lines.Sum(l => l.Order.OrderedW),
            (long)decimal.Floor(seen.Sum(l => l.DeliveredJ) / lines[0].Order.Period.Seconds), unseen);
    }
}
