using System.Globalization;
using Platone.Actors.Kernel.Identity;

namespace Platone.Host.Pages;

/// <summary>Figures as the pages show them: with a point and thin groups whatever the machine's culture, the unit apart.</summary>
internal static class Figures
{
    /// <summary>What stands where there is no figure.</summary>
    public const string None = "–";

    private const decimal JoulesPerKilowattHour = 3_600_000m;

    /// <summary>Energy in kWh, two decimals.</summary>
    /// <param name="joules">J; null for none.</param>
    public static string KilowattHours(decimal? joules) => joules is { } j ? Number(j / JoulesPerKilowattHour, 2) : None;

    /// <summary>Money or a price, two decimals.</summary>
    public static string Amount(decimal? amount) => amount is { } a ? Number(a, 2) : None;

    /// <summary>Whole watts.</summary>
    public static string Watts(decimal? watts) => watts is { } w ? Number(w, 0) : None;

    /// <summary>A count.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number with so many decimals, half to even. What rounds to nothing has no sign.</summary>
    public static string Number(decimal value, int decimals)
    {
        var rounded = decimal.Round(value, decimals, MidpointRounding.ToEven);
        return (rounded == 0 ? 0m : rounded).ToString($"#,0.{new string('0', decimals)}", CultureInfo.InvariantCulture);
    }

    /// <summary>Thousandths of a token as tokens, three decimals: a token is a kWh.</summary>
    public static string Tokens(decimal? units) => units is { } u ? Number(u / 1000, 3) : None;

    /// <summary>A duration with its two greatest units: <c>37 s</c>, <c>4 min 12 s</c>, <c>2 h 05 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalSeconds} s"),
        { TotalMinutes: < 60, Seconds: 0 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes} min"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes} min {duration.Seconds:00} s"),
        { TotalHours: < 24, Minutes: 0 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Hours} h"),
        { TotalHours: < 24 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Hours} h {duration.Minutes:00} min"),
        { Hours: 0 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Days} d"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.Days} d {duration.Hours} h"),
    };

    /// <summary>Time of day in a zone.</summary>
    public static string Time(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Day and time in a zone.</summary>
    public static string DayAndTime(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A day and the weekday.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>The offset of a zone at a time, such as <c>UTC+01:00</c>.</summary>
    public static string Offset(DateTimeOffset at, TimeZoneInfo zone)
    {
        var offset = zone.GetUtcOffset(at);
        return offset == TimeSpan.Zero ? "UTC" : $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset.ToString("hh\\:mm", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The beginning of a pseudonym: enough to tell PODs apart.</summary>
    public static string Short(PodId pod) => Short(pod.ToString(), 8);

    /// <summary>The beginning of a long name.</summary>
    public static string Short(string text, int length) => text.Length <= length ? text : string.Concat(text.AsSpan(0, length), "…");
}
