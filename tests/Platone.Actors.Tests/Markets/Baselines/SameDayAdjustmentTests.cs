using Platone.Actors.Markets.Baselines;
using Platone.Actors.Markets.Settlement;
using Given = Platone.Actors.Tests.Markets.Settlement.Given;

namespace Platone.Actors.Tests.Markets.Baselines;

public sealed class SameDayAdjustmentTests
{
    private static readonly DateOnly Friday = new(2026, 3, 20);

    private static readonly SameDayAdjustment Adjustment = new(HighXOfY.FourOfFive);

    // 1000 W from 14 to 16 h, the window, and 2000 W in the event, 17 to 18 h, on each of ten workdays before.
    private static Meter History(long window = 1000, long usage = 2000)
    {
        var meter = new Meter();
        for (var day = Friday.AddDays(-14); day < Friday; day = day.AddDays(1))
            meter.Day(day, hour => hour == 17 ? usage : hour is 14 or 15 ? window : 100);
        return meter;
    }

    private static BaselineEstimate Estimate(Meter meter) =>
        Adjustment.Estimate(meter.History, Meter.Calendar(), Meter.Event(Friday, 17))!;

    [Theory]
    [InlineData(1000, 1.0, 2000)]
    [InlineData(1100, 1.1, 2200)]
    [InlineData(950, 0.95, 1900)]
    [InlineData(1200, 1.2, 2400)]
    [InlineData(1201, 1.2, 2400)]
    [InlineData(799, 0.8, 1600)]
    [InlineData(1, 0.8, 1600)]
    public void The_ratio_of_the_day_so_far_is_clamped(long today, double ratio, long watts)
    {
        var estimate = Estimate(History().Day(Friday, today));
        Assert.Equal((watts, (decimal)ratio, BaselineMethod.HighXOfYAdjusted), (estimate.Watts[0], estimate.Adjustment!.Ratio, estimate.Method));
        Assert.Null(estimate.Adjustment.ShiftW);
    }

    [Fact]
    public void The_window_ends_an_hour_before_the_event_and_is_two_hours_long()
    {
        var window = Adjustment.WindowOf(Meter.Event(Friday, 17));
        Assert.Equal((Meter.At(Friday, 14), Meter.At(Friday, 16)), (window.First, window.End));

        // What happens in the hour before the event, once it is known of, changes nothing.
        Assert.Equal(2000, Estimate(History().Day(Friday, hour => hour is 14 or 15 ? 1000 : 9999)).Watts[0]);
    }

    [Theory]
    [InlineData(1000, -500, 2000, 500, -1500)]    // the sun shines today
    [InlineData(-400, 200, 2000, 2600, 600)]      // it shone before
    [InlineData(0, 300, 2000, 2300, 300)]
    [InlineData(1000, 1300, -100, 200, 300)]      // the event's own hours inject
    public void Where_net_load_can_be_zero_or_negative_the_difference_is_added(
        long window, long today, long usage, long watts, long shift)
    {
        var estimate = Estimate(History(window, usage).Day(Friday, today));
        Assert.Equal((watts, (decimal?)shift, (decimal?)null), (estimate.Watts[0], estimate.Adjustment!.ShiftW, estimate.Adjustment.Ratio));
    }

    [Fact]
    public void Without_a_meter_in_the_window_the_baseline_stays_unadjusted()
    {
        var estimate = Estimate(History().Day(Friday, 1100).Without(Meter.At(Friday, 15, 45)));
        Assert.Equal((2000L, BaselineMethod.HighXOfY, (BaselineAdjustment?)null), (estimate.Watts[0], estimate.Method, estimate.Adjustment));
    }

    [Fact]
    public void A_day_of_history_needs_its_window_too()
    {
        var meter = History().Day(Friday, 1000).Without(Meter.At(Friday.AddDays(-1), 14));
        Assert.DoesNotContain(Friday.AddDays(-1), Estimate(meter).Days);
    }

    [Fact]
    public void Raising_net_consumption_before_an_event_pays_and_raises_the_flag()
    {
        // The published pattern: own generation is shut down while the baseline is set, and nothing is reduced in the event.
        var window = Meter.Event(Friday, 17);
        var honest = History().Day(Friday, hour => hour == 17 ? 2000 : 1000);
        var gamed = History().Day(Friday, hour => hour == 17 ? 2000 : hour is 14 or 15 ? 3000 : 1000);

        var order = Given.Order(1000, price: 100, period: SettlementPeriod.Of(window.First));
        decimal Delivered(Meter meter) => Given.Settle(SettlementRules.Default, [order],
            new PodPosition(order.Pod, order.Period, Estimate(meter).Watts[0], meter.History.At(window.First)))[0].DeliveredW;
        Assert.Equal((0m, 400m), (Delivered(honest), Delivered(gamed)));

        var flag = GamingFlag.Of(Adjustment, gamed.History, Meter.Calendar(), window)!;
        Assert.Equal(new GamingFlag(true, 3000, 1000, 0.95m, 10), flag);
        Assert.False(GamingFlag.Of(Adjustment, honest.History, Meter.Calendar(), window)!.IsRaised);
    }
}
