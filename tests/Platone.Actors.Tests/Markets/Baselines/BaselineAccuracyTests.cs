using System.Globalization;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;
using Platone.Actors.Metering;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Markets.Baselines;

public sealed class BaselineAccuracyTests(ITestOutputHelper output)
{
    private static readonly DateOnly Friday = new(2026, 3, 20);

    [Fact]
    public void Bias_and_error_are_those_of_the_days_all_methods_know()
    {
        var meter = new Meter().Day(Friday, hour => hour == 17 ? 1000 : 0).Day(Friday.AddDays(1), 3000).Day(Friday.AddDays(2), 3000);
        EventWindow[] events = [Meter.Event(Friday, 17), Meter.Event(Friday.AddDays(1), 17), Meter.Event(Friday.AddDays(2), 17), Meter.Event(Friday.AddDays(3), 17)];
        BaselineEstimate Constant(EventWindow window, long watts) => new(BaselineMethod.OwnPlan, PowerProfile.Of(window.Count, i => watts + 2 * i), []);

        var table = BaselineAccuracy.Compare(meter.History, Meter.Calendar(null, Friday.AddDays(2)), events,
            [("1100", w => Constant(w, 1100)), ("zero", BaselineEstimate.Zero), ("not Saturday", w => w.First == events[1].First ? null : Constant(w, 997))]);

        // Saturday has no baseline, Sunday an event, Monday no meter: Friday remains. 97 + 0, 2, 4, 6 is too low by 3, 1 and too high by 1, 3.
        Assert.Equal(
            [
                new BaselineAccuracy("1100", 1, 103, 103, 1000), new BaselineAccuracy("zero", 1, -1000, 1000, 1000),
                new BaselineAccuracy("not Saturday", 1, 0, 2, 1000),
            ],
            table);
        Assert.Equal((0.103m, -1m, 0.002m), (table[0].NormalisedBias, table[1].NormalisedBias, table[2].NormalisedError));
    }

    [SkippableFact]
    public void Fifteen_households_side_by_side()
    {
        // 17 to 19 h local on each of twenty days in 2021. The expected figures were computed by a separate program from the same file.
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var calendar = new DayCalendar(zone, [], []);
        var rows = File.ReadAllLines(SharedData.Require("meters/households-quarter-hour.csv"));
        var first = QuarterHour.Of(new DateTimeOffset(2021, 2, 15, 16, 0, 0, TimeSpan.Zero));
        var events = Enumerable.Range(0, 20).Select(day => new EventWindow(new QuarterHour(first.Index + 96 * day), 8)).ToList();
        var (fourOfFive, tenOfTen) = (new SameDayAdjustment(HighXOfY.FourOfFive), new SameDayAdjustment(HighXOfY.TenOfTen));
        var households = new List<BaselineAccuracy[]>();
        for (var column = 1; column <= 15; column++)
        {
            var history = new MeterHistory(zone, rows.Skip(1).Select(r => Measured(r.Split(','), column)));
            households.Add([.. BaselineAccuracy.Compare(history, calendar, events,
                [
                    ("high 4 of 5", w => fourOfFive.Days.Estimate(history, calendar, w)),
                    ("high 4 of 5, adjusted", w => fourOfFive.Estimate(history, calendar, w)),
                    ("10 of 10", w => tenOfTen.Days.Estimate(history, calendar, w)),
                    ("10 of 10, adjusted", w => tenOfTen.Estimate(history, calendar, w)),
                    ("meter before / after", w => new MeterBeforeMeterAfter().Estimate(history, w)),
                    ("zero", BaselineEstimate.Zero),
                ])]);
        }

        Assert.All(households, h => Assert.All(h, a => Assert.Equal(5, a.Days)));
        var mean = households.Average(h => h[0].MeanW);
        output.WriteLine($"15 households, {households.Sum(h => h[0].Days)} events, mean power {mean:0.0} W");
        output.WriteLine("| method | bias W | MAE W | normalised bias | normalised MAE |");
        output.WriteLine("|---|---|---|---|---|");
        var table = new List<(decimal Bias, decimal Error)>();
        for (var m = 0; m < households[0].Length; m++)
        {
            var (bias, error) = (households.Average(h => h[m].BiasW), households.Average(h => h[m].MeanAbsoluteErrorW));
            table.Add((decimal.Round(bias, 3), decimal.Round(error, 3)));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {households[0][m].Method} | {bias:0.0} | {error:0.0} | {bias / mean:0.000} | {error / mean:0.000} |"));
        }
        Assert.Equal(
            [(27.892m, 157.295m), (16.695m, 150.282m), (18.268m, 148.985m), (11.202m, 140.178m), (-14.898m, 163.882m), (-455.738m, 455.738m)], table);
    }

    private static MeasuredQuarterHour Measured(string[] row, int column) => new(
        QuarterHour.Of(DateTimeOffset.Parse(row[0], CultureInfo.InvariantCulture)),
        new Energy(long.Parse(row[column], CultureInfo.InvariantCulture) * QuarterHour.Seconds), EnergyMethod.Registers, 900, QuarterHourQuality.Good);
}
