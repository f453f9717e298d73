using CsCheck;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Actors.Markets.Clearing.Explanation;

namespace Platone.Actors.Tests.Markets.Clearing;

public class ClearingExplanationTests
{
    [Fact]
    public void Every_offer_learns_why()
    {
        var half = new Factor(500_000);
        var problem = new ClearingProblem(900, 2,
            [
                new ClearingRequest(new RequestId("dso"), true, Direction.Up, ["bus-1"], [10_000, 0], PriceCap: 100),
                new ClearingRequest(new RequestId("tso"), false, Direction.Up, null, [1_000, 0]),
            ],
            [
                Offer("cheap", 3_000, 10m),
                Offer("limited", 2_000, 20m) with { Limit = half },
                Offer("curve", 2_000, 0m) with { Price = new PriceCurve([new PriceStep(half, 30m), new PriceStep(Factor.One, 110m)]) },
                Offer("part", 9_000, 40m),
                Offer("beaten", 9_000, 50m),
                Offer("down", 1_000, 1m) with { Direction = Direction.Down },
                Offer("away", 1_000, 60m) with { Buses = ["bus-1", "bus-2"] },
                Offer("late", 0, 1m) with { Power = [0, 5_000] },
                Offer("dear", 1_000, 101m),
                Offer("one", 1_000, 15m) with { AlternativeOf = "g" },
                Offer("other", 1_000, 16m) with { AlternativeOf = "g" },
                Offer("taken", 1_000, 2m) with { Taken = half, MinActivation = Factor.One },
                Offer("shut", 1_000, 2m) with { Limit = half, MinActivation = Factor.One },
            ],
            new ClearingRules());
        var result = new ExactEngine().Clear(problem);
        var dso = ClearingExplanation.Of(problem, result)[0];

        Assert.Equal(
        [
            ("cheap", OfferFate.Awarded, 1, -30m), ("limited", OfferFate.LimitedByValidation, 4, -20m), ("curve", OfferFate.LimitedByCap, 5, -10m),
            ("part", OfferFate.AwardedInPart, 6, 0m), ("beaten", OfferFate.Beaten, 7, 10m), ("down", OfferFate.WrongDirection, null, null),
            ("away", OfferFate.OutOfArea, null, null), ("late", OfferFate.NotWhenNeeded, null, null), ("dear", OfferFate.OverCap, null, null),
            ("one", OfferFate.Awarded, 2, -25m), ("other", OfferFate.AlternativeAwarded, 3, -24m), ("taken", OfferFate.AlreadyTaken, null, null),
            ("shut", OfferFate.ShutByValidation, (int?)null, (decimal?)null),
        ],
            dso.Offers.Select(o => (o.Offer.Value, o.Fate, o.Rank, o.PriceDistance)));
        Assert.Equal((7, 40m, true, true), (dso.Matching, dso.DearestAwarded, dso.IsCovered, dso.IsTargetReached));
        Assert.Equal("one", dso.Offers[10].Because?.Value);
        var tso = ClearingExplanation.Of(problem, result)[1];
        Assert.Equal((OfferFate.AlreadyTaken, OfferFate.AlternativeAwarded, "one"),
            (tso.Offers[0].Fate, tso.Offers[10].Fate, tso.Offers[10].Because?.Value));
    }

    [Fact]
    public void It_agrees_with_the_awards_of_any_clearing() => ClearingGen.Problems.Sample(p =>
    {
        var result = new ExactEngine().Clear(p);
        foreach (var (explained, cleared) in ClearingExplanation.Of(p, result).Zip(result.Requests))
        {
            Assert.Equal(p.Offers.Select(o => o.Id), explained.Offers.Select(o => o.Offer));
            Assert.Equal(cleared.Awards.Select(a => (a.Offer, a.Factor)),
                explained.Offers.Where(o => o.Fate <= OfferFate.LimitedByCap).Select(o => (o.Offer, o.Awarded)));
            Assert.Equal(explained.Matching, explained.Offers.Count(o => o.Rank is not null));
        }
    }, iter: 200);

    private static ClearingOffer Offer(string id, long watts, decimal price) =>
        new(new OfferId(id), new ParticipantId("agg"), Direction.Up, ["bus-1"], [watts, 0], PriceCurve.Flat(price));
}
