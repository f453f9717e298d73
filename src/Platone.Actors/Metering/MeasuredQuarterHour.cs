using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Metering;

/// <summary>The energy of one quarter hour at a light node, with how it was found.</summary>
/// <param name="QuarterHour">Which.</param>
/// <param name="Energy">J; positive is consumption.</param>
/// <param name="Method">From registers or from the mean of power.</param>
/// <param name="CoveredSeconds">How many of its 900 seconds a reading speaks for.</param>
/// <param name="Quality">What is doubtful about it.</param>
public sealed record MeasuredQuarterHour(
    QuarterHour QuarterHour, Energy Energy, EnergyMethod Method, int CoveredSeconds, QuarterHourQuality Quality);

/// <summary>How a quarter hour's energy was found (architecture, "Time, money, power"). The numbers are stored: never change one.</summary>
public enum EnergyMethod
{
    /// <summary>Time-weighted mean of active power.</summary>
    MeanPower = 1,

    /// <summary>Difference of the cumulative registers at its two boundaries.</summary>
    Registers = 2,
}

/// <summary>What is doubtful about a quarter hour. The numbers are stored: never change one.</summary>
[Flags]
public enum QuarterHourQuality
{
    /// <summary>Nothing.</summary>
    Good = 0,

    /// <summary>No reading speaks for part of it; the energy is that of the covered part at its mean power over the whole.</summary>
    Partial = 1,

    /// <summary>Closed because the grace ran out, not because readings passed its end.</summary>
    GraceExpired = 2,

    /// <summary>A register ran backwards inside it.</summary>
    RegisterBackwards = 4,
}
