using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines;
using Platone.Actors.Markets.Clearing.Engines.Evolution;
using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Actors.Markets.Clearing.Explanation;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Markets.Clearing;

public class NsgaEngineTests(ITestOutputHelper output)
{
    private static readonly NsgaEngine Engine = new();
    private static readonly NsgaEngine Alone = new(isAlone: true);

    private static readonly ClearingRules All = ClearingGen.Rules with
    {
        Objectives =
        [
            ClearingObjective.Cost, ClearingObjective.ExpectedShortfall, ClearingObjective.PodsMoved, ClearingObjective.AggregatorSpread,
            ClearingObjective.NetworkLosses, ClearingObjective.ReboundEnergy,
        ],
    };

    [Fact]
    public void No_result_breaks_a_rule() => ClearingGen.Weighted(3, 10, [.. All.Objectives]).Sample(p =>
    {
        EngineLaws.BreaksNoRule(Alone, p with { Rules = ClearingGen.Rules });
        EngineLaws.BreaksNoRule(Engine, p);
    }, iter: Nightly.Times(200, 5_000));

    [Fact]
    public void The_same_problem_and_seed_give_the_same_result() =>
        ClearingGen.Problems.Sample(p => EngineLaws.IsRepeatable(Alone, p with { Rules = All }), iter: Nightly.Times(50, 1_000));

    [Fact]
    public void A_DSO_is_never_worse_off_because_a_TSO_asks() =>
        ClearingGen.Problems.Sample(p => EngineLaws.DsoComesFirst(Alone, p), iter: Nightly.Times(50, 1_000));

    [Fact]
    public void A_cheaper_equal_never_loses_to_a_dearer_one() =>
        ClearingGen.Sized(1, 6).Sample(p => EngineLaws.CheaperEqualWins(Alone, p), iter: Nightly.Times(50, 1_000));

    [Fact]
    public void Begun_from_exact_points_it_is_never_worse() => ClearingGen.Sized(1, 10).Sample(p =>
    {
        var exact = new ExactEngine().Clear(p).Requests[0];
        var evolved = Engine.Clear(p).Requests[0];
        var tolerance = p.Requests[0].Power.Over(p.IntervalSeconds).Joules / RequestAnswers.ToleranceDivisor;
        Assert.True(evolved.NominalUnservedJoules <= exact.NominalUnservedJoules + tolerance);
        foreach (var point in exact.Front)
            Assert.Contains(evolved.Front, q => q.Cost <= point.Cost && q.ExpectedShortfallJoules <= point.ExpectedShortfallJoules);
    }, iter: Nightly.Times(100, 3_000));

    [Fact]
    public void The_front_of_more_objectives_has_points_that_are_better_in_each()
    {
        var problem = ExactEngineTests.KnapsackLike(new Random(4), 20);
        var offers = problem.Offers.Select((o, i) => o with
        {
            Pods = 1 + i % 5, Aggregator = new ParticipantId($"a{i % 3}"), LossesJ = -1_000 * (i * 7 % 20), ReboundJ = 1_000 * (i * 3 % 20),
        });
        var cleared = Engine.Clear(problem with
        {
            Offers = offers.ToValueList(),
            Rules = All with { Population = 40, Generations = 40 },
        }).Requests[0];
        var cheapest = cleared.Front[0];
        Assert.Equal(4, cheapest.Others.Count);
        for (var i = 0; i < 4; i++)
            Assert.Contains(cleared.Front, p => p.Others[i] < cheapest.Others[i]);
    }

    [SkippableTheory]
    [InlineData("m20x8")]
    [InlineData("m100x16")]
    [InlineData("m500x96")]
    [InlineData("m2000x96")]
    [InlineData("m200x24-dso-tso")]
    public void Alone_it_comes_near_the_exact_fronts(string name)
    {
        var problem = Instances.Read(name, new ClearingRules { Generations = Nightly.Times(40, 250) });
        var result = Alone.Clear(problem);
        Assert.Empty(ClearingCheck.Violations(problem, result));
        var (oracles, first) = (Instances.OraclesOf(name), true);
        foreach (var (oracle, cleared) in oracles.Zip(result.Requests))
        {
            var ratio = (double)cleared.Cost / oracle.CheapestAtTarget;
            output.WriteLine($"{name} {cleared.Request}: cost {ratio:0.0000} x, unserved +{oracle.ExcessUnserved(cleared):P4}, "
                + $"hypervolume {(oracle.Front.Count > 0 ? oracle.Quality(cleared) : double.NaN):0.0000} of {cleared.Front.Count} points");
            Assert.InRange(ratio, 0.98, 1.02);
            if (first)   // what the second has left depends on the first
                Assert.InRange(oracle.ExcessUnserved(cleared), -1e-6, 1e-4);
            if (oracle.Front.Count > 0)
                Assert.True(oracle.Quality(cleared) >= 0.97);
            first = false;
        }
    }

    [Fact]
    public void The_choice_is_exact_where_all_is_linear()
    {
        var choice = new EngineChoice();
        Assert.IsType<ExactEngine>(choice.For(new ClearingRules()));
        Assert.IsType<NsgaEngine>(choice.For(All));
    }
}
