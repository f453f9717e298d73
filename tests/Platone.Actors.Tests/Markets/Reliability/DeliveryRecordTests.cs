using CsCheck;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Tests.Markets.Settlement;

namespace Platone.Actors.Tests.Markets.Reliability;

public sealed class DeliveryRecordTests
{
    private static IEnumerable<SettlementLine> Session(params decimal?[] meteredW)
    {
        // Each order: 1000 W off a baseline of 5000 W.
        var orders = meteredW.Select((_, i) => Given.Order(1000, pod: i, name: $"{i}")).ToArray();
        return Given.Settle(SettlementRules.Default, orders, [.. meteredW.Select((w, i) => Given.Position(5000, w, i))]);
    }

    [Fact]
    public void At_the_start_it_is_the_aggregators_own_figure() => Assert.Equal(0.9m, DeliveryRecord.Start(0.9m).Reliability);

    [Fact]
    public void Each_order_moves_it_towards_what_was_delivered()
    {
        var record = DeliveryRecord.Start(0.9m).With(Session(4000, 4000, 4500, 5000, 3000));

        // Delivered 1 + 1 + 0.5 + 0 + 1 of 5 (more than ordered counts as ordered): (10 x 0.9 + 3.5) / (10 + 5).
        Assert.Equal((5, 3.5m, 0.833333m), (record.Orders, record.Delivered, record.Reliability));
        Assert.Equal(Math.Sqrt(0.833333 * 0.166667 / 16), record.StandardDeviation, 1e-12);
    }

    [Fact]
    public void The_intervals_and_pods_of_an_order_are_one_trial_by_energy()
    {
        var orders = new[] { Given.Order(3000, pod: 1), Given.Order(1000, pod: 2), Given.Order(1000, pod: 2, period: Given.Period(1)) };
        var lines = Given.Settle(SettlementRules.Default, orders,
            Given.Position(5000, 2000, 1), Given.Position(5000, 5000, 2), Given.Position(5000, 4500, 2, Given.Period(1)));

        var record = DeliveryRecord.Start(0.5m).With(lines);

        Assert.Equal((1, 0.7m), (record.Orders, record.Delivered));   // 3500 of 5000
    }

    [Fact]
    public void What_was_not_metered_is_no_evidence()
    {
        Assert.Equal(DeliveryRecord.Start(0.9m), DeliveryRecord.Start(0.9m).With(Session(null, null)));
        Assert.Equal(1, DeliveryRecord.Start(0.9m).With(Session(null, 4000)).Orders);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_figure_is_a_share(double figure) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DeliveryRecord.Start((decimal)figure));

    [Fact]
    public void A_record_learns_the_true_share_and_forgets_what_it_was_told() => Gen.Select(Gen.Int[0, 10], Gen.Int[0, 10]).Sample((own, share) =>
    {
        var record = DeliveryRecord.Start(own / 10m);
        for (var session = 0; session < 1000; session++)
            record = record.With(Session(5000 - 100 * share));
        Assert.InRange(record.Reliability, share / 10m - 0.01m, share / 10m + 0.01m);
        Assert.InRange(record.Reliability, 0, 1);
    }, iter: 10);
}
