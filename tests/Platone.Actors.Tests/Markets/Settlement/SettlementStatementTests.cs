using System.Numerics;
using CsCheck;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Tests.Markets.Settlement;

public sealed class SettlementStatementTests
{
    [Fact]
    public void The_requester_pays_the_aggregator_who_shares_with_its_customers()
    {
        // 10 kW for an hour at 100 EUR/MWh: 1 EUR each, of which the customer has 70 %.
        var hour = Given.Period(0, 3600);
        var lines = Given.Settle(SettlementRules.Default,
            [
                Given.Order(10_000, pod: 1, price: 100, period: hour, customer: "anna", share: 0.7m),
                Given.Order(10_000, pod: 2, price: 100, period: hour, name: "b"),
            ],
            Given.Position(20_000, 10_000, 1, hour), Given.Position(20_000, 5_000, 2, hour));

        var statement = SettlementStatement.Of(SettlementRules.Default, lines);

        Assert.Equal(
            [
                Entry("dso", "agg", LedgerEntryKind.Flexibility, 2.00m, 72_000_000),
                Entry("agg", "anna", LedgerEntryKind.CustomerShare, 0.70m, 36_000_000),
            ],
            statement.Entries);
        Assert.Equal([Total("agg", 1.30m, 36_000_000), Total("anna", 0.70m, 36_000_000), Total("dso", -2.00m, -72_000_000)], statement.Totals);
    }

    [Fact]
    public void A_total_is_rounded_once_and_its_shares_add_up_to_the_cent()
    {
        // Three aggregators earn a third of a cent each: the requester owes one cent, and one of them gets it.
        var hour = Given.Period(0, 3600);
        var third = Enumerable.Range(0, 3).Select(i => Given.Order(1, pod: i, price: 10_000m / 3 is var p ? decimal.Round(p, 4) : 0, period: hour,
            name: $"{i}", aggregator: $"agg-{i}")).ToArray();
        var lines = Given.Settle(SettlementRules.Default, third, [.. third.Select((o, i) => Given.Position(1, 0, i, hour))]);

        var statement = SettlementStatement.Of(SettlementRules.Default, lines);

        Assert.Equal([0.01m, 0m, 0m], statement.Entries.Select(e => e.Amount.Amount));
        Assert.Equal(-0.01m, statement.Totals.Single(t => t.Participant == new ParticipantId("dso")).Total.Amount);
    }

    [Fact]
    public void A_penalty_flows_the_other_way()
    {
        var hour = Given.Period(0, 3600);
        var lines = Given.Settle(SettlementRules.Default, [Given.Order(1_000_000, price: 7, penalty: 11, period: hour)],
            Given.Position(1_000_000, 1_000_000, period: hour));
        Assert.Equal([-11m], SettlementStatement.Of(SettlementRules.Default, lines).Entries.Select(e => e.Amount.Amount));
    }

    [Fact]
    public void Waiting_lines_are_counted_and_not_paid()
    {
        var statement = SettlementStatement.Of(SettlementRules.Default, Given.Settle(SettlementRules.Default, [Given.Order(1)], Given.Position(1, null)));
        Assert.Equal((1, 0), (statement.WaitingLines, statement.Totals.Count));
    }

    [Theory]
    [InlineData(5, 10, 0)]    // half a cent: to even
    [InlineData(15, 10, 2)]
    [InlineData(25, 10, 2)]
    [InlineData(-5, 10, 0)]
    [InlineData(-15, 10, -2)]
    [InlineData(26, 10, 3)]
    public void Halves_go_to_even(int numerator, int denominator, int rounded) =>
        Assert.Equal(rounded, Shares.Round(numerator, denominator));

    [Fact]
    public void Shares_add_up_and_are_within_one() => Gen.Select(Gen.Long[-1_000_000, 1_000_000].Array[1, 50], Gen.Int[1, 10_000]).Sample((values, denominator) =>
    {
        var numerators = values.Select(v => (BigInteger)v).ToArray();
        var total = Shares.Round(values.Sum(), denominator);
        var parts = Shares.Split(total, numerators, denominator);
        Assert.Equal(total, parts.Aggregate(BigInteger.Add));
        for (var i = 0; i < parts.Length; i++)
            Assert.True(BigInteger.Abs(parts[i] * denominator - numerators[i]) < denominator);
    });

    private static LedgerEntry Entry(string from, string to, LedgerEntryKind kind, decimal amount, decimal joules) =>
        new(new ParticipantId(from), new ParticipantId(to), kind, new Money(amount, Currency.Eur), joules, 0);

    private static ParticipantTotal Total(string participant, decimal amount, decimal joules) =>
        new(new ParticipantId(participant), new Money(amount, Currency.Eur), joules);
}
