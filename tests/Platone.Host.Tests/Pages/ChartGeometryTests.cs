using Platone.Actors.Kernel.Time;
using Platone.Host.Pages.Charts;

namespace Platone.Host.Tests.Pages;

/// <summary>Where the chart's lines run. The frame is 100 by 100 without margins, so that coordinates are percentages.</summary>
public sealed class ChartGeometryTests
{
    private static readonly ChartFrame Frame = new(100, 100, 0, 0, 0, 0);
    private static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");

    [Theory]
    [InlineData(0, "W", 200, 5)]       // nothing: an axis to 1 kW
    [InlineData(1, "W", 1, 1)]
    [InlineData(7, "W", 2, 4)]
    [InlineData(450, "W", 100, 5)]
    [InlineData(1000, "kW", 200, 5)]
    [InlineData(1001, "kW", 500, 3)]
    [InlineData(12_600, "kW", 5_000, 3)]
    [InlineData(50_000, "kW", 10_000, 5)]
    [InlineData(2_400_000, "MW", 500_000, 5)]
    public void The_axis_has_round_steps(int greatest, string unit, int step, int steps)
    {
        var scale = PowerScale.For(greatest);

        Assert.Equal((step, steps), ((int)scale.StepW, scale.Steps));
        Assert.Equal(greatest == 0 ? "kW" : unit, scale.Unit);
        Assert.True(scale.TopW >= greatest);
    }

    [Fact]
    public void Its_numbers_are_in_its_unit()
    {
        var scale = PowerScale.For(12_600);

        Assert.Equal(["0", "5", "10", "15"], Enumerable.Range(0, scale.Steps + 1).Select(scale.Label));
        Assert.Equal(("12.60 kW", "–"), (scale.Text(12_600), scale.Text(null)));
        Assert.Equal("0.2", PowerScale.For(1000).Label(1));
        Assert.Equal("7 W", PowerScale.For(7).Text(7));
    }

    [Fact]
    public void A_line_is_steps_that_come_up_from_the_floor_and_go_back_to_it()
    {
        var (geometry, series) = Of(0, 500, 500, 1000, 0);

        Assert.Equal("M20 100V50H40H60V0H80V100", geometry.Line(series));
    }

    [Fact]
    public void A_line_breaks_where_nothing_is_known()
    {
        var (geometry, series) = Of(1000, null, 500, null);

        Assert.Equal("M0 0H25M50 50H75", geometry.Line(series));
        Assert.Equal("M0 100V0H25V100ZM50 100V50H75V100Z", geometry.Area(series));
    }

    [Fact]
    public void What_is_missing_at_the_end_or_entirely_draws_nothing()
    {
        Assert.Equal("", Of(null, null).Geometry.Line(Of(null, null).Series));
        Assert.Equal("", Of(0, 0).Geometry.Line(Of(0, 0).Series));
        var geometry = new ChartGeometry(Frame, PowerScale.For(1000), new QuarterHour(0), 4);
        Assert.Equal("M0 0H25", geometry.Line(new ChartSeries("x", "X", [1000m])));
    }

    [Fact]
    public void Powers_outside_the_axis_stay_in_the_picture()
    {
        var geometry = new ChartGeometry(Frame, PowerScale.For(1000), new QuarterHour(0), 4);

        Assert.Equal((100, 0, 0), (geometry.Y(-5), geometry.Y(1000), geometry.Y(5000)));
    }

    [Fact]
    public void Now_has_its_place_within_the_session_only()
    {
        var first = new QuarterHour(100);
        var geometry = new ChartGeometry(Frame, PowerScale.For(1000), first, 4);

        Assert.Equal(50, geometry.X(first.Start.AddMinutes(30)));
        Assert.Equal(100, geometry.X(first.Start.AddHours(1)));
        Assert.Null(geometry.X(first.Start.AddSeconds(-1)));
        Assert.Null(geometry.X(first.Start.AddMinutes(61)));
    }

    [Fact]
    public void Times_are_local_and_round()
    {
        var day = new DeliveryDay(new DateOnly(2026, 11, 24), Rome);
        var ticks = new ChartGeometry(ChartFrame.Wide, PowerScale.For(1000), QuarterHour.Of(day.Start), day.Count).TimeTicks(Rome);

        Assert.Equal(["00:00", "02:00", "04:00", "06:00", "08:00", "10:00", "12:00", "14:00", "16:00", "18:00", "20:00", "22:00", "24:00"], ticks.Select(t => t.Label));
        Assert.Equal((ChartFrame.Wide.Left, ChartFrame.Wide.Width - ChartFrame.Wide.Right), ((int)ticks[0].X, (int)ticks[^1].X));
    }

    [Theory]
    [InlineData(2026, 3, 29, 92)]
    [InlineData(2026, 10, 25, 100)]
    public void Where_clocks_change_times_stay_round(int year, int month, int date, int count)
    {
        var day = new DeliveryDay(new DateOnly(year, month, date), Rome);
        Assert.Equal(count, day.Count);
        var geometry = new ChartGeometry(ChartFrame.Wide, PowerScale.For(1000), QuarterHour.Of(day.Start), day.Count);

        var ticks = geometry.TimeTicks(Rome);

        Assert.All(ticks, t => Assert.EndsWith(":00", t.Label, StringComparison.Ordinal));
        Assert.Equal(("00:00", "24:00"), (ticks[0].Label, ticks[^1].Label));
        // 06:00 is 20 or 28 quarter hours after midnight on these days.
        Assert.Equal(geometry.X(count - 96 + 24), ticks.Single(t => t.Label == "06:00").X);
    }

    [Fact]
    public void Labels_have_room_on_a_phone()
    {
        var day = new DeliveryDay(new DateOnly(2026, 11, 24), Rome);
        var ticks = new ChartGeometry(ChartFrame.Narrow, PowerScale.For(1000), QuarterHour.Of(day.Start), 96).TimeTicks(Rome);

        Assert.InRange(ticks.Count, 3, 6);
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.True(pair.Item2.X - pair.Item1.X >= 50));
    }

    private static (ChartGeometry Geometry, ChartSeries Series) Of(params decimal?[] watts)
    {
        var series = new ChartSeries("x", "X", watts);
        return (ChartGeometry.For(Frame, new QuarterHour(0), watts.Length, [series]), series);
    }
}
