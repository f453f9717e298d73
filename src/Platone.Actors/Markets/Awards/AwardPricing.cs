using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Awards;

/// <summary>What awarded energy is paid.</summary>
internal static class AwardPricing
{
    /// <summary>
    /// The awards of a clearing with their prices, in its order. An award begins on its offer's price curve where the awards before it
    /// ended, as in the clearing. Pay-as-bid: the curve's price over what is awarded, averaged and rounded to 4 decimals, half to even.
    /// Pay-as-clear: the dearest step that any award of the request reaches.
    /// </summary>
    /// <param name="offers">The offers that may have awards, by their ids.</param>
    /// <param name="result">The clearing.</param>
    /// <param name="rule">How awards are priced.</param>
    /// <param name="takenBefore">What earlier sessions awarded of an offer: its curve goes on from there. Null: nothing of any.</param>
    public static ValueList<Award> Awards(Func<OfferId, FlexibilityOffer> offers, ClearingResult result, PricingRule rule,
        Func<OfferId, Factor>? takenBefore = null)
    {
        var taken = new Dictionary<OfferId, Factor>();
        var awards = new List<Award>();
        foreach (var request in result.Requests)
        {
            var bids = request.Awards.Select(a =>
            {
                var (price, from) = (offers(a.Offer).Price, taken.TryGetValue(a.Offer, out var before) ? before : takenBefore?.Invoke(a.Offer) ?? Factor.Zero);
                var to = taken[a.Offer] = from + a.Factor;
                return (Mean: Mean(price, from, to), Dearest: price.PriceAt(to));
            }).ToList();
            var uniform = bids.Select(b => b.Dearest).DefaultIfEmpty().Max();
            awards.AddRange(request.Awards.Zip(bids, (a, bid) => new Award(new AwardId(a.Request, a.Offer), a.Factor, a.Power,
                rule == PricingRule.PayAsClear ? uniform : bid.Mean, AwardSplit.PerPod(offers(a.Offer), a.Power))));
        }
        return awards.ToValueList();
    }

    private static decimal Mean(PriceCurve price, Factor from, Factor to)
    {
        var (sum, before) = (0m, from);
        foreach (var step in price.Steps)
        {
            var upTo = Factor.Min(step.UpTo, to);
            if (upTo <= before)
                continue;
            sum += step.Price * upTo.Less(before).Millionths;
            before = upTo;
        }
        return decimal.Round(sum / to.Less(from).Millionths, 4, MidpointRounding.ToEven);
    }
}
