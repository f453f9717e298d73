using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Actors.Markets.Clearing.Explanation;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Markets.Clearing;

public class ExactEngineTests(ITestOutputHelper output)
{
    private static readonly ExactEngine Engine = new();

    [Fact]
    public void No_result_breaks_a_rule() => ClearingGen.Problems.Sample(p => EngineLaws.BreaksNoRule(Engine, p), iter: Nightly.Times(300, 20_000));

    [Fact]
    public void The_same_problem_gives_the_same_result() =>
        ClearingGen.Problems.Sample(p => EngineLaws.IsRepeatable(Engine, p), iter: Nightly.Times(100, 2_000));

    [Fact]
    public void A_DSO_is_never_worse_off_because_a_TSO_asks() =>
        ClearingGen.Problems.Sample(p => EngineLaws.DsoComesFirst(Engine, p), iter: Nightly.Times(100, 2_000));

    [Fact]
    public void A_cheaper_equal_never_loses_to_a_dearer_one() =>
        ClearingGen.Sized(1, 6).Sample(p => EngineLaws.CheaperEqualWins(Engine, p), iter: Nightly.Times(100, 5_000));

    [Fact]
    public void It_agrees_with_another_solver_on_another_model() => ClearingGen.Sized(1, 10).Select(InMegawatts).Sample(p =>
    {
        var (unserved, cheapest, atTarget) = MixedIntegerReference.Solve(p);
        var cleared = Engine.Clear(p).Requests[0];
        // Whole watts: up to one an interval and award.
        var watts = 1e-3 * 0.25 * p.Intervals * (1 + p.Offers.Count);
        Assert.InRange(cleared.NominalUnservedJoules / 3.6e6, unserved - 1e-3, unserved + 1e-3 + watts);
        var euros = watts * 50;
        Assert.InRange((double)cleared.Front[0].Cost, cheapest - euros, cheapest * 1.0002 + euros);
        if (double.IsFinite(atTarget) && (double)cleared.ExpectedShortfallJoules <= Limit(p, cleared))
            Assert.InRange((double)cleared.Cost, atTarget - euros, atTarget * 1.0002 + euros);
        Assert.False(cleared.LimitHit);
        // Where no point reaches the target, the chosen one is one of the front's, and proven as closely as they are.
        var most = (double)cleared.ExpectedShortfallJoules <= Limit(p, cleared) ? 0.0002m : p.Rules.FrontGapTarget;
        Assert.True(cleared.Gap <= most || cleared.Gap * cleared.Cost <= (decimal)euros, $"gap {cleared.Gap} of {cleared.Cost}");
    }, iter: Nightly.Times(300, 5_000));

    [SkippableTheory]
    [InlineData("m20x8")]
    [InlineData("m100x16")]
    [InlineData("m500x96")]
    [InlineData("m2000x96")]
    [InlineData("m200x24-dso-tso")]
    public void It_meets_the_exact_fronts(string name)
    {
        var problem = Instances.Read(name);
        var result = Engine.Clear(problem);
        Assert.Empty(ClearingCheck.Violations(problem, result));
        foreach (var (oracle, cleared) in Instances.OraclesOf(name).Zip(result.Requests))
        {
            var ratio = (double)cleared.Cost / oracle.CheapestAtTarget;
            output.WriteLine($"{name} {cleared.Request}: cost {ratio:0.000000} x, unserved +{oracle.ExcessUnserved(cleared):P4}, "
                + $"gap {cleared.Gap}, {cleared.Work} steps");
            Assert.InRange(oracle.ExcessUnserved(cleared), -1e-6, 1e-4);
            Assert.InRange(ratio, 0.9999, 1.0002);
            Assert.InRange(cleared.Gap!.Value, 0, 0.0002m);
            Assert.True((double)cleared.ExpectedShortfallJoules <= Limit(problem, cleared));
            if (oracle.Front.Count > 0)
                Assert.InRange(oracle.Quality(cleared), 0.995, 1.01);
        }
    }

    [Fact]
    public void A_limit_of_work_ends_in_an_answer_with_its_gap()
    {
        // Sixty offers of all or nothing that are hard to tell apart: no search ends in a hundred steps.
        var random = Seeds.Random(output);
        var problem = KnapsackLike(random, 60) with { Rules = new ClearingRules { FrontPoints = 3, MaximumSimplexSteps = 100 } };
        var result = Engine.Clear(problem);
        Assert.Empty(ClearingCheck.Violations(problem, result));
        Assert.True(result.Requests[0].LimitHit);
        Assert.InRange(result.Requests[0].Gap!.Value, 0.0001m, 0.1m);
        Assert.Equal(result, Engine.Clear(problem));
    }

    [Fact]
    public void What_is_not_linear_is_not_its_own() => Assert.Throws<ArgumentException>(() => Engine.Clear(KnapsackLike(new Random(1), 3) with
    {
        Rules = new ClearingRules { Objectives = [ClearingObjective.Cost, ClearingObjective.PodsMoved] },
    }));

    internal static ClearingProblem KnapsackLike(Random random, int offers) => new(900, 4,
        [new ClearingRequest(new RequestId("r"), true, Direction.Up, null, PowerProfile.Of(4, _ => offers * 4_000))],
        Enumerable.Range(0, offers).Select(i => new ClearingOffer(new OfferId($"o{i}"), new ParticipantId("a"), Direction.Up, ["b"],
            PowerProfile.Of(4, _ => random.NextInt64(8_000, 12_000)), PriceCurve.Flat(random.Next(9_000, 11_000) / 100m))
        {
            MinActivation = Factor.One,
            Reliability = random.Next(800, 1000) / 1000m,
        }).ToValueList(), new ClearingRules());

    // The reference cuts nothing to whole watts. One watt may cost hundreds elsewhere; in megawatts that is lost in the tolerance.
    private static ClearingProblem InMegawatts(ClearingProblem problem)
    {
        return problem with
        {
            Requests = problem.Requests.Select(r => r with { Power = Larger(r.Power) }).ToValueList(),
            Offers = problem.Offers.Select(o => o with { Power = Larger(o.Power) }).ToValueList(),
        };

        static PowerProfile Larger(PowerProfile power) => PowerProfile.Of(power.Count, t => power[t] * 1000);
    }

    private static double Limit(ClearingProblem problem, ClearedRequest cleared) => (double)(cleared.NominalUnservedJoules
        + (1 - problem.Rules.ReliabilityTarget) * (cleared.RequestedJoules - cleared.NominalUnservedJoules));
}
