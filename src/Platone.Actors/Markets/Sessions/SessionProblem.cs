using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Objectives;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Sessions;

/// <summary>What a session gives to the clearing: what was placed and stands, with the limits of earlier rounds.</summary>
internal static class SessionProblem
{
    /// <summary>The problem; requests and offers in the order of their arrival.</summary>
    public static ClearingProblem Of(MarketSession session, SessionTerms terms) => Of(session, terms,
        (session.Reliabilities ?? []).ToDictionary(r => r.Offer, r => r.Reliability));

    private static ClearingProblem Of(MarketSession session, SessionTerms terms, Dictionary<OfferId, decimal> reliabilities)
    {
        var weights = new OfferWeights(terms.Rules.Objectives, terms.Rules.LossFactors, session.ReboundRule, QuarterHour.Seconds);
        return Of(session, terms, (offer, taken) => weights.Weigh(Offer(session, offer, taken, reliabilities),
            offer.Pods.Select(p => (p.Bus, p.Power))));
    }

    private static ClearingProblem Of(MarketSession session, SessionTerms terms, Func<FlexibilityOffer, Factor, ClearingOffer> offerOf) => new(
        QuarterHour.Seconds,
        terms.Intervals,
        session.Requests.Values.Where(r => !r.IsWithdrawn && r.Request.ExpiresAt > terms.GateClosesAt).OrderBy(r => r.Arrival)
            .Select(r => new ClearingRequest(r.Request.Id, r.Request.IsDso, r.Request.Direction, r.Request.Buses, r.Request.Power,
                r.Request.PriceCap, r.Request.Priority))
            .ToValueList(),
        session.Offers.Values.Where(o => !o.IsWithdrawn && o.Offer.ExpiresAt > terms.GateClosesAt && o.Offer.IsWhole).OrderBy(o => o.Arrival)
            .Select(o => offerOf(o.Offer, o.Taken)).ToValueList(),
        new ClearingRules
        {
            ReliabilityTarget = terms.Rules.ReliabilityTarget,
            MaxReliabilityPremium = terms.Rules.MaxReliabilityPremium,
            Objectives = terms.Rules.Objectives,
        });

    // A limit is about what this session may award; the clearing counts what earlier ones took, too.
    private static ClearingOffer Offer(MarketSession session, FlexibilityOffer offer, Factor taken, Dictionary<OfferId, decimal> reliabilities) => new(
        offer.Id, offer.Aggregator, offer.Direction,
        offer.Pods.Select(p => p.Bus).Distinct().Order(StringComparer.Ordinal).ToValueList(), offer.Power, offer.Price)
    {
        MinActivation = offer.MinActivation,
        Reliability = reliabilities.GetValueOrDefault(offer.Id, offer.Reliability),
        Limit = session.Limits.TryGetValue(offer.Id, out var limit) ? taken + Factor.Min(limit, Factor.One.Less(taken)) : Factor.One,
        Taken = taken,
        AlternativeOf = offer.AlternativeOf,
        Pods = offer.Pods.Count,
    };
}
