using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Sessions;

/// <summary>All offers of a session, and what became of them.</summary>
/// <param name="Id">The session.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Terms">Its terms; null if it was never opened.</param>
/// <param name="Offers">Its offers, in the order of their arrival.</param>
public sealed record OfferBook(MarketSessionId Id, SessionPhase Phase, SessionTerms? Terms, ValueList<BookedOffer> Offers) : IAnswer
{
    /// <summary>Whether its awards stand.</summary>
    public bool IsPublished => Phase >= SessionPhase.Published;

    /// <summary>The book of a session.</summary>
    internal static OfferBook Of(MarketSession session)
    {
        var awarded = session.Awards.GroupBy(a => a.Id.Offer)
            .ToDictionary(g => g.Key, g => g.Aggregate(Factor.Zero, (sum, a) => sum + a.Factor));
        return new OfferBook(session.Id, session.Phase, session.Terms, session.Offers.Values.OrderBy(o => o.Arrival)
            .Select(o => new BookedOffer(o.Offer, o.Origin?.Session ?? session.Id, o.Origin?.Offer ?? o.Offer.Id, o.IsWithdrawn,
                awarded.GetValueOrDefault(o.Offer.Id))).ToValueList());
    }
}

/// <summary>An offer in a book.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Source">The session it was placed in: the book's own, or one it was carried over from.</param>
/// <param name="SourceOffer">Its id there.</param>
/// <param name="IsWithdrawn">Whether it was withdrawn here.</param>
/// <param name="Awarded">What this session's last clearing awards of it.</param>
public sealed record BookedOffer(FlexibilityOffer Offer, MarketSessionId Source, OfferId SourceOffer, bool IsWithdrawn, Factor Awarded);
