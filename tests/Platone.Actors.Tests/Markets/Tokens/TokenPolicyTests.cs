using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Markets.Tokens;
using Given = Platone.Actors.Tests.Markets.Settlement.Given;

namespace Platone.Actors.Tests.Markets.Tokens;

public sealed class TokenPolicyTests
{
    private static readonly ParticipantId Aggregator = new("agg");

    private static SettlementLine Line(string? customer, decimal deliveredJ, decimal deficiencyJ, string aggregator = "agg", LineBasis basis = LineBasis.Metered) =>
        new(Given.Order(1, customer: customer, aggregator: aggregator), basis, 0, deliveredJ, deficiencyJ, 1);

    private static TokenGrant Grant(string? customer, long minted, long burned) =>
        new(new TokenHolder(Given.Order(1).Pod, customer is null ? null : new ParticipantId(customer)), minted, burned);

    [Fact]
    public void A_token_is_a_kilowatt_hour_and_its_unit_a_watt_hour() => Assert.Equal(
        [Grant("anna", 1500, 250), Grant("bruno", 0, 1)],
        TokenPolicy.OnePerKilowattHour.Due(Aggregator,
            [Line("bruno", 0, 3600), Line("anna", 3_600_000, 900_000), Line("anna", 1_800_000, 0)]));

    [Fact]
    public void Rates_are_the_aggregators() => Assert.Equal([Grant("anna", 2500, 500)],
        new TokenPolicy(2.5m, 0.5m).Due(Aggregator, [Line("anna", 3_600_000, 3_600_000)]));

    [Fact]
    public void A_sum_is_rounded_once_half_to_even()
    {
        var halves = Enumerable.Repeat(Line("anna", 1800, 600), 3);
        Assert.Equal([Grant("anna", 2, 0)], TokenPolicy.OnePerKilowattHour.Due(Aggregator, halves));   // 1.5 and 0.5 Wh
    }

    [Fact]
    public void Others_lines_have_no_part_and_those_that_wait_only_name_their_holder() => Assert.Equal(
        [Grant(null, 1000, 0), Grant("anna", 0, 0), Grant("carla", 0, 0)],
        TokenPolicy.OnePerKilowattHour.Due(Aggregator,
            [Line("bruno", 3_600_000, 0, "other"), Line("anna", 3_600_000, 0, basis: LineBasis.Waiting), Line("carla", 0, 0), Line(null, 3_600_000, 0)]));

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(1_000_001, 0)]
    [InlineData(0.0000001, 0)]
    public void A_rate_is_not_negative_and_not_too_fine(double minted, double burned) => Assert.Throws<InvalidOperationException>(
        () => new TokenPolicy((decimal)minted, (decimal)burned).Due(Aggregator, []));

    [Fact]
    public void A_batch_has_one_name()
    {
        var session = new MarketSessionId("da-1");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            [.. "platone/token-settlement/v1\0da-1\0"u8, 0, 0, 0, 2, 0, 0, 0, 7])), TokenSettlementId.Of(session, 2, 7).Hex);
        Assert.Equal(9, (from s in new[] { "a", "b", "c" } from v in Enumerable.Range(1, 3) select TokenSettlementId.Of(new(s), v, 0)).Distinct().Count());
    }
}
