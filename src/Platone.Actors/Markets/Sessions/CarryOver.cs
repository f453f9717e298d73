using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Sessions;

/// <summary>
/// What a real-time session takes over of earlier offers: what is still valid because nothing matched it (market, "Sessions").
/// <list type="bullet">
/// <item>Only of published sessions: before that nobody knows what is left.</item>
/// <item>Never what is in another session that is not published yet, so that no watt is sold twice.</item>
/// <item>Not what was withdrawn anywhere, what has expired when the gate closes, and what an alternative of it was awarded for.</item>
/// <item>Of an offer that is not divisible in time only all of it: every interval it has power in is one of the new session.</item>
/// </list>
/// The share that is left is the whole less what all sessions with an interval of the new one have awarded.
/// </summary>
public static class CarryOver
{
    /// <summary>The offers to carry over, in the order of their sessions and their arrival there.</summary>
    /// <param name="session">The session they go to.</param>
    /// <param name="terms">Its terms.</param>
    /// <param name="books">
    /// Of the other sessions of the area: all that share an interval with the new one, and all that share one with those.
    /// </param>
    public static ValueList<CarriedOffer> Of(MarketSessionId session, SessionTerms terms, IEnumerable<OfferBook> books)
    {
        var others = books.Where(b => b.Id != session && b.Terms is { } t && t.Area == terms.Area)
            .OrderBy(b => b.Terms!.First.Index).ThenBy(b => b.Id).ToList();
        var copies = others.SelectMany(b => b.Offers.Select(o => (Book: b, Offer: o))).ToLookup(c => (c.Offer.Source, c.Offer.SourceOffer));
        var sold = others.SelectMany(b => b.Offers).Where(o => !o.Awarded.IsZero && o.Offer.AlternativeOf is not null)
            .Select(o => (o.Source, o.SourceOffer)).ToHashSet();
        var carried = new List<CarriedOffer>();
        foreach (var book in others.Where(b => b.IsPublished && Overlap(b.Terms!, terms)))
        {
            foreach (var placed in book.Offers.Where(o => o.Source == book.Id && o.Offer.IsWhole && o.Offer.ExpiresAt > terms.GateClosesAt))
            {
                var own = copies[(placed.Source, placed.SourceOffer)].ToList();
                if (own.Any(c => c.Offer.IsWithdrawn || !c.Book.IsPublished) || IsReplaced(book, placed, sold))
                    continue;
                var taken = own.Where(c => Overlap(c.Book.Terms!, terms)).Sum(c => c.Offer.Awarded.Millionths);
                var remaining = Factor.One.Less(new Factor(Math.Min(taken, Factor.Whole)));
                if (remaining >= Factor.Max(placed.Offer.MinActivation, new Factor(1)) && Moved(placed.Offer, book.Id, book.Terms!, terms) is { } offer)
                    carried.Add(new CarriedOffer(offer, book.Id, placed.SourceOffer, remaining));
            }
        }
        return carried.ToValueList();
    }

    /// <summary>What an offer is called in the sessions that carry it: the same in all of them.</summary>
    /// <param name="source">The session it was placed in.</param>
    /// <param name="offer">Its id there.</param>
    public static OfferId NameOf(MarketSessionId source, OfferId offer) => new(Name(source, offer.Value));

    // Names of different sessions may be the same: what is carried over has names of its own.
    private static string Name(MarketSessionId source, string name) =>
        "co-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source}\n{name}")).AsSpan(0, 16));

    private static bool Overlap(SessionTerms a, SessionTerms b) => a.Start < b.End && b.Start < a.End;

    private static bool IsReplaced(OfferBook book, BookedOffer placed, HashSet<(MarketSessionId, OfferId)> sold) =>
        placed.Offer.AlternativeOf is { } group && book.Offers.Any(o => o.Source == book.Id && o.SourceOffer != placed.SourceOffer
            && o.Offer.Aggregator == placed.Offer.Aggregator && o.Offer.AlternativeOf == group && sold.Contains((o.Source, o.SourceOffer)));

    // The offer in the intervals of the new session; null if it has no power there, or would lose some it cannot be parted from.
    private static FlexibilityOffer? Moved(FlexibilityOffer offer, MarketSessionId source, SessionTerms from, SessionTerms to)
    {
        var shift = (int)(to.First.Index - from.First.Index);
        var power = Clip(offer.Power);
        if (power.IsZero || (!offer.DivisibleInTime && power.Sum() != offer.Power.Sum()))
            return null;
        return offer with
        {
            Id = NameOf(source, offer.Id),
            Power = power,
            Pods = offer.Pods.Select(p => p with { Power = Clip(p.Power) }).Where(p => !p.Power.IsZero).ToValueList(),
            AlternativeOf = offer.AlternativeOf is { } group ? Name(source, group) : null,
        };

        PowerProfile Clip(PowerProfile all) =>
            PowerProfile.Of(to.Intervals, t => t + shift >= 0 && t + shift < all.Count ? all[t + shift] : 0);
    }
}
