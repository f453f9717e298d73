namespace Platone.Actors.Kernel.Time;

/// <summary>
/// A delivery day: one calendar day of a time zone. It has 96 quarter hours, 92 on the day clocks go forward, 100 on the day
/// they go back (zones with a half-hour change have 94 or 98).
/// </summary>
/// <param name="Date">The calendar day.</param>
/// <param name="Zone">The market area's time zone.</param>
public sealed record DeliveryDay(DateOnly Date, TimeZoneInfo Zone)
{
    /// <summary>The delivery day an instant belongs to.</summary>
    public static DeliveryDay Of(DateTimeOffset instant, TimeZoneInfo zone) =>
        new(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime), zone);

    /// <summary>First instant, UTC.</summary>
    public DateTimeOffset Start => Midnight(Date);

    /// <summary>First instant of the next day, UTC.</summary>
    public DateTimeOffset End => Midnight(Date.AddDays(1));

    /// <summary>How many quarter hours the day has: 92, 96 or 100.</summary>
    public int Count => (int)((End - Start).Ticks / QuarterHour.Length.Ticks);

    /// <summary>The day's quarter hours in order.</summary>
    public IEnumerable<QuarterHour> QuarterHours()
    {
        var first = QuarterHour.Of(Start);
        for (var i = 0; i < Count; i++)
            yield return new QuarterHour(first.Index + i);
    }

    // A few zones change their clocks at midnight: a midnight that does not exist is taken at the first instant that does,
    // one that exists twice at its first occurrence (the larger offset).
    private DateTimeOffset Midnight(DateOnly date)
    {
        var local = date.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(15);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Date:yyyy-MM-dd} {Zone.Id}";
}
