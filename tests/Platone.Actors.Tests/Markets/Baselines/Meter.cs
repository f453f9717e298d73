using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Baselines;
using Platone.Actors.Metering;

namespace Platone.Actors.Tests.Markets.Baselines;

/// <summary>A POD's meter written down by local day and time.</summary>
internal sealed class Meter
{
    private readonly List<MeasuredQuarterHour> _metered = [];

    public static TimeZoneInfo Rome { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");

    public static DayCalendar Calendar(DateOnly[]? holidays = null, params DateOnly[] events) =>
        new(Rome, [.. holidays ?? []], [.. events]);

    /// <summary>The quarter hour at a local time; of two, the first.</summary>
    public static QuarterHour At(DateOnly day, int hour, int minute = 0)
    {
        var local = day.ToDateTime(new TimeOnly(hour, minute));
        var offset = Rome.IsAmbiguousTime(local) ? Rome.GetAmbiguousTimeOffsets(local).Max() : Rome.GetUtcOffset(local);
        return QuarterHour.Of(new DateTimeOffset(local, offset));
    }

    /// <summary>An event of whole hours at a local time.</summary>
    public static EventWindow Event(DateOnly day, int hour, int hours = 1) => new(At(day, hour), 4 * hours);

    /// <summary>A whole local day, by the power of each hour, W.</summary>
    public Meter Day(DateOnly day, Func<int, long> watts)
    {
        foreach (var quarterHour in new DeliveryDay(day, Rome).QuarterHours())
            With(quarterHour, watts(TimeZoneInfo.ConvertTime(quarterHour.Start, Rome).Hour));
        return this;
    }

    /// <summary>A whole local day of one power, W.</summary>
    public Meter Day(DateOnly day, long watts) => Day(day, _ => watts);

    public Meter With(QuarterHour quarterHour, long watts)
    {
        _metered.Add(new MeasuredQuarterHour(quarterHour, new Energy(watts * QuarterHour.Seconds), EnergyMethod.MeanPower, 900, QuarterHourQuality.Good));
        return this;
    }

    public Meter Without(QuarterHour quarterHour)
    {
        _metered.RemoveAll(m => m.QuarterHour == quarterHour);
        return this;
    }

    public MeterHistory History => new(Rome, _metered);
}
