using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>Energy of a day or month.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Date">The day, or the first day of the month.</param>
/// <param name="ImportJoules">Sum of the quarter hours with net consumption, J.</param>
/// <param name="ExportJoules">Sum of the quarter hours with net injection, J, as a positive number.</param>
/// <param name="QuarterHours">How many quarter hours are in it.</param>
/// <param name="Expected">How many the day or month has.</param>
/// <param name="Doubtful">How many of them carry a quality flag.</param>
public sealed record EnergyRow(PodId Pod, DateOnly Date, long ImportJoules, long ExportJoules, int QuarterHours, int Expected,
    int Doubtful);
