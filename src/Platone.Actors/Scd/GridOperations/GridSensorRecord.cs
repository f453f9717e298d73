using LinqToDB.Mapping;

namespace Platone.Actors.Scd.GridOperations;

/// <summary>A sensor of the grid. Columns: <c>docs/scd.md</c>.</summary>
[Table("grid_sensor")]
internal sealed record GridSensorRecord
{
    [Column("sensor"), PrimaryKey]
    public string Sensor { get; init; } = "";

    [Column("kind")]
    public string Kind { get; init; } = "";

    [Column("bus")]
    public string Bus { get; init; } = "";

    [Column("ordering")]
    public long Ordering { get; init; }
}
