using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Metering.Pods;

/// <summary>A power for each of some quarter hours in a row.</summary>
internal static class Schedules
{
    /// <summary>The longest: a month of 31 days, with the extra hour of one.</summary>
    public const int MaximumQuarterHours = 31 * 96 + 4;

    /// <summary>What in a schedule cannot be; null if nothing.</summary>
    public static Problem? ProblemOf(QuarterHour first, PowerProfile power)
    {
        if (power.Count is 0 or > MaximumQuarterHours)
            return new Problem("bad-schedule", $"{power.Count} quarter hours are not 1 to {MaximumQuarterHours}", "power", ProblemKind.Invalid);
        return WireForms.IsQuarterHour(first.Index) && WireForms.IsQuarterHour(first.Index + power.Count)
            ? null
            : new Problem("bad-schedule", $"quarter hour {first.Index} is not in the years 1 to 9999", "first", ProblemKind.Invalid);
    }

    /// <summary>The first instant after it.</summary>
    public static DateTimeOffset End(QuarterHour first, PowerProfile power) => new QuarterHour(first.Index + power.Count).Start;
}
