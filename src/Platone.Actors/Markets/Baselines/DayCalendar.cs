using System.Collections.Immutable;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Markets.Baselines;

/// <summary>What kind of day each is for a POD: workdays are compared with workdays, weekends and holidays with each other.</summary>
/// <param name="Zone">The market area's time zone.</param>
/// <param name="Holidays">Public holidays.</param>
/// <param name="EventDays">Days on which the POD had an order: they tell nothing of what it does without.</param>
internal sealed record DayCalendar(TimeZoneInfo Zone, ImmutableSortedSet<DateOnly> Holidays, ImmutableSortedSet<DateOnly> EventDays)
{
    /// <summary>The local day a quarter hour begins on.</summary>
    public DateOnly DayOf(QuarterHour quarterHour) => DeliveryDay.Of(quarterHour.Start, Zone).Date;

    /// <summary>Whether it is a weekend or holiday.</summary>
    public bool IsRestDay(DateOnly day) => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || Holidays.Contains(day);

    /// <summary>Whether a day says what the POD does on another without an event: of the same kind, and without one itself.</summary>
    public bool IsLike(DateOnly day, DateOnly other) => IsRestDay(day) == IsRestDay(other) && !EventDays.Contains(day);
}
