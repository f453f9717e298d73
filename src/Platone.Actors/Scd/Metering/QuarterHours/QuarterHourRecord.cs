using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>A quarter hour with its latest values. Columns: <c>docs/scd.md</c>.</summary>
[Table("quarter_hour")]
internal sealed record QuarterHourRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("start_us"), PrimaryKey]
    public long StartUs { get; init; }

    [Column("energy_j")]
    public long EnergyJ { get; init; }

    [Column("method")]
    public int Method { get; init; }

    [Column("covered_s")]
    public int CoveredS { get; init; }

    [Column("quality")]
    public int Quality { get; init; }

    [Column("version")]
    public int Version { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
