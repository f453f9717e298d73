using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Tests.Markets.Settlement;

public sealed class SettlementCalculationTests
{
    private const decimal Megawatt = 1_000_000;

    private static readonly SettlementPeriod Hour = Given.Period(0, 3600);

    private static readonly SettlementRules Uncapped = new() { UncappedDeficiency = true };

    [Theory]
    [InlineData(7, 2, 0, 14)]
    [InlineData(8, 2, 0, 14)]
    [InlineData(9, 1, 1, -4)]
    [InlineData(10, 0, 2, -22)]
    [InlineData(11, 0, 3, -33)]
    public void The_reference_table_upwards(int metered, int delivered, int deficient, int net) =>
        Holds(Direction.Up, metered, delivered, deficient, net);

    [Theory]
    [InlineData(13, 2, 0, 14)]
    [InlineData(12, 2, 0, 14)]
    [InlineData(11, 1, 1, -4)]
    [InlineData(10, 0, 2, -22)]
    [InlineData(9, 0, 3, -33)]
    public void The_reference_table_downwards(int metered, int delivered, int deficient, int net) =>
        Holds(Direction.Down, metered, delivered, deficient, net);

    private static void Holds(Direction direction, int metered, int delivered, int deficient, int net)
    {
        var line = Given.Settle(Uncapped, [Given.Order(2 * Megawatt, direction, period: Hour)],
            Given.Position(10 * Megawatt, metered * Megawatt, period: Hour))[0];

        Assert.Equal((delivered * Megawatt, deficient * Megawatt), (line.DeliveredW, line.DeficiencyW));
        Assert.Equal((7m * delivered, 11m * deficient, (decimal)net), (line.Paid, line.Penalty, line.Net));
        Assert.Equal(LineBasis.Metered, line.Basis);
    }

    [Fact]
    public void A_deficiency_is_capped_at_what_was_ordered()
    {
        var line = Given.Settle(SettlementRules.Default, [Given.Order(2 * Megawatt, period: Hour)],
            Given.Position(10 * Megawatt, 11 * Megawatt, period: Hour))[0];
        Assert.Equal((2 * Megawatt, -22m), (line.DeficiencyW, line.Net));
    }

    [Fact]
    public void Injection_counts_as_less_consumption()
    {
        var line = Given.Settle(SettlementRules.Default, [Given.Order(3000)], Given.Position(1000, -1500))[0];
        Assert.Equal((2500m, 500m), (line.DeliveredW, line.DeficiencyW));
    }

    [Fact]
    public void Amounts_that_no_decimal_ends_keep_28_digits_and_nothing_of_their_sum_is_lost()
    {
        // 1 J at 1 EUR/MWh is 1 / 3.6e9 EUR.
        var order = Given.Order(1, price: 1, penalty: 0, period: Given.Period(0, 1));
        var line = Given.Settle(SettlementRules.Default, [order], Given.Position(1, 0, period: Given.Period(0, 1)))[0];

        Assert.Equal(0.0000000002777777777777777778m, line.Paid);
        Assert.Equal(1m, Enumerable.Repeat(line.ExactPaid, 36_000).Aggregate((a, b) => a + b).Value * 100_000);
        Assert.NotEqual(1m, Enumerable.Repeat(line.Paid, 36_000).Sum() * 100_000);
    }

    [Fact]
    public void A_dso_and_a_tso_are_never_paid_for_the_same_watts()
    {
        var tso = Given.Order(2000, name: "tso", dso: false, rank: 0);
        var dso = Given.Order(2000, name: "dso", dso: true, rank: 7);

        var lines = Given.Settle(SettlementRules.Default, [tso, dso], Given.Position(10_000, 7_000));

        Assert.Equal((1000m, 1000m), (lines[0].DeliveredW, lines[0].DeficiencyW));
        Assert.Equal((2000m, 0m), (lines[1].DeliveredW, lines[1].DeficiencyW));
    }

    [Fact]
    public void Each_direction_has_its_own_stack()
    {
        var lines = Given.Settle(SettlementRules.Default,
            [Given.Order(2000, name: "a"), Given.Order(500, Direction.Down, name: "b", rank: 1), Given.Order(1000, name: "c", rank: 2)],
            Given.Position(10_000, 7_500));

        Assert.Equal([2000m, 0m, 500m], lines.Select(l => l.DeliveredW));
        Assert.Equal([0m, 500m, 500m], lines.Select(l => l.DeficiencyW));
    }

    [Fact]
    public void In_a_stack_an_uncapped_deficiency_counts_from_the_baseline_each_order_sees()
    {
        var lines = Given.Settle(Uncapped, [Given.Order(2, name: "a"), Given.Order(2, name: "b", rank: 1)], Given.Position(10, 11));
        Assert.Equal([3m, 5m], lines.Select(l => l.DeficiencyW));
    }

    [Theory]
    [InlineData(7_500, 0.75)]
    [InlineData(7_499, 0)]
    public void Below_a_minimum_ratio_nothing_is_paid(int delivered, double paid)
    {
        var rules = new SettlementRules { MinimumDeliveryRatio = 0.75m };
        var line = Given.Settle(rules, [Given.Order(10_000, price: 100, penalty: 1, period: Hour)],
            Given.Position(20_000, 20_000 - delivered, period: Hour))[0];
        Assert.Equal((decimal)paid, line.Paid);
        Assert.Equal((10_000 - delivered) / Megawatt, line.Penalty);
    }

    [Theory]
    [InlineData(0.49, 0)]
    [InlineData(0.5, 0.6)]
    [InlineData(0.79, 0.6)]
    [InlineData(0.8, 0.8)]
    [InlineData(0.95, 1)]
    [InlineData(1.2, 1)]
    public void A_sliding_scale_pays_by_steps(double delivered, double share)
    {
        var rules = new SettlementRules { SlidingScale = [new(0.5m, 0.6m), new(0.8m, 0.8m), new(0.95m, 1)] };
        var line = Given.Settle(rules, [Given.Order(1000, price: 100)], Given.Position(5000, 5000 - 1000 * (decimal)delivered))[0];
        Assert.Equal((decimal)share, line.PaidShare);
        Assert.Equal(Math.Min(1, (decimal)delivered) * 0.025m * (decimal)share, line.Paid);
    }

    [Fact]
    public void What_is_delivered_beyond_all_orders_is_paid_once_where_payment_is_not_capped()
    {
        var rules = new SettlementRules { PaymentCapped = false };
        var orders = new[] { Given.Order(2000, name: "a"), Given.Order(1000, name: "b", rank: 1) };

        Assert.Equal([2000m, 1500m], Given.Settle(rules, orders, Given.Position(10_000, 6_500)).Select(l => l.DeliveredW));
        Assert.Equal([2000m, 500m], Given.Settle(rules, orders, Given.Position(10_000, 7_500)).Select(l => l.DeliveredW));
        Assert.Equal([2000m, 1000m],
            Given.Settle(SettlementRules.Default, orders, Given.Position(10_000, 6_500)).Select(l => l.DeliveredW));
    }

    [Fact]
    public void A_file_may_have_watts_with_decimals()
    {
        var line = Given.Settle(SettlementRules.Default, [Given.Order(1.5m, price: 1_000)], Given.Position(2.25m, 1.000001m))[0];
        Assert.Equal((1.249999m, 0.250001m), (line.DeliveredW, line.DeficiencyW));
    }

    [Fact]
    public void Without_data_a_line_waits_pays_nothing_or_takes_a_substitute()
    {
        var order = Given.Order(1000);
        PodPosition At(decimal? metered, long index) => Given.Position(5000, metered, period: Given.Period(index));
        SettlementLine Settled(SettlementRules rules, PodPosition position) => Given.Settle(rules, [order], position, At(4000, -1), At(4300, 2))[0];

        var waiting = Settled(SettlementRules.Default, At(null, 0));
        Assert.Equal((LineBasis.Waiting, true, 0m), (waiting.Basis, waiting.IsWaiting, waiting.Net));

        var nothing = Settled(new() { MissingData = MissingDataPolicy.PayNothing }, At(null, 0));
        Assert.Equal((LineBasis.NothingPaid, 0m, 0m), (nothing.Basis, nothing.Paid, nothing.Penalty));

        var substitute = new SettlementRules { MissingData = MissingDataPolicy.Substitute };
        var between = Settled(substitute, At(null, 0));
        Assert.Equal((LineBasis.Substituted, (SubstituteMethod?)SubstituteMethod.Interpolation), (between.Basis, between.Substitute));
        Assert.Equal(900m, between.DeliveredW);   // 4000, 4100, 4200, 4300

        var baseline = Settled(substitute with { SubstituteMethod = SubstituteMethod.Baseline }, At(null, 0));
        Assert.Equal((0m, 1000m, (SubstituteMethod?)SubstituteMethod.Baseline), (baseline.DeliveredW, baseline.DeficiencyW, baseline.Substitute));

        var given = Settled(substitute, At(null, 0) with { SubstituteJ = 4500 * 900 });
        Assert.Equal((500m, (SubstituteMethod?)SubstituteMethod.Given), (given.DeliveredW, given.Substitute));

        var ownPolicy = Settled(substitute, At(null, 0) with { MissingData = MissingDataPolicy.Reject });
        Assert.True(ownPolicy.IsWaiting);
    }

    [Fact]
    public void An_interpolation_spans_two_hours_at_most()
    {
        var rules = new SettlementRules { MissingData = MissingDataPolicy.Substitute };
        PodPosition At(decimal? metered, long index) => Given.Position(5000, metered, period: Given.Period(index));

        Assert.Equal(LineBasis.Substituted, Given.Settle(rules, [Given.Order(1000)], At(null, 0), At(4000, -4), At(4000, 4))[0].Basis);
        Assert.Equal(LineBasis.Waiting, Given.Settle(rules, [Given.Order(1000)], At(null, 0), At(4000, -4), At(4000, 5))[0].Basis);
        Assert.Equal(LineBasis.Waiting, Given.Settle(rules, [Given.Order(1000)], At(null, 0), At(4000, -1))[0].Basis);
    }

    [Fact]
    public void What_cannot_be_settled_is_refused_by_name()
    {
        void Refused(string fault, SettlementRules rules, SettlementOrder order, params PodPosition[] positions) =>
            Assert.Contains(fault, Assert.Throws<ArgumentException>(() => Given.Settle(rules, [order], positions)).Message, StringComparison.Ordinal);
        var (rules, order, position) = (SettlementRules.Default, Given.Order(1), Given.Position(1, 1));

        Refused("orders 0 W", rules, Given.Order(0), position);
        Refused("orders -1 W", rules, Given.Order(-1), position);
        Refused("orders 0.0000001 W", rules, Given.Order(0.0000001m), position);
        Refused("no direction", rules, Given.Order(1, 0), position);
        Refused("the price 0.0000001", rules, Given.Order(1, price: 0.0000001m), position);
        Refused("the penalty price -1", rules, Given.Order(1, penalty: -1), position);
        Refused("the share 2", rules, Given.Order(1, share: 2), position);
        Refused("no baseline", rules, order);
        Refused("there twice", rules, order, position, position);
        Refused("too large", rules, order, Given.Position(1_000_000_000_000, 1));
        Refused("minimumDeliveryRatio", rules with { MinimumDeliveryRatio = 1.1m }, order, position);
        Refused("slidingScale", rules with { SlidingScale = [new(0.5m, 1), new(0.5m, 1)] }, order, position);
        Refused("penaltyPrice", rules with { PenaltyPrice = -1 }, order, position);
    }

    [Fact]
    public void Rules_compare_by_content() => Assert.Equal(
        new SettlementRules { SlidingScale = [new(0.5m, 1)], PenaltyPrice = 3 }, new SettlementRules { SlidingScale = [new(0.5m, 1)], PenaltyPrice = 3 });
}
