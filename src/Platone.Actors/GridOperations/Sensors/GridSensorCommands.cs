using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.GridOperations.Sensors;

/// <summary>What a sensor of the grid can be asked to do.</summary>
/// <param name="Id">The sensor.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record GridSensorCommand(GridSensorId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "grid-sensor";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Registers the sensor. The same again has no effect; other values are a conflict.</summary>
/// <param name="Id">The sensor.</param>
/// <param name="SensorKind">What it is.</param>
/// <param name="Bus">The network bus it measures at.</param>
/// <param name="At">When.</param>
public sealed record RegisterSensor(GridSensorId Id, SensorKind SensorKind, string Bus, DateTimeOffset At) : GridSensorCommand(Id, At);

/// <summary>Records samples. Those not newer than the last recorded of their measurand and phase have no effect.</summary>
/// <param name="Id">The sensor.</param>
/// <param name="Samples">1 to 1,000, in the order they came.</param>
/// <param name="At">When.</param>
public sealed record RecordSensorReadings(GridSensorId Id, ImmutableArray<SensorSample> Samples, DateTimeOffset At) : GridSensorCommand(Id, At);

/// <summary>What a sensor is. The numbers are stored: never change one.</summary>
public enum SensorKind
{
    /// <summary>Phasor measurement unit.</summary>
    Pmu = 1,

    /// <summary>Breaker with an intelligent electronic device.</summary>
    Ied = 2,

    /// <summary>Voltage sensor.</summary>
    Voltage = 3,

    /// <summary>Current sensor.</summary>
    Current = 4,
}

/// <summary>What a sample measures, with its unit. The numbers are stored: never change one.</summary>
public enum Measurand
{
    /// <summary>Phase-to-ground voltage magnitude, V.</summary>
    VoltageMagnitude = 1,

    /// <summary>Voltage angle, rad.</summary>
    VoltageAngle = 2,

    /// <summary>Current magnitude, A.</summary>
    CurrentMagnitude = 3,

    /// <summary>Current angle, rad.</summary>
    CurrentAngle = 4,

    /// <summary>Active power, W.</summary>
    ActivePower = 5,

    /// <summary>Reactive power, var.</summary>
    ReactivePower = 6,

    /// <summary>Frequency, Hz.</summary>
    Frequency = 7,

    /// <summary>Breaker position: 0 open, 1 closed.</summary>
    Breaker = 8,
}

/// <summary>One measured value. Grid numerics use binary floating point; it never enters a settlement.</summary>
/// <param name="Time">When measured, UTC.</param>
/// <param name="Measurand">What.</param>
/// <param name="Phase"><c>A</c>, <c>B</c>, <c>C</c>, or empty for a three-phase or direct value.</param>
/// <param name="Value">In the measurand's unit; finite.</param>
public sealed record SensorSample(DateTimeOffset Time, Measurand Measurand, string Phase, double Value);
