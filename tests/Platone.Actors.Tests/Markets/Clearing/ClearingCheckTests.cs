using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;
using Platone.Actors.Markets.Clearing.Explanation;

namespace Platone.Actors.Tests.Markets.Clearing;

public class ClearingCheckTests
{
    private static readonly ClearingProblem Problem = new(900, 2,
        [
            new ClearingRequest(new RequestId("tso"), IsDso: false, Direction.Up, null, [1_000, 1_000]),
            new ClearingRequest(new RequestId("dso"), IsDso: true, Direction.Up, ["bus-1"], [4_000, 4_000], PriceCap: 100),
        ],
        [
            Offer("cheap", "bus-1", 3_000, 10m),
            Offer("lump", "bus-1", 4_000, 50m) with { MinActivation = new Factor(500_000) },
            Offer("dear", "bus-1", 4_000, 120m),
            Offer("away", "bus-2", 4_000, 20m),
            Offer("one", "bus-1", 2_000, 60m) with { AlternativeOf = "g" },
            Offer("other", "bus-1", 2_000, 70m) with { AlternativeOf = "g" },
            Offer("down", "bus-1", 2_000, 5m) with { Direction = Direction.Down },
        ],
        new ClearingRules());

    private static readonly ClearingResult Result = new MeritOrderEngine().Clear(Problem);

    [Fact]
    public void A_result_of_an_engine_is_in_order_and_its_awards_are_as_expected()
    {
        Assert.Empty(ClearingCheck.Violations(Problem, Result));
        Assert.Equal(["dso", "tso"], Result.Requests.Select(r => r.Request.Value));
        // Half of 4,000 W is the least of the dearer one, so that 2,000 of 3,000 W are left for the cheap one; each for half an hour.
        Assert.Equal([("cheap", 0.666667m, 0.01m), ("lump", 0.5m, 0.05m)],
            Result.Requests[0].Awards.Select(a => (a.Offer.Value, a.Factor.Value, a.Cost)));
        Assert.Equal([("cheap", 0.333m), ("away", 0.00025m)], Result.Requests[1].Awards.Select(a => (a.Offer.Value, a.Factor.Value)));
    }

    [Theory]
    [InlineData("cheap", 1_000_000, null)]
    [InlineData("lump", 400_000, "min-activation")]
    [InlineData("dear", 100_000, "price-cap")]
    [InlineData("away", 100_000, "area")]
    [InlineData("down", 100_000, "direction")]
    public void An_award_against_a_rule_is_found(string offer, int millionths, string? code) =>
        Assert.Equal(code, Codes(Of(offer, millionths)).FirstOrDefault());

    [Fact]
    public void Two_alternatives_are_found() => Assert.Contains("alternative", Codes(Of("one", 500_000), Of("other", 500_000)));

    [Fact]
    public void More_than_is_left_is_found()
    {
        var limited = Problem with { Offers = Problem.Offers.Select(o => o with { Limit = new Factor(600_000) }).ToValueList() };
        Assert.Contains("over-awarded", Codes(limited, Of("cheap", 1_000_000)));
        var taken = Problem with { Offers = Problem.Offers.Select(o => o with { Taken = new Factor(600_000) }).ToValueList() };
        Assert.Contains("over-awarded", Codes(taken, Of("cheap", 500_000)));
        Assert.Contains("over-awarded", Codes(taken, Of("lump", 400_000)));
        Assert.Contains("alternative", Codes(Problem with
        {
            Offers = Problem.Offers.Select(o => o.Id.Value == "other" ? o with { Taken = new Factor(1) } : o).ToValueList(),
        }, Of("one", 500_000)));
    }

    [Fact]
    public void A_TSO_award_of_what_a_DSO_has_is_found() => Assert.Contains("over-awarded", ClearingCheck.Violations(Problem,
        Result with { Requests = [Result.Requests[0], Result.Requests[1] with { Awards = [Of("cheap", 333_334) with { Request = new RequestId("tso") }] }] })
        .Select(v => v.Code));

    [Fact]
    public void Wrong_figures_are_found()
    {
        var dso = Result.Requests[0];
        Assert.Contains("cost", Codes(dso with { Cost = dso.Cost + 0.0000001m }));
        Assert.Contains("unserved", Codes(dso with { NominalUnservedJoules = 1 }));
        Assert.Contains("shortfall", Codes(dso with { ExpectedShortfallJoules = 1 }));
        Assert.Contains("requested", Codes(dso with { RequestedJoules = 1 }));
        Assert.Contains("gap", Codes(dso with { Gap = -1 }));
        Assert.Contains("chosen", Codes(dso with { Chosen = 1 }));
        Assert.Contains("chosen", Codes(dso with { Front = [new FrontPoint(dso.Cost - 1, 0), .. dso.Front], Chosen = 1 }));
        Assert.Contains("front", Codes(dso with { Front = [.. dso.Front, .. dso.Front] }));
        Assert.Contains("power", Codes(dso with { Awards = [dso.Awards[0] with { Power = [3_000, 2_999] }, dso.Awards[1]] }));
        Assert.Contains("cost", Codes(dso with { Awards = [dso.Awards[0] with { Cost = 0.016m }, dso.Awards[1]] }));
        Assert.Contains("order", Codes(dso with { Awards = [dso.Awards[1], dso.Awards[0]] }));
        Assert.Contains("unknown-offer", Codes(dso with { Awards = [dso.Awards[0] with { Offer = new OfferId("x") }] }));
        Assert.Equal(["requests"], ClearingCheck.Violations(Problem, Result with { Requests = [dso] }).Select(v => v.Code));
    }

    private static ClearingOffer Offer(string id, string bus, long watts, decimal price) =>
        new(new OfferId(id), new ParticipantId("agg"), Direction.Up, [bus], [watts, watts], PriceCurve.Flat(price));

    private static ClearedAward Of(string offer, int millionths)
    {
        var (o, factor) = (Problem.Offers.Single(x => x.Id.Value == offer), new Factor(millionths));
        return new ClearedAward(new RequestId("dso"), o.Id, factor, PowerProfile.Of(2, t => factor.Of(o.Power[t])),
            o.Price.CostOf(o.Power, Factor.Zero, factor, 900));
    }

    private static IEnumerable<string> Codes(params ClearedAward[] awards) => Codes(Problem, awards);

    // What the figures of such awards would be is not the point here.
    private static IEnumerable<string> Codes(ClearingProblem problem, params ClearedAward[] awards) =>
        Codes(problem, Result.Requests[0] with { Awards = ValueList.Of<ClearedAward>(awards) })
            .Except(["cost", "unserved", "shortfall", "chosen"]);

    private static IEnumerable<string> Codes(ClearedRequest dso) => Codes(Problem, dso);

    private static IEnumerable<string> Codes(ClearingProblem problem, ClearedRequest dso) =>
        ClearingCheck.Violations(problem, Result with { Requests = [dso, Result.Requests[1]] })
            .Where(v => v.Request?.Value != "tso").Select(v => v.Code);
}
