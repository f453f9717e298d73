using System.Globalization;

namespace Platone.Host.Pages.Charts;

/// <summary>A vertical axis for power from 0: round steps in W, kW or MW.</summary>
/// <param name="Unit">The unit its numbers are in.</param>
/// <param name="WattsPerUnit">W in one of the unit.</param>
/// <param name="StepW">From one line to the next, W.</param>
/// <param name="Steps">How many steps.</param>
public sealed record PowerScale(string Unit, decimal WattsPerUnit, decimal StepW, int Steps)
{
    private const int MostSteps = 5;

    /// <summary>The value at the top, W.</summary>
    public decimal TopW => StepW * Steps;

    /// <summary>The scale that shows 0 to a value in at most five steps of 1, 2 or 5 times a power of ten.</summary>
    /// <param name="greatestW">The greatest value, W; 0 or less gives an axis to 1 kW.</param>
    public static PowerScale For(decimal greatestW)
    {
        var greatest = greatestW > 0 ? greatestW : 1000m;
        var step = 1m;
        while (step * 10 * MostSteps < greatest)
            step *= 10;
        step *= step * MostSteps >= greatest ? 1 : step * 2 * MostSteps >= greatest ? 2 : step * 5 * MostSteps >= greatest ? 5 : 10;
        var steps = (int)decimal.Ceiling(greatest / step);
        var (unit, watts) = (step * steps) switch
        {
            >= 1_000_000m => ("MW", 1_000_000m),
            >= 1_000m => ("kW", 1_000m),
            _ => ("W", 1m),
        };
        return new PowerScale(unit, watts, step, steps);
    }

    /// <summary>The number at a line.</summary>
    /// <param name="step">Which, from 0.</param>
    public string Label(int step) => (StepW * step / WattsPerUnit).ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A value with the unit.</summary>
    /// <param name="watts">W; null for none.</param>
    public string Text(decimal? watts) => watts is { } w
        ? $"{Figures.Number(w / WattsPerUnit, WattsPerUnit == 1 ? 0 : 2)} {Unit}"
        : Figures.None;
}
