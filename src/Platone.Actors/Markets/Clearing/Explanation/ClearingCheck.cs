using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing.Engines;

namespace Platone.Actors.Markets.Clearing.Explanation;

/// <summary>A rule that a result breaks.</summary>
/// <param name="Code">Which, such as <c>over-awarded</c>.</param>
/// <param name="Request">Of which request; null if of none.</param>
/// <param name="Offer">Of which offer; null if of none.</param>
/// <param name="Detail">What is and what should be.</param>
public sealed record ClearingViolation(string Code, RequestId? Request, OfferId? Offer, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Code}{(Request is { } r ? $" request {r}" : "")}{(Offer is { } o ? $" offer {o}" : "")}: {Detail}";
}

/// <summary>
/// Holds a result against the rules (market rules, "Economic clearing"), independently of how it was found: before a session records an
/// outcome, and in an audit. That a result is the cheapest it does not say.
/// </summary>
public static class ClearingCheck
{
    /// <summary>Every violation, in the order of the result; none if it is in order.</summary>
    /// <param name="problem">What was cleared.</param>
    /// <param name="result">The outcome.</param>
    /// <exception cref="ArgumentException">The problem itself has <see cref="ClearingProblem.Faults"/>.</exception>
    public static ValueList<ClearingViolation> Violations(ClearingProblem problem, ClearingResult result)
    {
        problem.Check();
        var found = new List<ClearingViolation>();
        var expected = problem.InClearingOrder();
        if (!result.Requests.Select(r => r.Request).SequenceEqual(expected.Select(r => r.Id)))
        {
            found.Add(new ClearingViolation("requests", null, null,
                $"the result has {string.Join(", ", result.Requests.Select(r => r.Request))}, the clearing order is "
                + string.Join(", ", expected.Select(r => r.Id))));
            return found.ToValueList();
        }

        var book = new ClearingBook(problem);
        var offers = new Dictionary<OfferId, int>();
        for (var i = 0; i < problem.Offers.Count; i++)
            offers.Add(problem.Offers[i].Id, i);
        for (var i = 0; i < expected.Count; i++)
            new RequestCheck(problem, expected[i], result.Requests[i], book, offers, found).Run();
        return found.ToValueList();
    }

    private sealed class RequestCheck(ClearingProblem problem, ClearingRequest request, ClearedRequest cleared, ClearingBook book,
        Dictionary<OfferId, int> offers, List<ClearingViolation> found)
    {
        public void Run()
        {
            var candidates = RequestProblem.Of(problem, request, book);
            var factors = new int[candidates.Candidates.Length];
            var (before, area) = (-1, ClearingBook.AreaOf(request));
            var taken = new List<(int Offer, Factor Factor)>();
            foreach (var award in cleared.Awards)
            {
                if (!offers.TryGetValue(award.Offer, out var offer))
                {
                    Add("unknown-offer", award.Offer, "the problem has no such offer");
                    continue;
                }

                if (offer <= before)
                    Add("order", award.Offer, "awards stand in the order of the offers, each once");
                before = offer;
                Check(award, offer, area, taken);
                taken.Add((offer, award.Factor));
                var c = Array.FindIndex(candidates.Candidates, x => x.Index == offer);
                if (c >= 0)
                    factors[c] = award.Factor.Millionths;
            }

            foreach (var (offer, factor) in taken)
                book.Take(offer, factor);
            CheckSums(candidates, factors);
            CheckFront(candidates, factors);
        }

        private void Check(ClearedAward award, int index, HashSet<string>? area, List<(int Offer, Factor Factor)> taken)
        {
            var offer = problem.Offers[index];
            if (award.Request != request.Id)
                Add("request", award.Offer, $"the award names request {award.Request}");
            switch (book.Match(request, area, index, out var ceiling))
            {
                case OfferMatch.Matches when award.Factor > ceiling:
                    Add(offer.Limit.Less(book.Taken(index)) < award.Factor ? "over-awarded" : "price-cap", award.Offer,
                        $"{award.Factor} is awarded, at most {ceiling} may be");
                    break;
                case OfferMatch.Matches:
                    break;
                case OfferMatch.WrongDirection:
                    Add("direction", award.Offer, $"the offer is {offer.Direction}, the request {request.Direction}");
                    break;
                case OfferMatch.OutOfArea:
                    Add("area", award.Offer, "a POD of the offer is outside the request's area");
                    break;
                case OfferMatch.NotWhenNeeded:
                    Add("not-when-needed", award.Offer, "the offer has no power when the request needs some");
                    break;
                case OfferMatch.OverCap:
                    Add("price-cap", award.Offer, $"{offer.Price} is over the cap of {request.PriceCap}");
                    break;
                case OfferMatch.AlternativeAwarded:
                    Add("alternative", award.Offer, $"an alternative of {offer.AlternativeOf} was awarded to another request or before");
                    break;
                case OfferMatch.NothingLeft:
                    Add("over-awarded", award.Offer, $"{book.Taken(index)} of at most {offer.Limit} was taken before");
                    break;
            }

            if (book.Group(index) is { } group && taken.Any(t => t.Offer != index && book.Group(t.Offer) == group))
                Add("alternative", award.Offer, $"two alternatives of {group.Name} are awarded");
            if (award.Factor < ClearingBook.LeastAward(offer))
                Add("min-activation", award.Offer, $"{award.Factor} is less than {ClearingBook.LeastAward(offer)}");
            for (var t = 0; t < problem.Intervals; t++)
                if (award.Power.Count != problem.Intervals || award.Power[t] != award.Factor.Of(offer.Power[t]))
                {
                    Add("power", award.Offer, $"interval {t} is not floor({award.Factor} x {offer.Power[t]} W)");
                    break;
                }

            if (award.Power.IsZero)
                Add("power", award.Offer, "an award of no watt is none");
            var cost = offer.Price.CostOf(offer.Power, book.Taken(index), award.Factor, problem.IntervalSeconds);
            if (award.Cost != cost)
                Add("cost", award.Offer, $"{award.Cost} EUR, the price curve gives {cost} EUR");
        }

        private void CheckSums(RequestProblem candidates, int[] factors)
        {
            var totals = candidates.TotalsOf(factors);
            if (cleared.RequestedJoules != candidates.RequestedJoules)
                Add("requested", null, $"{cleared.RequestedJoules} J, the request is {candidates.RequestedJoules} J");
            if (cleared.NominalUnservedJoules != totals.UnservedJoules)
                Add("unserved", null, $"{cleared.NominalUnservedJoules} J, the awards leave {totals.UnservedJoules} J");
            if (cleared.ExpectedShortfallJoules != totals.ShortfallJoules)
                Add("shortfall", null, $"{cleared.ExpectedShortfallJoules} J, the awards leave {totals.ShortfallJoules} J");
            if (cleared.Cost != totals.Cost || cleared.Cost != cleared.Awards.Sum(a => a.Cost))
                Add("cost", null, $"{cleared.Cost} EUR, the awards cost {totals.Cost} EUR");
            if (cleared.Gap is < 0)
                Add("gap", null, $"{cleared.Gap} is no gap");
        }

        private void CheckFront(RequestProblem candidates, int[] factors)
        {
            var front = cleared.Front;
            if (cleared.Chosen < 0 || cleared.Chosen >= front.Count)
            {
                Add("chosen", null, $"the front has {front.Count} points and no point {cleared.Chosen}");
                return;
            }

            var point = front[cleared.Chosen];
            if (point.Cost != cleared.Cost || point.ExpectedShortfallJoules != cleared.ExpectedShortfallJoules
                || point.Others != candidates.OthersOf(factors))
                Add("chosen", null, $"point {cleared.Chosen} of the front is not what the awards come to");
            for (var i = 1; i < front.Count; i++)
                if (front[i].Cost < front[i - 1].Cost || (front[i].Others.IsEmpty
                    && front[i].ExpectedShortfallJoules >= front[i - 1].ExpectedShortfallJoules))
                    Add("front", null, $"point {i} of the front is no better than the one before it");
            var byRule = ChosenPoint.Of(problem.Rules, front, cleared.RequestedJoules, cleared.NominalUnservedJoules);
            if (byRule != cleared.Chosen)
                Add("chosen", null, $"the rule chooses point {byRule} of the front, not {cleared.Chosen}");
        }

        private void Add(string code, OfferId? offer, string detail) => found.Add(new ClearingViolation(code, request.Id, offer, detail));
    }
}
