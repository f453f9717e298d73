using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing.Engines;

namespace Platone.Actors.Markets.Clearing.Explanation;

/// <summary>What became of an offer in a request.</summary>
public enum OfferFate
{
    /// <summary>All that was left of it is awarded.</summary>
    Awarded = 0,

    /// <summary>A part of it is awarded: no more was needed, or others were better for the rest.</summary>
    AwardedInPart = 1,

    /// <summary>It is awarded up to the limit of a technical validation.</summary>
    LimitedByValidation = 2,

    /// <summary>It is awarded up to the request's price cap, which its curve crosses.</summary>
    LimitedByCap = 3,

    /// <summary>It could have been awarded, but others were better.</summary>
    Beaten = 4,

    /// <summary>It goes the other way.</summary>
    WrongDirection = 5,

    /// <summary>A POD of it is outside the request's area.</summary>
    OutOfArea = 6,

    /// <summary>It has no power when the request needs some.</summary>
    NotWhenNeeded = 7,

    /// <summary>It is dearer than the request's cap.</summary>
    OverCap = 8,

    /// <summary>An alternative of it is awarded.</summary>
    AlternativeAwarded = 9,

    /// <summary>It was taken before: by an earlier session, round or request.</summary>
    AlreadyTaken = 10,

    /// <summary>A technical validation leaves less of it than its minimum activation.</summary>
    ShutByValidation = 11,
}

/// <summary>Why an offer got what it got from a request (FR-MP-MOMV-01; market rules, "Explainability").</summary>
/// <param name="Offer">Which.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Awarded">What it got.</param>
/// <param name="Rank">Its place among the matching offers by price, from 1; null if it does not match.</param>
/// <param name="Price">Price of its first bit that was left, EUR/MWh.</param>
/// <param name="PriceDistance">
/// Its price less the dearest awarded price of the request, EUR/MWh: above 0 it was too dear; at or below 0 and beaten, it fitted worse: its
/// profile, its minimum activation or its reliability. Null if nothing is awarded or it does not match.
/// </param>
/// <param name="Because">The alternative that was awarded in its place; null otherwise.</param>
public sealed record OfferExplanation(OfferId Offer, OfferFate Fate, Factor Awarded, int? Rank, decimal Price, decimal? PriceDistance,
    OfferId? Because);

/// <summary>Why a request got what it got.</summary>
/// <param name="Request">Which.</param>
/// <param name="Matching">How many offers could be awarded to it.</param>
/// <param name="DearestAwarded">The dearest awarded price, EUR/MWh; null if nothing is awarded.</param>
/// <param name="IsCovered">Whether all of it is covered if all is delivered.</param>
/// <param name="IsTargetReached">
/// Whether the expected delivery reaches the reliability target; if not, the chosen point is the knee of the front.
/// </param>
/// <param name="Offers">One for each offer of the problem, in its order.</param>
public sealed record RequestExplanation(RequestId Request, int Matching, decimal? DearestAwarded, bool IsCovered, bool IsTargetReached,
    ValueList<OfferExplanation> Offers);

/// <summary>Says for every request and offer of a clearing why it came out as it did. Pure: from the problem and its result alone.</summary>
public static class ClearingExplanation
{
    /// <summary>The explanation, request by request in the order they were cleared.</summary>
    /// <param name="problem">What was cleared.</param>
    /// <param name="result">Its outcome.</param>
    /// <exception cref="ArgumentException">The result is not one of the problem.</exception>
    public static ValueList<RequestExplanation> Of(ClearingProblem problem, ClearingResult result)
    {
        var order = problem.InClearingOrder();
        if (!order.Select(r => r.Id).SequenceEqual(result.Requests.Select(r => r.Request)))
            throw new ArgumentException("the result has other requests than the problem", nameof(result));
        var book = new ClearingBook(problem);
        return order.Zip(result.Requests, (request, cleared) => Of(problem, request, cleared, book)).ToValueList();
    }

    private static RequestExplanation Of(ClearingProblem problem, ClearingRequest request, ClearedRequest cleared, ClearingBook book)
    {
        var area = ClearingBook.AreaOf(request);
        var awards = cleared.Awards.ToDictionary(a => a.Offer, a => a.Factor);
        var offers = problem.Offers.Select((offer, i) => new Seen(i, offer, book.Match(request, area, i, out var ceiling), ceiling,
            awards.GetValueOrDefault(offer.Id), offer.Price.PriceAfter(book.Taken(i)))).ToList();
        var ranks = offers.Where(o => o.Match == OfferMatch.Matches).OrderBy(o => o.Price).ThenBy(o => o.Index)
            .Select((o, rank) => (o.Index, Rank: rank + 1)).ToDictionary(r => r.Index, r => r.Rank);
        decimal? dearest = null;
        foreach (var o in offers)
            if (!o.Awarded.IsZero && o.Offer.Price.PriceAt(book.Taken(o.Index) + o.Awarded) is var price && (dearest is null || price > dearest))
                dearest = price;
        var explained = offers.Select(o => Of(o, offers, ranks, dearest, book)).ToValueList();
        foreach (var o in offers)
            if (!o.Awarded.IsZero)
                book.Take(o.Index, o.Awarded);
        return new RequestExplanation(request.Id, ranks.Count, dearest, cleared.NominalUnservedJoules == 0,
            cleared.ExpectedShortfallJoules <= ChosenPoint.Limit(problem.Rules, cleared.RequestedJoules, cleared.NominalUnservedJoules), explained);
    }

    private static OfferExplanation Of(Seen o, List<Seen> all, Dictionary<int, int> ranks, decimal? dearest, ClearingBook book)
    {
        var instead = o.Awarded.IsZero && book.Group(o.Index) is { } group
            ? all.Find(x => x.Index != o.Index && !x.Awarded.IsZero && book.Group(x.Index) == group)?.Offer.Id ?? book.AlternativeOf(o.Index)
            : null;
        var fate = (o.Match, o.Awarded.IsZero) switch
        {
            (OfferMatch.WrongDirection, _) => OfferFate.WrongDirection,
            (OfferMatch.OutOfArea, _) => OfferFate.OutOfArea,
            (OfferMatch.NotWhenNeeded, _) => OfferFate.NotWhenNeeded,
            (OfferMatch.OverCap, _) => OfferFate.OverCap,
            (OfferMatch.AlternativeAwarded, _) => OfferFate.AlternativeAwarded,
            (OfferMatch.NothingLeft, _) => Factor.One.Less(book.Taken(o.Index)) >= ClearingBook.LeastAward(o.Offer)
                ? OfferFate.ShutByValidation
                : OfferFate.AlreadyTaken,
            (_, true) => instead is null ? OfferFate.Beaten : OfferFate.AlternativeAwarded,
            _ when o.Awarded < o.Ceiling => OfferFate.AwardedInPart,
            _ when o.Ceiling < o.Offer.Limit.Less(book.Taken(o.Index)) => OfferFate.LimitedByCap,
            _ when o.Offer.Limit < Factor.One => OfferFate.LimitedByValidation,
            _ => OfferFate.Awarded,
        };
        var isMatching = ranks.TryGetValue(o.Index, out var rank);
        return new OfferExplanation(o.Offer.Id, fate, o.Awarded, isMatching ? rank : null, o.Price, isMatching ? o.Price - dearest : null,
            fate == OfferFate.AlternativeAwarded ? instead : null);
    }

    private sealed record Seen(int Index, ClearingOffer Offer, OfferMatch Match, Factor Ceiling, Factor Awarded, decimal Price);
}
