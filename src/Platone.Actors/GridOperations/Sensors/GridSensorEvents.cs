using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.GridOperations.Sensors;

/// <summary>What can happen to a sensor of the grid.</summary>
/// <param name="Id">The sensor.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record GridSensorEvent(GridSensorId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The sensor was registered.</summary>
/// <param name="Id">The sensor.</param>
/// <param name="SensorKind">What it is.</param>
/// <param name="Bus">The network bus it measures at.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SensorRegistered(GridSensorId Id, SensorKind SensorKind, string Bus, DateTimeOffset RecordedAt) : GridSensorEvent(Id, RecordedAt);

/// <summary>Samples of the sensor were recorded. One unit of disclosure a sample; nothing about a grid sensor is personal.</summary>
/// <param name="Id">The sensor.</param>
/// <param name="Samples">New ones only.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SensorReadingsRecorded(GridSensorId Id, ImmutableArray<SensorSample> Samples, DateTimeOffset RecordedAt)
    : GridSensorEvent(Id, RecordedAt)
{
    /// <summary>By content.</summary>
    public bool Equals(SensorReadingsRecorded? other) => other is not null && base.Equals(other) && Samples.SequenceEqual(other.Samples);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Samples.Length);
}
