using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Awards;

/// <summary>What awarded energy is paid.</summary>
internal static class AwardPricing
{
    /// <summary>
    /// The awards of a clearing with their prices, in its order. Pay-as-bid: an offer's own price, that of several steps averaged over what
    /// is awarded of them and rounded to 4 decimals, half to even. Pay-as-clear: the dearest of these prices among the request's awards.
    /// </summary>
    /// <param name="offers">The offers that may have awards, by their ids.</param>
    /// <param name="result">The clearing.</param>
    /// <param name="rule">How awards are priced.</param>
    public static ValueList<Award> Awards(Func<OfferId, FlexibilityOffer> offers, ClearingResult result, PricingRule rule) =>
        result.Requests.SelectMany(request =>
        {
            var bids = request.Awards.Select(a => Bid(offers(a.Offer).Price, a.Factor)).ToList();
            var uniform = bids.DefaultIfEmpty().Max();
            return request.Awards.Select((a, i) =>
                new Award(new AwardId(a.Request, a.Offer), a.Factor, a.Power, rule == PricingRule.PayAsClear ? uniform : bids[i],
                    AwardSplit.PerPod(offers(a.Offer), a.Power)));
        }).ToValueList();

    private static decimal Bid(PriceCurve price, Factor factor)
    {
        if (price.Steps.Count == 1)
            return price.Steps[0].Price;
        var (sum, before) = (0m, 0);
        foreach (var step in price.Steps)
        {
            var upTo = Math.Min(step.UpTo.Millionths, factor.Millionths);
            sum += step.Price * Math.Max(0, upTo - before);
            before = Math.Max(before, upTo);
        }
        return decimal.Round(sum / factor.Millionths, 4, MidpointRounding.ToEven);
    }
}
