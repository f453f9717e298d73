using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Tests.Markets.Settlement;

public sealed class NettedOrderTests
{
    private static readonly SettlementRules Netting = new() { SettlementLevel = SettlementLevel.Order };

    [Fact]
    public void A_pod_that_delivers_more_stands_in_for_one_that_delivers_less()
    {
        var orders = new[] { Given.Order(2000, pod: 1), Given.Order(2000, pod: 2) };
        var positions = new[] { Given.Position(10_000, 7_000, 1), Given.Position(10_000, 9_000, 2) };

        Assert.Equal((4000m, 0m), Sum(Given.Settle(Netting, orders, positions)));
        Assert.Equal((3000m, 1000m), Sum(Given.Settle(SettlementRules.Default, orders, positions)));
    }

    [Fact]
    public void A_pod_that_goes_the_wrong_way_takes_from_the_others()
    {
        var orders = new[] { Given.Order(2000, pod: 1), Given.Order(2000, pod: 2) };
        var lines = Given.Settle(Netting, orders, Given.Position(10_000, 8_000, 1), Given.Position(10_000, 11_500, 2));

        Assert.Equal((500m, 3500m), Sum(lines));
        Assert.Equal([500m, 0m], lines.Select(l => l.DeliveredW));
        Assert.Equal([0m, 3500m], lines.Select(l => l.DeficiencyW));
    }

    [Fact]
    public void Netted_watts_are_not_paid_again_to_a_later_order()
    {
        // The first pod delivers 4 kW: its own part, and that of the second. The TSO, who comes later, finds nothing left.
        var lines = Given.Settle(Netting,
            [Given.Order(2000, pod: 1), Given.Order(2000, pod: 2), Given.Order(2000, pod: 1, name: "tso", dso: false)],
            Given.Position(10_000, 6_000, 1), Given.Position(10_000, 10_000, 2));

        Assert.Equal((4000m, 0m), Sum(lines.Take(2)));
        Assert.Equal((0m, 2000m), (lines[2].DeliveredW, lines[2].DeficiencyW));
    }

    [Fact]
    public void Intervals_and_directions_do_not_net()
    {
        SettlementPeriod first = Given.Period(), second = Given.Period(1);
        var lines = Given.Settle(Netting,
            [Given.Order(1000, pod: 1, period: first), Given.Order(1000, pod: 1, period: second), Given.Order(500, Direction.Down, 2, period: first)],
            Given.Position(5000, 3000, 1, first), Given.Position(5000, 5000, 1, second), Given.Position(5000, 5000, 2, first));

        Assert.Equal([1000m, 0m, 0m], lines.Select(l => l.DeliveredW));
        Assert.Equal([0m, 1000m, 500m], lines.Select(l => l.DeficiencyW));
    }

    [Fact]
    public void A_missing_pod_keeps_its_order_waiting_and_what_nets_over_it_after()
    {
        var orders = new[]
        {
            Given.Order(1000, pod: 1), Given.Order(1000, pod: 2), Given.Order(1000, pod: 2, name: "b", rank: 1),
            Given.Order(1000, pod: 3, name: "b", rank: 1), Given.Order(1000, pod: 4, name: "c", rank: 2),
        };
        PodPosition[] positions =
            [Given.Position(5000, null, 1), Given.Position(5000, 4000, 2), Given.Position(5000, 4000, 3), Given.Position(5000, 4000, 4)];

        Assert.Equal([true, true, true, true, false], Given.Settle(Netting, orders, positions).Select(l => l.IsWaiting));

        var paysNothing = Given.Settle(Netting with { MissingData = MissingDataPolicy.PayNothing }, orders, positions);
        Assert.Equal([0m, 1000m, 0m, 1000m, 1000m], paysNothing.Select(l => l.DeliveredW));
    }

    [Fact]
    public void The_minimum_ratio_is_that_of_the_order()
    {
        var rules = Netting with { MinimumDeliveryRatio = 0.75m };
        var orders = new[] { Given.Order(1000, pod: 1), Given.Order(1000, pod: 2) };

        Assert.All(Given.Settle(rules, orders, Given.Position(5000, 4000, 1), Given.Position(5000, 4500, 2)), l => Assert.Equal(1, l.PaidShare));
        Assert.All(Given.Settle(rules, orders, Given.Position(5000, 4000, 1), Given.Position(5000, 4501, 2)), l => Assert.Equal(0, l.PaidShare));
    }

    [Fact]
    public void The_lines_of_an_order_that_nets_have_one_place() => Assert.Throws<ArgumentException>(() => Given.Settle(Netting,
        [Given.Order(1000, pod: 1, rank: 1), Given.Order(1000, pod: 2, rank: 2)], Given.Position(1, 1, 1), Given.Position(1, 1, 2)));

    private static (decimal DeliveredW, decimal DeficiencyW) Sum(IEnumerable<SettlementLine> lines) =>
        (lines.Sum(l => l.DeliveredW), lines.Sum(l => l.DeficiencyW));
}
