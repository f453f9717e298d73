using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;

namespace Platone.Actors.Tests.Markets.Baselines;

public sealed class OtherBaselineTests
{
    private static readonly DateOnly Friday = new(2026, 3, 20);

    [Fact]
    public void Meter_before_and_after_is_the_mean_of_three_hours_and_two_without_the_hour_next_to_the_event()
    {
        // Event 17 to 19 h: 13 to 16 h and 20 to 22 h.
        var meter = new Meter().Day(Friday, hour => hour is >= 13 and < 16 ? 1000 : hour is 20 or 21 ? 501 : 99_999);
        var estimate = new MeterBeforeMeterAfter().Estimate(meter.History, Meter.Event(Friday, 17, 2))!;

        Assert.Equal(PowerProfile.Of(8, _ => 800), estimate.Watts);   // (3 x 1000 + 2 x 501) / 5 = 800.4
        Assert.Null(new MeterBeforeMeterAfter().Estimate(meter.Without(Meter.At(Friday, 21, 45)).History, Meter.Event(Friday, 17, 2)));
        Assert.NotNull(new MeterBeforeMeterAfter { After = 4 }.Estimate(meter.History, Meter.Event(Friday, 17, 2)));
    }

    [Fact]
    public void Meter_before_and_after_counts_hours_not_clock_times()
    {
        // Event at 4 h on the day of 23 hours, when 2 h is missing: three hours before 3 h are 23 h, 0 h and 1 h.
        var sunday = new DateOnly(2026, 3, 29);
        var meter = new Meter().Day(sunday.AddDays(-1), hour => hour == 23 ? 500 : 7).Day(sunday, hour => hour < 2 ? 500 : hour is 6 or 7 ? 500 : 7);
        Assert.Equal(500, new MeterBeforeMeterAfter().Estimate(meter.History, Meter.Event(sunday, 4))!.Watts[0]);
    }

    [Fact]
    public void Zero_is_no_power() => Assert.Equal(PowerProfile.Zero(4), BaselineEstimate.Zero(Meter.Event(Friday, 17)).Watts);

    [Fact]
    public void Of_schedules_the_last_journalled_before_the_gate_closed_counts()
    {
        var gate = new DateTimeOffset(2026, 3, 19, 8, 0, 0, TimeSpan.Zero);
        PowerProfile first = [100, 100, 100, 100], second = [200, 200, 200, 200], late = [900, 900, 900, 900];

        Assert.Equal(second, BaselineEstimate.OfSchedule([(gate.AddHours(-2), first), (gate.AddTicks(-1), second), (gate, late)], gate)!.Watts);
        Assert.Null(BaselineEstimate.OfSchedule([(gate, late)], gate));
    }
}
