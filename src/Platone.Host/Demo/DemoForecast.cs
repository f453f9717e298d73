using Platone.Actors.Kernel.Time;
using Platone.Field.Simulation;
using Platone.Host.Configuration;

namespace Platone.Host.Demo;

/// <summary>The households' own power, and what their BRP expects of them.</summary>
internal static class DemoForecast
{
    private const int DaysOfHistory = 10;
    private const int MinutesAnInterval = 15;

    /// <summary>The households of a plan: their serials, and what each takes if nobody tells it anything.</summary>
    /// <exception cref="InputException">The file is wrong, or does not reach to the end of the day.</exception>
    public static IReadOnlyList<(string Serial, HouseholdPower Power)> Households(DemoPlan plan)
    {
        if (plan.MeterData is null)
            return [.. Enumerable.Range(0, plan.Pods).Select(i => ($"demo-{plan.Seed}-{i + 1:D4}", HouseholdPower.Model(plan.Seed, i)))];
        var households = Recorded(plan.MeterData).Take(plan.Pods).ToList();
        foreach (var (serial, power) in households)
        {
            if (power.First > plan.DeliveryDay.Start - QuarterHour.Length || power.Last < plan.DeliveryDay.End)
            {
                throw new InputException($"{plan.MeterData}: {serial} is known from {power.First:yyyy-MM-dd} to {power.Last:yyyy-MM-dd}, so there is no day "
                    + $"{plan.Day:yyyy-MM-dd} to play; --data with a new folder begins at the file's first days again");
            }
        }
        return households;
    }

    /// <summary>The first day of a file that can be played: with days before it to forecast from.</summary>
    /// <exception cref="InputException">The file is wrong, or has fewer than three days.</exception>
    public static DateOnly FirstDay(string file, TimeZoneInfo zone)
    {
        var (first, last) = Recorded(file) is { Count: > 0 } all ? (all.Max(h => h.Power.First), all.Min(h => h.Power.Last))
            : throw new InputException($"{file}: has no household");
        var begins = DeliveryDay.Of(first, zone).Date.AddDays(1);
        var days = DeliveryDay.Of(last, zone).Date.DayNumber - begins.DayNumber;
        return days >= 2 ? begins.AddDays(Math.Min(DaysOfHistory, days - 1)) : throw new InputException($"{file}: has fewer than three whole days");
    }

    /// <summary>Most a household takes or gives on the day, in whole kilowatts and with room to spare, W.</summary>
    public static int ConnectionW(DemoPlan plan, HouseholdPower power)
    {
        var highest = Minutes(plan.DeliveryDay.Start, plan.DeliveryDay.Count * MinutesAnInterval).Max(at => Math.Abs(power.ActivePowerW(at)));
        return (highest / 1_000 + 6) * 1_000;
    }

    /// <summary>
    /// The BRP's schedule, mean W of each interval: of recorded households the mean of the same quarter hour on the days before (ten at
    /// most), of the model's what it will be, with the error of a good forecast.
    /// </summary>
    public static IReadOnlyList<long> Baseline(DemoPlan plan, HouseholdPower power, int household) =>
    [
        .. plan.DeliveryDay.QuarterHours().Select((quarterHour, i) =>
        {
            if (plan.MeterData is null)
                return (long)Math.Round(Mean(power, quarterHour.Start) * (1 + 0.04 * Math.Sin(1.7 * household + plan.Seed + 0.37 * i)));
            var before = Enumerable.Range(1, DaysOfHistory).Select(days => quarterHour.Start.AddDays(-days)).TakeWhile(at => at >= power.First).ToList();
            return (long)Math.Round(before.Average(at => Mean(power, at)));
        }),
    ];

    private static double Mean(HouseholdPower power, DateTimeOffset start) => Minutes(start, MinutesAnInterval).Average(at => power.ActivePowerW(at));

    private static IEnumerable<DateTimeOffset> Minutes(DateTimeOffset start, int count) => Enumerable.Range(0, count).Select(m => start.AddMinutes(m));

    private static List<(string Serial, HouseholdPower Power)> Recorded(string file)
    {
        try
        {
            return [.. HouseholdPower.FromCsv(file).Select(h => (h.Key, h.Value))];
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new InputException(e.Message, e);
        }
    }
}
