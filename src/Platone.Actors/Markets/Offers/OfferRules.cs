using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Offers;

/// <summary>The rules an offer is held to, each with its own problem code (market, "Requests and offers").</summary>
internal static class OfferRules
{
    private const int MostPods = 10_000;
    private const decimal HighestPrice = 1_000_000;

    /// <summary>Why it may not be placed; null if it may.</summary>
    public static Problem? Check(SessionTerms terms, FlexibilityOffer offer, DateTimeOffset at)
    {
        if (!EntityName.IsValid(offer.Id.Value))
            return Invalid("bad-id", $"'{offer.Id}' is not a name: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit", "id");
        if (!Enum.IsDefined(offer.Direction))
            return Invalid("direction", "an offer has a direction: Up or Down", "direction");
        if (offer.ExpiresAt <= at)
            return new Problem("expired", $"the offer expires at {offer.ExpiresAt:O}; it is {at:O}", "expiresAt");
        if (offer.Reliability is < 0 or > 1)
            return Invalid("reliability", $"{offer.Reliability} is not 0 to 1", "reliability");
        if (offer.CustomerShare is < 0 or > 1)
            return Invalid("customer-share", $"{offer.CustomerShare} is not 0 to 1", "customerShare");
        if (offer.AlternativeOf is { } group && !EntityName.IsValid(group))
            return Invalid("alternative", $"'{group}' is not a name", "alternativeOf");
        return Prices(terms, offer) ?? Pods(terms, offer);
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

    private static Problem? Prices(SessionTerms terms, FlexibilityOffer offer)
    {
        foreach (var (step, i) in offer.Price.Steps.Select((s, i) => (s, i)))
        {
            if (decimal.Round(step.Price, 4) != step.Price)
                return Invalid("price-decimals", $"{step.Price} EUR/MWh has more than 4 decimals", $"price[{i}]");
            if (step.Price < terms.Rules.PriceFloor)
                return new Problem("price-below-floor", $"{step.Price} EUR/MWh is below the market's floor of {terms.Rules.PriceFloor}", $"price[{i}]");
            if (step.Price > HighestPrice)
                return Invalid("price-too-large", $"{step.Price} EUR/MWh is more than {HighestPrice}", $"price[{i}]");
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
            if (PowerRules.Check(pod.Power, terms.Intervals, $"pods[{i}].power") is { } problem)
                return problem;
            sum += pod.Power;
        }
        return sum == offer.Power ? null : Invalid("power-sum", "the offer's power is not the sum of its PODs'", "power");
    }

    private static Problem Invalid(string code, string detail, string field) => new(code, detail, field, ProblemKind.Invalid);
}
