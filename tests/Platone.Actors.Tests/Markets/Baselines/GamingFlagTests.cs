using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;

namespace Platone.Actors.Tests.Markets.Baselines;

public sealed class GamingFlagTests
{
    private static readonly DateOnly Friday = new(2026, 3, 20);

    private static readonly SameDayAdjustment Adjustment = new(HighXOfY.TenOfTen);

    // The ten workdays before, with 100 W, 200 W, ... 1000 W, the latest first.
    private static Meter History()
    {
        var (meter, watts) = (new Meter(), 0);
        for (var day = Friday.AddDays(-1); watts < 1000; day = day.AddDays(-1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                meter.Day(day, watts += 100);
        }
        return meter;
    }

    private static GamingFlag? Flag(Meter meter, decimal quantile, Direction direction = Direction.Up, DayCalendar? calendar = null) =>
        GamingFlag.Of(Adjustment, meter.History, calendar ?? Meter.Calendar(), Meter.Event(Friday, 17), direction, quantile);

    [Theory]
    [InlineData(0.95, 1000)]
    [InlineData(0.9, 900)]
    [InlineData(0.85, 900)]
    [InlineData(0.5, 500)]
    [InlineData(0.05, 100)]
    public void The_threshold_is_the_smallest_value_that_a_share_of_history_does_not_exceed(double quantile, int threshold)
    {
        var at = Flag(History().Day(Friday, threshold), (decimal)quantile)!;
        Assert.Equal((false, (decimal)threshold, 10), (at.IsRaised, at.ThresholdW, at.Days));
        Assert.True(Flag(History().Day(Friday, threshold + 1), (decimal)quantile)!.IsRaised);
    }

    [Fact]
    public void Downwards_it_is_low_consumption_that_pays()
    {
        Assert.Equal(100, Flag(History().Day(Friday, 100), 0.95m, Direction.Down)!.ThresholdW);
        Assert.False(Flag(History().Day(Friday, 100), 0.95m, Direction.Down)!.IsRaised);
        Assert.True(Flag(History().Day(Friday, 99), 0.95m, Direction.Down)!.IsRaised);
        Assert.False(Flag(History().Day(Friday, 5000), 0.95m, Direction.Down)!.IsRaised);
    }

    [Fact]
    public void Too_little_history_raises_no_flag()
    {
        var five = new Meter().Day(Friday, 9000);
        for (var day = 13; day <= 19; day++)
            five.Day(new DateOnly(2026, 3, day), 100);
        Assert.True(Flag(five, 0.95m)!.IsRaised);
        Assert.Null(Flag(five, 0.95m, calendar: Meter.Calendar(null, Friday.AddDays(-1))));
        Assert.Null(Flag(History(), 0.95m));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_quantile_lies_between_0_and_1(int quantile) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Flag(History().Day(Friday, 1), quantile));
}
