using CsCheck;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Tests.Markets.Settlement;

public sealed class TokenPolicyTests
{
    private static readonly ParticipantId Aggregator = new("agg");

    private static SettlementLine Line(string? customer, decimal deliveredJ, decimal deficiencyJ, string aggregator = "agg", LineBasis basis = LineBasis.Metered) =>
        new(Given.Order(1, customer: customer, aggregator: aggregator), basis, 0, deliveredJ, deficiencyJ, 1);

    private static TokenGrant Grant(string customer, long minted, long burned) => new(new ParticipantId(customer), minted, burned);

    [Fact]
    public void A_token_is_a_kilowatt_hour_and_its_unit_a_watt_hour() => Assert.Equal(
        [Grant("anna", 1500, 250), Grant("bruno", 0, 1)],
        TokenPolicy.OnePerKilowattHour.Grants(Aggregator,
            [Line("bruno", 0, 3600), Line("anna", 3_600_000, 900_000), Line("anna", 1_800_000, 0)]));

    [Fact]
    public void Rates_are_the_aggregators() => Assert.Equal([Grant("anna", 2500, 500)],
        new TokenPolicy(2.5m, 0.5m).Grants(Aggregator, [Line("anna", 3_600_000, 3_600_000)]));

    [Fact]
    public void A_sum_is_rounded_once_half_to_even()
    {
        var halves = Enumerable.Repeat(Line("anna", 1800, 600), 3);
        Assert.Equal([Grant("anna", 2, 0)], TokenPolicy.OnePerKilowattHour.Grants(Aggregator, halves));   // 1.5 and 0.5 Wh
    }

    [Fact]
    public void Others_lines_those_without_a_customer_and_those_that_wait_have_no_part() => Assert.Empty(
        TokenPolicy.OnePerKilowattHour.Grants(Aggregator,
            [Line("anna", 3_600_000, 0, "other"), Line(null, 3_600_000, 0), Line("anna", 3_600_000, 0, basis: LineBasis.Waiting), Line("carla", 0, 0)]));

    [Fact]
    public void A_correction_leads_from_one_version_to_the_next()
    {
        Assert.Equal([Grant("anna", 0, 300), Grant("bruno", 100, 0), Grant("carla", 7, 0)], TokenPolicy.Correction(
            [Grant("anna", 1000, 0), Grant("bruno", 0, 100), Grant("dora", 5, 1)],
            [Grant("anna", 800, 100), Grant("carla", 7, 0), Grant("dora", 5, 1)]));

        var grants = Gen.Select(Gen.Int[0, 5], Gen.Long[0, 1000], Gen.Long[0, 1000], (c, m, b) => Grant($"c{c}", m, b)).Array[0, 10];
        Gen.Select(grants, grants).Sample((made, due) =>
        {
            var correction = TokenPolicy.Correction(made, due);
            Assert.Equal(due.Sum(g => g.Minted - g.Burned), made.Concat(correction).Sum(g => g.Minted - g.Burned));
            Assert.All(correction, g => Assert.True(g is { Minted: > 0, Burned: 0 } or { Minted: 0, Burned: > 0 }));
        });
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(1_000_001, 0)]
    [InlineData(0.0000001, 0)]
    public void A_rate_is_not_negative_and_not_too_fine(double minted, double burned) => Assert.Throws<InvalidOperationException>(
        () => new TokenPolicy((decimal)minted, (decimal)burned).Grants(Aggregator, []));
}
