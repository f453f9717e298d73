using System.Collections.Concurrent;
using System.Globalization;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>Days and months as a POD counts them: in its own time zone (architecture, "Time, money, power").</summary>
internal sealed class PodCalendar
{
    private static readonly ConcurrentDictionary<string, PodCalendar> Known = [];

    private readonly TimeZoneInfo _zone;

    private PodCalendar(string zone) => _zone = TimeZoneInfo.FindSystemTimeZoneById(zone);

    /// <summary>The calendar of a zone.</summary>
    /// <param name="zone">IANA name.</param>
    /// <exception cref="TimeZoneNotFoundException">This machine does not know the zone.</exception>
    public static PodCalendar Of(string zone) => Known.GetOrAdd(zone, name => new PodCalendar(name));

    /// <summary>A date as the tables have it: <c>yyyy-MM-dd</c>.</summary>
    public static string Text(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>The day a quarter hour belongs to.</summary>
    public (string Pod, DateOnly Date) Day(Metered metered) =>
        (metered.PodName, DeliveryDay.Of(metered.Measured.QuarterHour.Start, _zone).Date);

    /// <summary>The month a quarter hour belongs to, by its first day.</summary>
    public (string Pod, DateOnly Date) Month(Metered metered)
    {
        var day = Day(metered).Date;
        return (metered.PodName, new DateOnly(day.Year, day.Month, 1));
    }

    /// <summary>How many quarter hours a day has: 92, 96 or 100.</summary>
    public int QuarterHoursInDay(DateOnly date) => new DeliveryDay(date, _zone).Count;

    /// <summary>How many quarter hours the days of a month have together.</summary>
    /// <param name="first">The first of the month.</param>
    public int QuarterHoursInMonth(DateOnly first) =>
        Enumerable.Range(0, DateTime.DaysInMonth(first.Year, first.Month)).Sum(i => QuarterHoursInDay(first.AddDays(i)));
}
