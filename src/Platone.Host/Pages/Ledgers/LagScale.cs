using System.Globalization;

namespace Platone.Host.Pages.Ledgers;

/// <summary>A vertical axis for durations from 0: round steps in seconds, minutes, hours or days.</summary>
/// <param name="Unit">The unit its numbers are in.</param>
/// <param name="UnitLength">One of the unit.</param>
/// <param name="Step">From one line to the next.</param>
/// <param name="Steps">How many steps.</param>
public sealed record LagScale(string Unit, TimeSpan UnitLength, TimeSpan Step, int Steps)
{
    private const int MostSteps = 5;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Round to people: of minutes a sixth or a half hour, not a tenth of one.
    private static readonly int[] StepSeconds =
    [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    ];

    /// <summary>The value at the top.</summary>
    public TimeSpan Top => Step * Steps;

    /// <summary>The scale that shows 0 to a duration in at most five steps.</summary>
    /// <param name="greatest">The greatest value.</param>
    public static LagScale For(TimeSpan greatest)
    {
        var wanted = greatest > TimeSpan.FromSeconds(5) ? greatest : TimeSpan.FromSeconds(5);
        var found = StepSeconds.FirstOrDefault(s => TimeSpan.FromSeconds(s) * MostSteps >= wanted);
        var step = found > 0 ? TimeSpan.FromSeconds(found) : Day * Math.Ceiling(wanted / Day / MostSteps);
        var top = step * (int)Math.Ceiling(wanted / step);
        var (unit, length) = top switch
        {
            _ when step >= Day => ("d", Day),
            _ when step >= TimeSpan.FromHours(1) => ("h", TimeSpan.FromHours(1)),
            _ when step >= TimeSpan.FromMinutes(1) => ("min", TimeSpan.FromMinutes(1)),
            _ => ("s", TimeSpan.FromSeconds(1)),
        };
        return new LagScale(unit, length, step, (int)Math.Round(top / step));
    }

    /// <summary>The number at a line.</summary>
    /// <param name="step">Which, from 0.</param>
    public string Label(int step) => (Step * step / UnitLength).ToString("0.#", CultureInfo.InvariantCulture);
}
