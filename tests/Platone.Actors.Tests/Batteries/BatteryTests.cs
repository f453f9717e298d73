using CsCheck;
using Platone.Actors.Batteries;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Batteries;

public sealed class BatteryTests
{
    private static readonly BatteryId Id = new("bess-1");
    private static readonly PodId Pod = new(Pseudonym.From("pod............."u8));
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly BatteryRating Rating = new(66_000, 33_000, 33_000);

    private static Battery Commissioned => After(Battery.Empty(Id), new CommissionBattery(Id, Pod, Rating, At));

    private static Battery After(Battery battery, params BatteryCommand[] commands) =>
        commands.Aggregate(battery, (b, c) => b.Decide(c).Events.Aggregate(b, (s, e) => s.Apply(e)));

    [Fact]
    public void Commissioning_again_has_no_effect_and_other_ratings_are_a_conflict()
    {
        Assert.True(Commissioned.Decide(new CommissionBattery(Id, Pod, Rating, At)).IsAlreadyDone);
        Assert.Equal(ProblemKind.Conflict,
            Commissioned.Decide(new CommissionBattery(Id, Pod, Rating with { ChargeW = 1 }, At)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, Battery.Empty(Id).Decide(new ReportState(Id, new BatteryReport(At, 1, 1), At)).Problem?.Kind);
    }

    [Theory]
    [InlineData(0, 1, 1, "capacityWh")]
    [InlineData(1, -1, 1, "chargeW")]
    [InlineData(1, 1, -1, "dischargeW")]
    public void Ratings_that_cannot_be_are_refused_by_field(long capacity, int charge, int discharge, string field) => Assert.Equal(field,
        Battery.Empty(Id).Decide(new CommissionBattery(Id, Pod, new BatteryRating(capacity, charge, discharge), At)).Problem?.Field);

    [Fact]
    public void Only_a_newer_state_within_bounds_is_recorded()
    {
        ReportState Report(int seconds, int soc) => new(Id, new BatteryReport(At.AddSeconds(seconds), soc, -500), At);
        Assert.Equal("stateOfChargePermille", Commissioned.Decide(Report(0, -1)).Problem?.Field);
        Assert.Equal("stateOfChargePermille", Commissioned.Decide(Report(0, 1001)).Problem?.Field);
        Assert.Equal("time", Commissioned.Decide(Report(61, 500)).Problem?.Field);
        var battery = After(Commissioned, Report(10, 0), Report(20, 1000));
        Assert.Equal(new BatteryReport(At.AddSeconds(20), 1000, -500), battery.State);
        Assert.True(battery.Decide(Report(20, 1)).IsAlreadyDone);
        Assert.True(battery.Decide(Report(15, 1)).IsAlreadyDone);
    }

    [Fact]
    public void A_retired_battery_is_gone()
    {
        var retired = After(Commissioned, new RetireBattery(Id, At));
        Assert.True(retired.Decide(new RetireBattery(Id, At.AddDays(1))).IsAlreadyDone);
        Assert.Equal(ProblemKind.Gone, retired.Decide(new CommissionBattery(Id, Pod, Rating, At)).Problem?.Kind);
        Assert.Equal(ProblemKind.Gone, retired.Decide(new ReportState(Id, new BatteryReport(At, 1, 1), At)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, Battery.Empty(Id).Decide(new RetireBattery(Id, At)).Problem?.Kind);
    }

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[-100, 100], Gen.Int[-5, 1005]).Array[1, 30].Sample(steps =>
            AggregateLaws.Hold<Battery, BatteryCommand, BatteryEvent>(Battery.Empty(Id),
                steps.Select((s, i) => Command(s, At.AddTicks(i * 12345678901L)))));

    private static BatteryCommand Command((int Kind, int Seconds, int Value) s, DateTimeOffset at) => s.Kind switch
    {
        1 when s.Value > 900 => new RetireBattery(Id, at),
        0 => new CommissionBattery(Id, Pod, Rating with { CapacityWh = 1 + s.Value / 1000 }, at),
        _ => new ReportState(Id, new BatteryReport(at.AddSeconds(s.Seconds), s.Value, s.Value), at),
    };
}
