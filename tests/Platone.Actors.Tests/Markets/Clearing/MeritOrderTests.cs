using CsCheck;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;
using Platone.Actors.Markets.Clearing.Explanation;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Markets.Clearing;

public class MeritOrderTests(ITestOutputHelper output)
{
    private static readonly MeritOrderEngine Engine = new();

    [Fact]
    public void No_result_breaks_a_rule() => ClearingGen.Problems.Sample(p => EngineLaws.BreaksNoRule(Engine, p), iter: Nightly.Times(2_000, 50_000));

    [Fact]
    public void The_same_problem_gives_the_same_result() => ClearingGen.Problems.Sample(p => EngineLaws.IsRepeatable(Engine, p));

    [Fact]
    public void A_DSO_is_never_worse_off_because_a_TSO_asks() => ClearingGen.Problems.Sample(p => EngineLaws.DsoComesFirst(Engine, p));

    [Fact]
    public void A_cheaper_equal_never_loses_to_a_dearer_one() =>
        ClearingGen.Sized(1, 6).Sample(p => EngineLaws.CheaperEqualWins(Engine, p), iter: Nightly.Times(300, 5_000));

    [SkippableTheory]
    [InlineData("m20x8")]
    [InlineData("m100x16")]
    [InlineData("m500x96")]
    [InlineData("m2000x96")]
    public void It_covers_what_can_be_covered_and_is_not_far_from_the_optimum(string name)
    {
        var problem = Instances.Read(name);
        var oracle = Instances.OraclesOf(name)[0];
        var result = Engine.Clear(problem);
        Assert.Empty(ClearingCheck.Violations(problem, result));
        var cleared = result.Requests[0];
        output.WriteLine($"{name}: cost {(double)cleared.Cost / oracle.CheapestAtTarget:0.0000} x, hypervolume {oracle.Quality(cleared):0.0000}, "
            + $"unserved +{oracle.ExcessUnserved(cleared):P4}");
        Assert.InRange(oracle.ExcessUnserved(cleared), -1e-4, 1e-4);
        Assert.InRange((double)cleared.Cost / oracle.CheapestAtTarget, 0.999, 1.3);
    }
}
