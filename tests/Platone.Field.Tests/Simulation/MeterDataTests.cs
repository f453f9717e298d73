using Platone.Field.Simulation;
using Platone.Testing;

namespace Platone.Field.Tests.Simulation;

public class MeterDataTests
{
    [SkippableFact]
    public void Reads_fifteen_households_of_quarter_hours()
    {
        var households = MeterData.Read(SharedData.Require("meters/households-quarter-hour.csv"));
        Assert.Equal(15, households.Length);
        Assert.All(households, h =>
        {
            Assert.Equal(1_921, h.Readings.Length);
            Assert.Equal(Enumerable.Range(0, 1_921).Select(i => (long)i), h.Readings.Select(r => r.Seq));
            Assert.All(h.Readings.Zip(h.Readings.Skip(1), (a, b) => b.Time - a.Time), step => Assert.Equal(TimeSpan.FromMinutes(15), step));
            Assert.All(h.Readings.SkipLast(1), r => Assert.NotNull(r.ActivePowerW));
            Assert.Null(h.Readings[^1].ActivePowerW);
        });
        Assert.Equal(("hh_3055_0", 158, new DateTimeOffset(2021, 2, 14, 23, 0, 0, TimeSpan.Zero)),
            (households[0].Serial, households[0].Readings[0].ActivePowerW, households[0].Readings[0].Time));
        Assert.Equal(28_800, households.Sum(h => h.Readings.Length - 1));
    }

    [SkippableFact]
    public void Reads_one_household_of_minutes()
    {
        var household = Assert.Single(MeterData.Read(SharedData.Require("meters/household-minute.csv")));
        Assert.Equal("household-minute", household.Serial);
        var first = household.Readings[0];
        Assert.Equal((326, 128, 243_150, 1_400, new DateTimeOffset(2007, 2, 1, 0, 0, 0, TimeSpan.Zero)),
            (first.ActivePowerW, first.ReactivePowerVar, first.VoltageMv, first.CurrentMa, first.Time));
        var last = household.Readings[^1];
        Assert.Equal((new DateTimeOffset(2007, 2, 3, 0, 1, 0, TimeSpan.Zero), 2_881L, null), (last.Time, last.Seq, last.ActivePowerW));
    }

    [Fact]
    public void An_empty_field_was_not_measured()
    {
        var households = MeterData.Parse("x", ["time,a,b c", "2026-01-01T00:00:00Z,1,2.5", "", "2026-01-01T01:15:00+01:00,,3"], 7);
        Assert.Equal(["a", "b-c"], households.Select(h => h.Serial));
        Assert.Equal([1, null, null], households[0].Readings.Select(r => r.ActivePowerW));
        Assert.Equal([2, 3, null], households[1].Readings.Select(r => r.ActivePowerW));
        Assert.All(households[0].Readings, r => Assert.Equal(7, r.Epoch));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 30, 0, TimeSpan.Zero), households[0].Readings[^1].Time);
    }

    [Theory]
    [InlineData("", "x: is empty")]
    [InlineData("when,a", "x, line 1: the header must be")]
    [InlineData("time", "x, line 1: the header must be")]
    [InlineData("time,a,a", "x, line 1: two columns have the same name")]
    [InlineData("time,/a", "'-a' cannot be a serial", "/a")]
    [InlineData("time,a\n2026-01-01T00:00:00Z,1", "x: has fewer than two rows")]
    [InlineData("time,a\n2026-01-01T00:00:00Z,1\n2026-01-01T00:15:00Z", "x, line 3: has 1 fields, the header 2")]
    [InlineData("time,a\n2026-01-01T00:00:00Z,1\n2026-01-01T00:15:00Z,many", "x, line 3, column a: 'many' is not a number in range")]
    [InlineData("time,a\n2026-01-01T00:00:00Z,1\n2026-01-01T00:15:00Z,3e9", "x, line 3, column a: '3e9' is not a number in range")]
    [InlineData("time,a\n2026-01-01T00:00:00Z,1\nsoon,1", "x, line 3, column time: 'soon' is not a time")]
    [InlineData("time,a\n2026-01-01T00:00:00Z,1\n2026-01-01T00:00:00Z,1", "x, line 3, column time: '2026-01-01T00:00:00Z' is not later than the row before")]
    public void What_is_wrong_is_named(string csv, string message, string? name = null)
    {
        var e = Assert.Throws<FormatException>(() => MeterData.Parse("x", csv.Length == 0 ? [] : csv.Split('\n'), 0));
        Assert.StartsWith(name is null ? message : $"'{name}' cannot be a serial", e.Message, StringComparison.Ordinal);
    }
}
