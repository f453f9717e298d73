namespace Platone.Actors.Metering;

/// <summary>
/// One meter reading of a light node (field, "Light nodes over MQTT"). All values are integers in small units, so that what is
/// stored, compared and summed is exact. What a device does not measure is null.
/// </summary>
/// <param name="Epoch">Rises at a reboot or meter swap that restarts <paramref name="Seq"/>; 0 or more.</param>
/// <param name="Seq">The device's number of this reading within the epoch; (epoch, seq) is its key; 0 or more.</param>
/// <param name="Time">When it was measured, UTC.</param>
public sealed record Reading(int Epoch, long Seq, DateTimeOffset Time)
{
    /// <summary>Active power, W; positive is consumption.</summary>
    public int? ActivePowerW { get; init; }

    /// <summary>Reactive power, var; positive is consumption.</summary>
    public int? ReactivePowerVar { get; init; }

    /// <summary>Voltage, mV.</summary>
    public int? VoltageMv { get; init; }

    /// <summary>Current, mA.</summary>
    public int? CurrentMa { get; init; }

    /// <summary>Cumulative register of energy taken from the grid, Wh.</summary>
    public long? ImportWh { get; init; }

    /// <summary>Cumulative register of energy given to the grid, Wh.</summary>
    public long? ExportWh { get; init; }

    /// <summary>Temperature, thousandths of a degree Celsius.</summary>
    public int? TemperatureMilliC { get; init; }

    /// <summary>What the energy management system answered, as the JSON text the device sent.</summary>
    public string? Ems { get; init; }

    /// <summary>What the battery management system answered, as the JSON text the device sent.</summary>
    public string? Bms { get; init; }

    /// <summary>What is doubtful about it; set when it is recorded.</summary>
    public ReadingQuality Quality { get; init; }
}

/// <summary>What is doubtful about a recorded reading. The numbers are stored: never change one.</summary>
[Flags]
public enum ReadingQuality
{
    /// <summary>Nothing.</summary>
    Good = 0,

    /// <summary>A cumulative register is lower than at an earlier time of the same epoch; raises an alarm.</summary>
    RegisterBackwards = 1,
}
