using CsCheck;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Markets.Tokens;

public sealed class AggregatorTokensTests
{
    private static readonly ParticipantId Aggregator = new("agg");
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static SetTokenPolicy Set(decimal minted, decimal burned, DateTimeOffset from, DateTimeOffset? at = null) =>
        new(Aggregator, new TokenPolicy(minted, burned), from, at ?? Now);

    private static AggregatorTokens After(params IEnumerable<SetTokenPolicy> commands) => commands.Aggregate(AggregatorTokens.Empty(Aggregator),
        (s, c) => s.Decide(c).Events.Aggregate(s, (state, e) => state.Apply(e)));

    [Fact]
    public void A_policy_holds_from_its_instant_to_the_next_ones()
    {
        var tokens = After(Set(1, 1, Now), Set(2, 0.5m, Now.AddDays(2)), Set(3, 0, Now.AddDays(1)));
        Assert.Null(tokens.At(Now.AddTicks(-1)));
        Assert.Equal(new TokenPolicy(1, 1), tokens.At(Now));
        Assert.Equal(new TokenPolicy(3, 0), tokens.At(Now.AddDays(1)));
        Assert.Equal(new TokenPolicy(2, 0.5m), tokens.At(Now.AddYears(1)));
        // It may be changed as long as its time has not come.
        Assert.Equal(new TokenPolicy(4, 4), After(Set(1, 1, Now.AddDays(1)), Set(4, 4, Now.AddDays(1))).At(Now.AddDays(1)));
    }

    [Fact]
    public void What_has_passed_stays_as_it_was()
    {
        var tokens = After(Set(1, 1, Now));
        Assert.True(tokens.Decide(Set(1, 1, Now, Now.AddHours(1))).IsAlreadyDone);
        Assert.Equal(("token-policy-in-the-past", "validFrom"), Refusal(tokens, Set(2, 1, Now, Now.AddHours(1))));
        Assert.Equal(("token-policy-in-the-past", "validFrom"), Refusal(tokens, Set(2, 1, Now.AddMinutes(59), Now.AddHours(1))));
    }

    [Theory]
    [InlineData(-1, 0, "mintedPerKwh")]
    [InlineData(1_000_001, 0, "mintedPerKwh")]
    [InlineData(1, 0.0000001, "burnedPerKwh")]
    public void A_rate_out_of_range_is_refused(double minted, double burned, string field) =>
        Assert.Equal(("token-rate", field), Refusal(AggregatorTokens.Empty(Aggregator), Set((decimal)minted, (decimal)burned, Now)));

    [Fact]
    public void It_keeps_the_laws_of_aggregates() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Int[0, 3]).Array[0, 12].Sample(all => AggregateLaws.Hold<AggregatorTokens, SetTokenPolicy, TokenPolicySet>(
            AggregatorTokens.Empty(Aggregator), all.Select(x => Set(x.Item1, 1, Now.AddHours(x.Item2), Now.AddHours(x.Item3)))));

    private static (string, string?) Refusal(AggregatorTokens tokens, SetTokenPolicy command)
    {
        Problem problem = Assert.IsType<Problem>(tokens.Decide(command).Problem);
        return (problem.Code, problem.Field);
    }
}
