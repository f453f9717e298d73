using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Offers;

/// <summary>The rules an offer is held to, each with its own problem code (market, "Requests and offers").</summary>
internal static class OfferRules
{
    private const int MostPods = 10_000;

    // What clearing and settlement stay exact for.
    private const int MostDecimals = 6;

    /// <summary>Why it may not be placed; null if it may.</summary>
    public static Problem? Check(SessionTerms terms, FlexibilityOffer offer, DateTimeOffset at)
    {
        if (OfName(offer.Id.Value, "id") is { } badName)
            return badName;
        if (!Enum.IsDefined(offer.Direction))
            return Invalid("direction", "an offer has a direction: Up or Down", "direction");
        if (offer.ExpiresAt <= at)
            return new Problem("expired", $"the offer expires at {offer.ExpiresAt:O}; it is {at:O}", "expiresAt");
        if (!IsShare(offer.Reliability))
            return Invalid("reliability", $"{offer.Reliability} is not 0 to 1 with at most {MostDecimals} decimals", "reliability");
        if (!IsShare(offer.CustomerShare))
            return Invalid("customer-share", $"{offer.CustomerShare} is not 0 to 1 with at most {MostDecimals} decimals", "customerShare");
        if (offer.AlternativeOf is { } group && !EntityName.IsValid(group))
            return Invalid("alternative", $"'{group}' is not a name", "alternativeOf");
        for (var i = 0; i < offer.Price.Steps.Count; i++)
        {
            if (offer.Price.Steps[i].Price is var price && price < terms.Rules.PriceFloor)
            {
                return new Problem("price-below-floor",
                    $"{price} EUR/MWh is below the market's floor of {terms.Rules.PriceFloor}", $"price[{i}]");
            }
        }
        return Pods(terms, offer);
    }

    /// <summary>
    /// Why the session cannot take it beside its other offers; null if it can: there is a most that clearing stays exact for.
    /// </summary>
    public static Problem? CheckTotal(FlexibilityOffer offer, IEnumerable<FlexibilityOffer> others)
    {
        var total = offer.Power.ToArray();
        foreach (var other in others)
        {
            for (var t = 0; t < total.Length; t++)
                total[t] += other.Power[t];
        }
        var fullest = Array.FindIndex(total, watts => watts > ClearingProblem.MaximumOfferedWatts);
        return fullest < 0 ? null : new Problem("session-full",
            $"offers of the session add up to {total[fullest]} W in interval {fullest}, more than {ClearingProblem.MaximumOfferedWatts} W",
            $"power[{fullest}]");
    }

    /// <summary>
    /// Why its PODs cannot deliver it beside other offers of the session; null if they can. Of alternatives, only the largest counts.
    /// </summary>
    public static Problem? CheckCapacity(FlexibilityOffer offer, IEnumerable<FlexibilityOffer> others)
    {
        var pods = offer.Pods.Select(p => p.Pod).ToHashSet();
        var competing = others.Where(o => o.Direction == offer.Direction && o.Pods.Any(p => pods.Contains(p.Pod))).Append(offer).ToList();
        foreach (var (pod, number) in offer.Pods.Select((p, i) => (p, i)))
        {
            // The offer alone must fit too, which is the sum's first term.
            var groups = competing.SelectMany(o => o.Pods.Where(p => p.Pod == pod.Pod).Select(p => (Offer: o, p.Power)))
                .GroupBy(x => (x.Offer.Aggregator, x.Offer.AlternativeOf, Id: x.Offer.AlternativeOf is null ? x.Offer.Id : default))
                .Select(g => g.Select(x => x.Power).ToList()).ToList();
            for (var t = 0; t < pod.Power.Count; t++)
            {
                if (pod.Power[t] == 0)
                    continue;
                var sum = groups.Sum(g => g.Max(power => power[t]));
                if (sum > pod.ConnectionW)
                {
                    return new Problem("pod-over-capacity",
                        $"POD {pod.Pod}: offers of the session add up to {sum} W in interval {t}; its connection has {pod.ConnectionW} W",
                        $"pods[{number}].power[{t}]");
                }
            }
        }
        return null;
    }

    private static Problem? Pods(SessionTerms terms, FlexibilityOffer offer)
    {
        if (offer.Pods.Count is < 1 or > MostPods)
            return Invalid("no-pods", $"{offer.Pods.Count} PODs are not 1 to {MostPods}", "pods");
        var sum = PowerProfile.Zero(terms.Intervals);
        for (var i = 0; i < offer.Pods.Count; i++)
        {
            var pod = offer.Pods[i];
            if (i > 0 && offer.Pods[i - 1].Pod.CompareTo(pod.Pod) >= 0)
                return Invalid("pod-twice", $"POD {pod.Pod} is in the offer twice", $"pods[{i}].pod");
            if (!PlainText.IsValid(pod.Bus))
                return PlainText.Problem("bus", "the name of a bus", pod.Bus, $"pods[{i}].bus");
            if (PowerRules.Check(pod.Power, terms.Intervals, $"pods[{i}].power") is { } problem)
                return problem;
            sum += pod.Power;
        }
        return sum != offer.Power
            ? Invalid("power-sum", "the offer's power is not the sum of its PODs'", "power")
            : PowerRules.Check(offer.Power, terms.Intervals, "power");
    }

    private static bool IsShare(decimal value) => value is >= 0 and <= 1 && decimal.Round(value, MostDecimals) == value;
}
