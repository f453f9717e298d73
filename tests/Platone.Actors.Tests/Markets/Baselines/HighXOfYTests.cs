using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;

namespace Platone.Actors.Tests.Markets.Baselines;

public sealed class HighXOfYTests
{
    // 2026-03-16 is a Monday; Friday the 20th has the event, 17 to 18 h.
    private static readonly DateOnly Friday = new(2026, 3, 20);

    private static DateOnly March(int day) => new(2026, 3, day);

    private static Meter Workdays(params (int Day, long Watts)[] days) =>
        days.Aggregate(new Meter(), (meter, d) => meter.Day(March(d.Day), d.Watts));

    private static BaselineEstimate? FourOfFive(Meter meter, DayCalendar? calendar = null) =>
        HighXOfY.FourOfFive.Estimate(meter.History, calendar ?? Meter.Calendar(), Meter.Event(Friday, 17));

    [Fact]
    public void The_lowest_of_the_last_five_workdays_falls_out()
    {
        var estimate = FourOfFive(Workdays((12, 9000), (13, 1000), (14, 7000), (15, 7000), (16, 1100), (17, 500), (18, 1300), (19, 1201)))!;

        // (1000 + 1100 + 1300 + 1201) / 4 = 1150.25; Saturday the 14th, Sunday the 15th and all before the 13th have no part.
        Assert.Equal(PowerProfile.Of([1150, 1150, 1150, 1150]), estimate.Watts);
        Assert.Equal([March(13), March(16), March(18), March(19)], estimate.Days);
        Assert.Equal((BaselineMethod.HighXOfY, (BaselineAdjustment?)null), (estimate.Method, estimate.Adjustment));
    }

    [Fact]
    public void Each_quarter_hour_has_its_own_mean_and_halves_go_to_even()
    {
        var meter = Workdays((13, 0), (16, 1000), (17, 1000), (18, 1000), (19, 1000)).With(Meter.At(March(19), 17, 30), 1002).With(Meter.At(March(19), 17, 45), 1006);
        Assert.Equal(PowerProfile.Of([1000, 1000, 1000, 1002]), FourOfFive(meter)!.Watts);   // 1000.5 and 1001.5
    }

    [Fact]
    public void Days_are_ranked_by_the_hours_of_the_event_only()
    {
        var meter = Workdays((13, 1000), (16, 1000), (17, 1000), (18, 1000)).Day(March(19), hour => hour == 17 ? 900 : 50_000);
        Assert.Equal([March(13), March(16), March(17), March(18)], FourOfFive(meter)!.Days);
    }

    [Fact]
    public void Of_equal_days_the_later_ones_stay() =>
        Assert.Equal([March(16), March(17), March(18), March(19)], FourOfFive(Workdays((13, 5), (16, 5), (17, 5), (18, 5), (19, 5)))!.Days);

    [Fact]
    public void Days_with_an_event_are_left_out() => Assert.Equal([March(12), March(13), March(16), March(18)],
        FourOfFive(Workdays((12, 8), (13, 8), (16, 8), (17, 1), (18, 8), (19, 99)), Meter.Calendar(null, March(17), March(19), Friday))?.Days);

    [Fact]
    public void Holidays_count_as_weekend()
    {
        var meter = Workdays((11, 8), (12, 8), (13, 8), (16, 8), (17, 99), (18, 8), (19, 8));
        Assert.Equal([March(13), March(16), March(18), March(19)], FourOfFive(meter, Meter.Calendar([March(17)]))!.Days);

        // And a holiday's own baseline is that of weekends and holidays.
        var rest = Workdays((7, 3), (8, 3), (14, 3), (15, 3), (17, 5), (18, 70), (19, 70));
        var estimate = new HighXOfY(2, 3).Estimate(rest.History, Meter.Calendar([March(17), Friday]), Meter.Event(Friday, 17))!;
        Assert.Equal([March(15), March(17)], estimate.Days);
        Assert.Equal(4, estimate.Watts[0]);
    }

    [Fact]
    public void A_day_with_a_hole_in_those_hours_is_replaced_by_an_earlier_one()
    {
        var meter = Workdays((12, 8), (13, 8), (16, 8), (17, 8), (18, 8), (19, 8)).Without(Meter.At(March(18), 17, 45)).Without(Meter.At(March(19), 3));
        Assert.Equal([March(13), March(16), March(17), March(19)], FourOfFive(meter)!.Days);
    }

    [Fact]
    public void With_too_few_days_there_is_no_baseline()
    {
        Assert.NotNull(FourOfFive(Workdays((16, 8), (17, 8), (18, 8), (19, 8))));
        Assert.Null(FourOfFive(Workdays((17, 8), (18, 8), (19, 8))));
        var old = new Meter();
        for (var i = 0; i < 4; i++)
            old.Day(Friday.AddDays(-46 - 7 * i), 8);
        Assert.Null(FourOfFive(old));
    }

    [Fact]
    public void A_correction_counts()
    {
        var meter = Workdays((16, 8), (17, 8), (18, 8), (19, 8));
        for (var minute = 0; minute < 60; minute += 15)
            meter.With(Meter.At(March(19), 17, minute), 12);
        Assert.Equal(9, FourOfFive(meter)!.Watts[0]);
    }

    [Fact]
    public void Days_are_matched_by_local_time_across_a_change_of_clocks()
    {
        // Clocks go forward on Sunday the 29th: 17 h is 16:00Z before and 15:00Z after.
        var monday = new DateOnly(2026, 3, 30);
        var meter = new Meter();
        foreach (var day in (int[])[23, 24, 25, 26, 27])
            meter.Day(March(day), hour => hour == 17 ? 1700 : hour);
        var estimate = HighXOfY.FourOfFive.Estimate(meter.History, Meter.Calendar(), Meter.Event(monday, 17))!;
        Assert.Equal(1700, estimate.Watts[0]);
        Assert.Equal(new DateTimeOffset(2026, 3, 30, 15, 0, 0, TimeSpan.Zero), Meter.Event(monday, 17).First.Start);
    }

    [Fact]
    public void A_day_of_23_hours_does_not_know_the_hour_it_lacks()
    {
        // Sunday the 29th has no 2:15: an event there on Saturday, April 4th, goes back to the weekend before.
        var saturday = new DateOnly(2026, 4, 4);
        var meter = new Meter().Day(March(22), 1).Day(March(28), 2).Day(March(29), 3);
        var calendar = Meter.Calendar();
        var two = new HighXOfY(2, 2);

        Assert.Equal([March(22), March(28)], two.Estimate(meter.History, calendar, Meter.Event(saturday, 2))!.Days);
        Assert.Equal([March(28), March(29)], two.Estimate(meter.History, calendar, Meter.Event(saturday, 3))!.Days);
    }

    [Fact]
    public void Of_an_hour_that_came_twice_the_first_counts()
    {
        // Clocks go back on Sunday, October 25th: 2 h comes twice.
        DateOnly sunday = new(2026, 10, 25), saturday = new(2026, 10, 31);
        var meter = new Meter().Day(sunday, 7);
        foreach (var minute in (int[])[0, 15, 30, 45])
            meter.With(Meter.At(sunday, 2, minute), 100);
        var estimate = new HighXOfY(1, 1).Estimate(meter.History, Meter.Calendar(), Meter.Event(saturday, 2))!;
        Assert.Equal(PowerProfile.Of([100, 100, 100, 100]), estimate.Watts);

        // An event in the second 2 h of that day is matched with the only one of the days before.
        var twice = Meter.Event(sunday, 2);
        var second = new EventWindow(twice.End, 4);
        var before = new Meter().Day(sunday.AddDays(-1), hour => hour);
        Assert.Equal(2, new HighXOfY(1, 1).Estimate(before.History, Meter.Calendar(), second)!.Watts[0]);
    }

    [Fact]
    public void An_event_over_midnight_is_matched_over_midnight()
    {
        var meter = new Meter();
        for (var day = 9; day <= 20; day++)
            meter.Day(March(day), hour => hour == 23 ? 230 : 10);
        var estimate = HighXOfY.FourOfFive.Estimate(meter.History, Meter.Calendar(), Meter.Event(March(19), 23, 2))!;
        Assert.Equal(PowerProfile.Of([230, 230, 230, 230, 10, 10, 10, 10]), estimate.Watts);
    }

    [Fact]
    public void The_event_itself_has_no_influence()
    {
        var meter = Workdays((13, 1000), (16, 1100), (17, 500), (18, 1300), (19, 1200));
        Assert.Equal(FourOfFive(meter), FourOfFive(meter.Day(Friday, 77_777)));
        Assert.Equal(4, FourOfFive(meter)!.Days.ToValueList().Count);
    }
}
