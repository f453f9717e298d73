using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Sessions;

/// <summary>How offers of earlier sessions come into a session (market, "Sessions").</summary>
internal static class OfferArrivals
{
    /// <summary>What <see cref="CarryOffersOver"/> means now: what does not fit beside what stands is left behind.</summary>
    public static Decision<MarketSessionEvent> Decide(MarketSession session, SessionTerms terms, CarryOffersOver c)
    {
        if (session.Offers.Values.Any(o => o.Origin is not null))
            return Decision.AlreadyDone;
        if (session.GateIsClosed(terms, c.At) is { } closed)
            return Decision.Reject(closed);
        var (standing, taken) = (Standing(session, c.At).ToList(), new List<CarriedOffer>());
        foreach (var carried in c.Offers)
        {
            var left = Left(carried.Offer, carried.Remaining);
            if (session.Offers.ContainsKey(carried.Offer.Id) || carried.Remaining.IsZero || OfferRules.Check(terms, carried.Offer, c.At) is not null
                || OfferRules.CheckTotal(carried.Offer, standing) is not null || OfferRules.CheckCapacity(left, standing) is not null)
                continue;
            standing.Add(left);
            taken.Add(carried);
        }
        return taken.Count == 0 ? Decision.AlreadyDone : Decision.Emit(new OffersCarriedOver(session.Id, taken.ToValueList(), Instant.Cut(c.At)));
    }

    /// <summary>The offers of a session with those that came.</summary>
    public static ImmutableSortedDictionary<OfferId, PlacedOffer> Add(
        ImmutableSortedDictionary<OfferId, PlacedOffer> offers, ValueList<CarriedOffer> carried) =>
        offers.AddRange(carried.Select((c, i) => KeyValuePair.Create(c.Offer.Id, new PlacedOffer(c.Offer, offers.Count + i, false)
        {
            Origin = new OfferOrigin(c.Source, c.SourceOffer, Clearing.Factor.One.Less(c.Remaining)),
        })));

    /// <summary>What stands at an instant, with the power that is still to be had.</summary>
    public static IEnumerable<FlexibilityOffer> Standing(MarketSession session, DateTimeOffset at) => session.Offers.Values
        .Where(o => !o.IsWithdrawn && o.Offer.ExpiresAt > at)
        .Select(o => o.Taken.IsZero ? o.Offer : Left(o.Offer, Clearing.Factor.One.Less(o.Taken)));

    // Rounded up: never less than what a clearing can still award.
    private static FlexibilityOffer Left(FlexibilityOffer offer, Clearing.Factor remaining)
    {
        var taken = Clearing.Factor.One.Less(remaining);
        return offer with
        {
            Power = Rest(offer.Power),
            Pods = offer.Pods.Select(p => p with { Power = Rest(p.Power) }).ToValueList(),
        };

        PowerProfile Rest(PowerProfile power) => PowerProfile.Of(power.Count, t => power[t] - taken.Of(power[t]));
    }
}
