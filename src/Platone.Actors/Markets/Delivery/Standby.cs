using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Delivery;

/// <summary>
/// Which awards stand in for those that fall short: awards of the same request that nobody called for, bought beyond the request or held
/// back by its requester. What an award lacks now it is taken to lack in the intervals that follow, too; what its requester called for there
/// is to be delivered all the same, and the cheapest awards are called for until it is, as far as the policy goes.
/// </summary>
internal static class Standby
{
    /// <summary>The session's activations: those its requesters made, and those that followed from shortfalls.</summary>
    public static (IReadOnlyList<Activation> Own, IReadOnlyList<Activation> Automatic) Activations(MarketSession session)
    {
        var automatic = session.Shortfalls.Where(s => s.Standby is not null).Select(s => s.Standby!.Value).ToHashSet();
        return ([.. session.Activations.Where(a => !automatic.Contains(a.Id))],
            [.. session.Activations.Where(a => automatic.Contains(a.Id))]);
    }

    /// <summary>The activation that a shortfall leads to; null if nothing lacks in the next interval, or nothing can stand in.</summary>
    public static Activation? Of(MarketSession session, SessionTerms terms, DeliveryPolicy policy, ProjectedDelivery delivery, DateTimeOffset at)
    {
        var first = delivery.Interval + 1;
        if (first >= terms.Intervals || terms.Interval(first).Start <= at)
            return null;
        var (own, automatic) = Activations(session);
        var awards = session.Awards.Where(a => a.Id.Request == delivery.Request).ToList();
        var lacks = delivery.Awards.ToDictionary(a => a.Award, a => a.ShortfallW);
        var count = 0;
        while (count < policy.MostIntervals && first + count < terms.Intervals && Need(first + count) > 0)
            count++;
        if (count == 0)
            return null;

        var range = Enumerable.Range(first, count).ToList();
        var taken = awards.SelectMany(a => automatic.Where(c => c.Awards.Items.Contains(a.Id)).Select(c => (Award: a, Call: c))).ToList();
        var power = range.ToDictionary(t => t, t => taken.Where(x => x.Call.Covers(x.Award.Id, t)).Sum(x => x.Award.Power[t]));
        var cost = taken.Sum(x => Cost(x.Award, Enumerable.Range(x.Call.First, x.Call.Intervals)));
        var called = new List<AwardId>();
        var need = Need(first);
        foreach (var award in awards.Where(a => a.Power[first] > 0 && lacks.GetValueOrDefault(a.Id) == 0
            && !session.Activations.Any(c => range.Any(t => c.Covers(a.Id, t)))).OrderBy(a => a.Price).ThenBy(a => a.Id))
        {
            if (need <= 0)
                break;
            var more = Cost(award, range);
            if ((policy.MostW is { } mostW && range.Any(t => power[t] + award.Power[t] > mostW))
                || (policy.MostCost is { } most && cost + more > most))
                continue;
            foreach (var t in range)
                power[t] += award.Power[t];
            (cost, need) = (cost + more, need - award.Power[first]);
            called.Add(award.Id);
        }
        return called.Count == 0 ? null : new Activation(FreeId(session), session.Requests[delivery.Request].Request.Requester,
            called.Order().ToValueList(), first, count);

        // What lacks in an interval beyond the tolerance, W; 0 if nothing does.
        long Need(int t)
        {
            var wanted = awards.Where(a => DeliveryRules.IsCalled(own, a, t)).Sum(a => a.Power[t]);
            var expected = awards.Where(a => DeliveryRules.IsCalled(session.Activations, a, t))
                .Sum(a => a.Power[t] - Math.Min(a.Power[t], lacks.GetValueOrDefault(a.Id)));
            return wanted - expected > policy.Tolerance * wanted ? wanted - expected : 0;
        }
    }

    private static decimal Cost(Award award, IEnumerable<int> intervals) =>
        intervals.Sum(t => award.Power[t] * QuarterHour.Seconds * award.Price / ClearedRequest.JoulesPerMegawattHour);

    // A requester may have taken the name.
    private static ActivationId FreeId(MarketSession session)
    {
        var number = session.Shortfalls.Count + 1;
        while (session.Activations.Any(a => a.Id == Name(number)))
            number++;
        return Name(number);

        static ActivationId Name(int n) => new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"standby-{n}"));
    }
}
