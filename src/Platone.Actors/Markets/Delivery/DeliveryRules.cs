using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Delivery;

/// <summary>What a session does about a projected shortfall.</summary>
internal static class DeliveryRules
{
    /// <summary>Why a policy may not be; null if it may.</summary>
    public static Problem? Check(DeliveryPolicy policy)
    {
        if (!Enum.IsDefined(policy.Action))
            return Invalid("delivery-policy", "the action is Off, Alarm or Automatic", "action");
        if (policy.Tolerance is < 0 or > 1 || decimal.Round(policy.Tolerance, 4) != policy.Tolerance)
            return Invalid("delivery-policy", $"{policy.Tolerance} is not 0 to 1 with at most 4 decimals", "tolerance");
        if (policy.MostW is < 0 or > PowerRules.MaximumW)
            return Invalid("delivery-policy", $"{policy.MostW} W is not 0 to {PowerRules.MaximumW}", "mostW");
        if (policy.MostCost is < 0 or > 1_000_000_000)
            return Invalid("delivery-policy", $"{policy.MostCost} EUR is not 0 to a thousand million", "mostCost");
        return policy.MostIntervals is < 1 or > SessionTerms.MaximumIntervals
            ? Invalid("delivery-policy", $"{policy.MostIntervals} intervals are not 1 to {SessionTerms.MaximumIntervals}", "mostIntervals")
            : null;
    }

    /// <summary>
    /// Why a projection cannot be; null if it can: it is of the interval that runs, and of exactly the request's awards that were called for.
    /// </summary>
    public static Problem? Check(MarketSession session, SessionTerms terms, ProjectedDelivery delivery, DateTimeOffset at)
    {
        if (delivery.Interval < 0 || delivery.Interval >= terms.Intervals)
            return Invalid("interval-range", $"interval {delivery.Interval} is not of the session's {terms.Intervals}", "interval");
        var interval = terms.Interval(delivery.Interval);
        if (at < interval.Start || at >= interval.End)
        {
            return new Problem("interval-not-running",
                $"interval {delivery.Interval} is from {interval.Start:O} to {interval.End:O}; it is {at:O}", "interval");
        }
        var called = session.Awards.Where(a => a.Id.Request == delivery.Request && IsCalled(session.Activations, a, delivery.Interval))
            .OrderBy(a => a.Id).Select(a => (a.Id, a.Power[delivery.Interval]));
        return called.SequenceEqual(delivery.Awards.Select(a => (a.Award, a.InstructedW)))
            && delivery.Awards.All(a => a.ProjectedW >= 0 && a.UnseenW >= 0 && a.ShortfallW >= 0)
            ? null
            : Invalid("projection", $"the projection is not of what was called for of request {delivery.Request}", "awards");
    }

    /// <summary>What a projection leads to; empty if nothing is to be done about it, or was done already.</summary>
    public static IReadOnlyList<MarketSessionEvent> Decide(
        MarketSession session, SessionTerms terms, ProjectedDelivery delivery, DateTimeOffset at)
    {
        var policy = session.PolicyOf(delivery.Request);
        if (policy.Action == DeliveryAction.Off
            || session.Shortfalls.Any(s => s.Delivery.Request == delivery.Request && s.Delivery.Interval == delivery.Interval))
            return [];
        var standby = Standby.Activations(session);
        var own = session.Awards.Where(a => a.Id.Request == delivery.Request && IsCalled(standby.Own, a, delivery.Interval))
            .Sum(a => a.Power[delivery.Interval]);
        var shortfall = Math.Max(0, own - delivery.Awards.Sum(a => a.ProjectedW + a.UnseenW));
        // Also where standby awards make up for it: whose award it is should know.
        if (shortfall <= policy.Tolerance * own && delivery.Awards.All(a => a.ShortfallW <= policy.Tolerance * a.InstructedW))
            return [];
        var recorded = Instant.Cut(at);
        var call = policy.Action == DeliveryAction.Automatic ? Standby.Of(session, terms, policy, delivery, at) : null;
        var found = new ShortfallProjected(session.Id, new ProjectedShortfall(delivery, own, shortfall, call?.Id), recorded);
        return call is null ? [found] : [found, new ActivationRequested(session.Id, call, recorded)];
    }

    /// <summary>Whether an award is called for in an interval.</summary>
    internal static bool IsCalled(IEnumerable<Activation> activations, Award award, int interval) =>
        award.Power[interval] > 0 && activations.Any(a => a.Covers(award.Id, interval));
}
