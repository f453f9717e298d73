using System.Globalization;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>
/// A partition of <c>reading</c>, known by its name: <c>reading_20261124</c> has a day (UTC), <c>reading_202611</c> a month,
/// <c>reading_2026</c> a year, and <c>reading_before_20261124</c>, in a database from before there were any, all before that day.
/// </summary>
/// <param name="Name">Its table.</param>
/// <param name="StartDay">Its first day, since 1970-01-01; <see cref="int.MinValue"/> for no beginning.</param>
/// <param name="EndDay">The day after its last one.</param>
internal sealed record ReadingPartition(string Name, int StartDay, int EndDay)
{
    private const long DayUs = 86_400_000_000;
    private const string Prefix = "reading_";
    private const string BeforePrefix = "reading_before_";
    private static readonly int Epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>Its first instant, microseconds since 1970.</summary>
    public long StartUs => StartDay * DayUs;

    /// <summary>The first instant after it, microseconds since 1970.</summary>
    public long EndUs => EndDay * DayUs;

    /// <summary>The day of a time, since 1970-01-01.</summary>
    public static int DayOf(long timeUs) => (int)((timeUs - ((timeUs % DayUs + DayUs) % DayUs)) / DayUs);

    /// <summary>The one of a day alone.</summary>
    public static ReadingPartition Day(int day) => new(Named(day, "yyyyMMdd"), day, day + 1);

    /// <summary>The one of the month a day is in.</summary>
    public static ReadingPartition Month(int day)
    {
        var first = Date(day).AddDays(1 - Date(day).Day);
        return new ReadingPartition(Named(day, "yyyyMM"), Number(first), Number(first.AddMonths(1)));
    }

    /// <summary>The one of the year a day is in.</summary>
    public static ReadingPartition Year(int day)
    {
        var year = Date(day).Year;
        return new ReadingPartition(Named(day, "yyyy"), Number(new DateOnly(year, 1, 1)), Number(new DateOnly(year + 1, 1, 1)));
    }

    /// <summary>Reads a name.</summary>
    /// <exception cref="FormatException">It is none of a partition.</exception>
    public static ReadingPartition Of(string name)
    {
        if (name.StartsWith(BeforePrefix, StringComparison.Ordinal))
            return new ReadingPartition(name, int.MinValue, First(name[BeforePrefix.Length..]));
        var date = name[Prefix.Length..];
        return date.Length switch
        {
            4 => Year(First(date + "0101")),
            6 => Month(First(date + "01")),
            _ => Day(First(date)),
        };
    }

    /// <summary>Whether both would have some day.</summary>
    public bool Overlaps(ReadingPartition other) => StartDay < other.EndDay && other.StartDay < EndDay;

    private static string Named(int day, string format) => Prefix + Date(day).ToString(format, CultureInfo.InvariantCulture);

    private static int First(string date) => Number(DateOnly.ParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture));

    private static DateOnly Date(int day) => DateOnly.FromDayNumber(Epoch + day);

    private static int Number(DateOnly date) => date.DayNumber - Epoch;
}
