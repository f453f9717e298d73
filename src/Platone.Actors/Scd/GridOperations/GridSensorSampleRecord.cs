using LinqToDB.Mapping;

namespace Platone.Actors.Scd.GridOperations;

/// <summary>The last sample of a sensor's measurand and phase. Columns: <c>docs/scd.md</c>.</summary>
[Table("grid_sensor_sample")]
internal sealed record GridSensorSampleRecord
{
    [Column("sensor"), PrimaryKey]
    public string Sensor { get; init; } = "";

    [Column("measurand"), PrimaryKey]
    public string Measurand { get; init; } = "";

    [Column("phase"), PrimaryKey]
    public string Phase { get; init; } = "";

    [Column("time_us")]
    public long TimeUs { get; init; }

    [Column("value")]
    public double Value { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
