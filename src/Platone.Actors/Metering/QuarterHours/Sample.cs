using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering.QuarterHours;

/// <summary>What a reading contributes to quarter hours.</summary>
/// <param name="At">When measured, microseconds since 1970.</param>
/// <param name="Epoch">The device's epoch: registers of different epochs have nothing to do with each other.</param>
/// <param name="PowerW">Active power, W.</param>
/// <param name="ImportWh">Register of energy taken from the grid, Wh.</param>
/// <param name="ExportWh">Register of energy given to the grid, Wh.</param>
internal readonly record struct Sample(long At, int Epoch, int? PowerW, long? ImportWh, long? ExportWh)
{
    /// <summary>What a reading contributes.</summary>
    public static Sample Of(Reading reading) => new(Instant.Microseconds(reading.Time), reading.Epoch, reading.ActivePowerW,
        reading.ImportWh, reading.ExportWh);

    /// <summary>Whether it contributes anything but its time.</summary>
    public bool SaysSomething => PowerW is not null || HasRegister;

    /// <summary>Whether it has a register value.</summary>
    public bool HasRegister => ImportWh is not null || ExportWh is not null;
}
