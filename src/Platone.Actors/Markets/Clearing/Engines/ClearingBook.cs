using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing.Explanation;

namespace Platone.Actors.Markets.Clearing.Engines;

/// <summary>What of the offers is taken, while the requests are cleared one after another.</summary>
internal sealed class ClearingBook
{
    private readonly ClearingProblem _problem;
    private readonly int[] _taken;
    private readonly Dictionary<(ParticipantId, string), int> _chosenAlternative = [];

    public ClearingBook(ClearingProblem problem)
    {
        _problem = problem;
        _taken = new int[problem.Offers.Count];
        for (var i = 0; i < _taken.Length; i++)
            if (!problem.Offers[i].Taken.IsZero)
                Take(i, problem.Offers[i].Taken);
    }

    /// <summary>What was awarded of an offer until now.</summary>
    public Factor Taken(int offer) => new(_taken[offer]);

    /// <summary>Notes an award, whatever it is: <see cref="ClearingCheck"/> books wrong ones, too.</summary>
    public void Take(int offer, Factor factor)
    {
        _taken[offer] = Math.Min(Factor.Whole, _taken[offer] + factor.Millionths);
        if (Group(offer) is { } group)
            _chosenAlternative.TryAdd(group, offer);
    }

    /// <summary>Whether an offer can be awarded to a request now, and how much of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="area">Its buses; null is the whole network.</param>
    /// <param name="offer">Index of the offer in the problem.</param>
    /// <param name="ceiling">The most of it that can be awarded, at least its minimum activation; 0 if it does not match.</param>
    public OfferMatch Match(ClearingRequest request, HashSet<string>? area, int offer, out Factor ceiling)
    {
        var o = _problem.Offers[offer];
        ceiling = Factor.Zero;
        if (o.Direction != request.Direction)
            return OfferMatch.WrongDirection;
        if (area is not null && !o.Buses.Items.All(area.Contains))
            return OfferMatch.OutOfArea;
        if (!OverlapsNeed(request, o))
            return OfferMatch.NotWhenNeeded;
        var underCap = o.Price.UpTo(request.PriceCap);
        if (underCap.IsZero)
            return OfferMatch.OverCap;
        if (Group(offer) is { } group && _chosenAlternative.TryGetValue(group, out var chosen) && chosen != offer)
            return OfferMatch.AlternativeAwarded;
        var least = LeastAward(o);
        if (o.Limit.Less(Taken(offer)) < least)
            return OfferMatch.NothingLeft;
        ceiling = Factor.Min(o.Limit, underCap).Less(Taken(offer));
        if (ceiling >= least)
            return OfferMatch.Matches;
        ceiling = Factor.Zero;
        return OfferMatch.OverCap;
    }

    /// <summary>A request's area as a set, only to ask whether a bus is in it; null is the whole network.</summary>
    public static HashSet<string>? AreaOf(ClearingRequest request) =>
        request.Buses is { } buses ? new HashSet<string>(buses, StringComparer.Ordinal) : null;

    /// <summary>The least share an award of an offer may have: never nothing.</summary>
    public static Factor LeastAward(ClearingOffer offer) => Factor.Max(offer.MinActivation, new Factor(1));

    /// <summary>The group of alternatives an offer belongs to; null if it has none.</summary>
    public (ParticipantId Aggregator, string Name)? Group(int offer) =>
        _problem.Offers[offer] is { AlternativeOf: { } name } o ? (o.Aggregator, name) : null;

    /// <summary>The alternative of an offer that was awarded before; null if there is none.</summary>
    public OfferId? AlternativeOf(int offer) =>
        Group(offer) is { } group && _chosenAlternative.TryGetValue(group, out var chosen) && chosen != offer
            ? _problem.Offers[chosen].Id
            : null;

    private static bool OverlapsNeed(ClearingRequest request, ClearingOffer offer)
    {
        var (need, power) = (request.Power.Watts, offer.Power.Watts);
        for (var t = 0; t < need.Length; t++)
            if (need[t] > 0 && power[t] > 0)
                return true;
        return false;
    }
}
