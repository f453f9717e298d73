using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;
using Platone.Actors.Markets.Clearing.Objectives;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Rebounds;
using Platone.Testing;

namespace Platone.Actors.Tests.Markets.Clearing;

/// <summary>Network losses and rebound energy: what an offer weighs, and the exact engine's front of them.</summary>
public sealed class LinearObjectivesTests
{
    private static readonly ExactEngine Engine = new();

    private static readonly ClearingObjective[] All =
        [ClearingObjective.Cost, ClearingObjective.ExpectedShortfall, ClearingObjective.NetworkLosses, ClearingObjective.ReboundEnergy];

    private static Gen<ClearingProblem> Problems { get; } = ClearingGen.Weighted(3, 8, All);

    [Fact]
    public void No_result_breaks_a_rule() => Problems.Sample(p =>
    {
        EngineLaws.BreaksNoRule(Engine, p);
        EngineLaws.BreaksNoRule(new MeritOrderEngine(), p);
    }, iter: Nightly.Times(100, 5_000));

    [Fact]
    public void The_same_problem_gives_the_same_result() =>
        Problems.Sample(p => EngineLaws.IsRepeatable(Engine, p), iter: Nightly.Times(50, 1_000));

    [Fact]
    public void A_DSO_is_never_worse_off_because_a_TSO_asks() =>
        Problems.Sample(p => EngineLaws.DsoComesFirst(Engine, p), iter: Nightly.Times(50, 1_000));

    [Fact]
    public void A_cheaper_equal_never_loses_to_a_dearer_one() =>
        ClearingGen.Weighted(1, 5, All).Sample(p => EngineLaws.CheaperEqualWins(Engine, p), iter: Nightly.Times(50, 2_000));

    [Fact]
    public void Every_point_of_the_front_is_worth_what_its_awards_are_and_none_of_cost_and_shortfall_is_lost() => Problems.Sample(p =>
    {
        var two = Engine.Clear(p with { Rules = p.Rules with { Objectives = [ClearingObjective.Cost, ClearingObjective.ExpectedShortfall] } });
        var all = Engine.Clear(p);
        var (fewer, cleared) = (two.Requests[0], all.Requests[0]);
        Assert.Equal(fewer.NominalUnservedJoules, cleared.NominalUnservedJoules);
        foreach (var point in fewer.Front)
            Assert.Contains(cleared.Front, q => q.Cost <= point.Cost && q.ExpectedShortfallJoules <= point.ExpectedShortfallJoules);
        Assert.True(cleared.Cost <= fewer.Cost || cleared.ExpectedShortfallJoules < fewer.ExpectedShortfallJoules);
        var offers = p.Offers.ToDictionary(o => o.Id);
        var chosen = cleared.Front[cleared.Chosen].Others;
        Assert.Equal(cleared.Awards.Sum(a => offers[a.Offer].LossesJ * a.Factor.Value), chosen[0]);
        Assert.Equal(cleared.Awards.Sum(a => offers[a.Offer].ReboundJ * a.Factor.Value), chosen[1]);
        for (var i = 0; i < cleared.Front.Count; i++)   // none is better than another in all
            for (var j = 0; j < cleared.Front.Count; j++)
                Assert.True(i == j || !(cleared.Front[i].Cost <= cleared.Front[j].Cost
                    && cleared.Front[i].ExpectedShortfallJoules <= cleared.Front[j].ExpectedShortfallJoules
                    && cleared.Front[i].Others.Zip(cleared.Front[j].Others).All(o => o.Item1 <= o.Item2)));
    }, iter: Nightly.Times(100, 5_000));

    [Fact]
    public void It_agrees_with_another_solver_on_another_model()
    {
        Sample(ClearingObjective.NetworkLosses, o => o.LossesJ);
        Sample(ClearingObjective.ReboundEnergy, o => o.ReboundJ);

        static void Sample(ClearingObjective objective, Func<ClearingOffer, decimal> weightOf) =>
            ClearingGen.Weighted(1, 8, ClearingObjective.Cost, objective).Select(InMegawatts).Sample(p =>
            {
                var cleared = Engine.Clear(p).Requests[0];
                var (unserved, _, _) = MixedIntegerReference.Solve(p);
                var least = MixedIntegerReference.LeastOf(p, unserved, weightOf);
                var found = cleared.Front.Select(x => (Kwh: (double)x.Others[0] / 3.6e6, Cost: (double)x.Cost)).ToList();
                // Whole watts: up to one an interval and award.
                var kwh = 1e-3 * 0.25 * p.Intervals * (1 + p.Offers.Count);
                var (most, range) = (found[0].Kwh, found[0].Kwh - least);
                Assert.InRange(found.Min(f => f.Kwh), least - kwh, least + kwh + 1e-3 * (Math.Abs(range) + Math.Abs(least)));
                foreach (var (value, cost) in found)
                {
                    var reference = MixedIntegerReference.CostAt(p, unserved, weightOf, value + 1e-6 * (1 + Math.Abs(value)));
                    Assert.InRange(cost, reference - kwh * 50, reference * 1.0006 + kwh * 50 + 1e-3 * Math.Abs(reference));
                }
            }, iter: Nightly.Times(60, 2_000));
    }

    [Fact]
    public void Less_of_an_objective_costs_more_along_the_front()
    {
        // Twins but for price and losses: who asks for fewer losses takes the dearer one.
        var problem = new ClearingProblem(900, 1,
            [new ClearingRequest(new RequestId("r"), true, Direction.Up, null, [1_000])],
            [Offer("cheap", 40, 0), Offer("good", 60, -36_000)],
            new ClearingRules { Objectives = [ClearingObjective.Cost, ClearingObjective.ExpectedShortfall, ClearingObjective.NetworkLosses], FrontPoints = 5 });
        var cleared = Engine.Clear(problem).Requests[0];
        Assert.Equal([0m, -9_000, -18_000, -27_000, -36_000], cleared.Front.Take(5).Select(p => Math.Round(p.Others[0] / 10) * 10));
        foreach (var (cost, point) in new[] { 0.010, 0.01125, 0.0125, 0.01375, 0.015 }.Zip(cleared.Front))
            Assert.Equal(cost, (double)point.Cost, 2e-5);
        Assert.Equal(0, cleared.Chosen);   // the rule chooses the cheapest that is reliable enough; the front shows what else there is

        static ClearingOffer Offer(string id, decimal price, decimal losses) => new(new OfferId(id), new ParticipantId("a"), Direction.Up, ["b"], [1_000],
            PriceCurve.Flat(price)) { LossesJ = losses };
    }

    [Fact]
    public void An_offer_weighs_its_losses_at_its_buses_and_what_comes_back_of_each_pod()
    {
        var offer = new ClearingOffer(new OfferId("o"), new ParticipantId("a"), Direction.Up, ["b-1", "b-2"], [3_000, 1_000, 0], PriceCurve.Flat(1));
        var losses = LossFactors.Of([new("b-2", -0.02m), new("b-1", 0.05m)]);
        (string, PowerProfile)[] parts = [("b-1", [2_000, 1_000, 0]), ("b-2", [1_000, 0, 0]), ("elsewhere", [0, 0, 0])];
        var weighed = Weigh(offer, ClearingObjective.NetworkLosses, ClearingObjective.ReboundEnergy);
        // 0.05 x 3,000 W - 0.02 x 1,000 W less for 900 s; back come 750 W of the first before the session ends, of the second 250 W twice.
        Assert.Equal((-(0.05m * 3_000 - 0.02m * 1_000) * 900, (750 + 250 + 250) * 900m), (weighed.LossesJ, weighed.ReboundJ));
        Assert.Equal(-weighed.LossesJ, Weigh(offer with { Direction = Direction.Down }, ClearingObjective.NetworkLosses).LossesJ);
        Assert.Equal(offer, Weigh(offer, ClearingObjective.Cost));
        Assert.Equal(0, Weigh(offer, ClearingObjective.NetworkLosses).ReboundJ);

        ClearingOffer Weigh(ClearingOffer of, params ClearingObjective[] objectives) => new OfferWeights(ValueList.Of<ClearingObjective>(objectives), losses,
            new ReboundRule(ReboundAction.Off, 0.5m, 2), 900).Weigh(of, parts);
    }

    [Theory]
    [InlineData("lossFactors.b", "{\"b\": 1.5}")]
    [InlineData("lossFactors.b", "{\"b\": 0.1234567}")]
    [InlineData("lossFactors.b: appears twice", "{\"b\": 0.1, \"b\": 0.2}")]
    [InlineData("lossFactors.b: expected a number", "{\"b\": \"NaN\"}")]
    [InlineData("lossFactors: expected an object", "[1]")]
    [InlineData("lossFactors: is missing", "null")]
    [InlineData("rebound.share", "{\"b\": 0.1}, \"rebound\": {\"share\": 2}")]
    [InlineData("rebound.intervals", "{\"b\": 0.1}, \"rebound\": {\"intervals\": 0}")]
    [InlineData("rebound.action: unknown field", "{\"b\": 0.1}, \"rebound\": {\"action\": \"Flag\"}")]
    [InlineData("objectives[1]", "{\"b\": 0.1}, \"objectives\": [\"Cost\", \"Beauty\"]")]
    [InlineData("rules.objectives", "{\"b\": 0.1}, \"objectives\": []")]
    public void A_file_with_a_wrong_weight_is_refused_by_its_field(string field, string losses)
    {
        var e = Assert.Throws<FormatException>(() => Read(losses));
        Assert.Contains(field, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_says_objectives_losses_and_rebound()
    {
        var problem = Read("""{"b": 0.05, "c": -0.01}, "rebound": {"share": 1, "intervals": 1}""");
        Assert.Equal(All, problem.Rules.Objectives);
        // At one bus; evenly at two.
        Assert.Equal([-0.05m * 3_000 * 900, -0.02m * 3_000 * 900], problem.Offers.Select(o => o.LossesJ));
        Assert.Equal([3_000 * 900m, 3_000 * 900m], problem.Offers.Select(o => o.ReboundJ));
        Assert.Equal("exact", new EngineChoice().Clear(problem).Engine);
    }

    private static ClearingProblem Read(string losses)
    {
        var objectives = losses.Contains("objectives", StringComparison.Ordinal)
            ? "" : """ "objectives": ["Cost", "ExpectedShortfall", "NetworkLosses", "ReboundEnergy"],""";
        return SessionFile.Parse(System.Text.Encoding.UTF8.GetBytes($$"""
            {"intervalMinutes": 15, "intervals": 4,{{objectives}} "lossFactors": {{losses}},
             "requests": [{"id": "r", "requester": "DSO", "direction": "Up", "area": "*", "power": [1000, 0, 0, 0]}],
             "offers": [{"id": "o1", "participant": "a", "bus": "b", "direction": "Up", "power": [2000, 0, 1000, 0], "price": 10},
                        {"id": "o2", "participant": "a", "buses": ["b", "c"], "direction": "Up", "power": [2000, 0, 1000, 0], "price": 10}]}
            """), new ClearingRules());
    }

    // The reference cuts nothing to whole watts.
    private static ClearingProblem InMegawatts(ClearingProblem problem)
    {
        return problem with
        {
            Requests = problem.Requests.Select(r => r with { Power = Larger(r.Power) }).ToValueList(),
            Offers = problem.Offers.Select(o => o with { Power = Larger(o.Power), LossesJ = o.LossesJ * 1000, ReboundJ = o.ReboundJ * 1000 }).ToValueList(),
        };

        static PowerProfile Larger(PowerProfile power) => PowerProfile.Of(power.Count, t => power[t] * 1000);
    }
}
