using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>A value of a quarter hour that a correction took the place of. Columns: <c>docs/scd.md</c>.</summary>
[Table("quarter_hour_before")]
internal sealed record QuarterHourBeforeRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("start_us"), PrimaryKey]
    public long StartUs { get; init; }

    [Column("event_nr"), PrimaryKey]
    public long EventNr { get; init; }

    [Column("energy_j")]
    public long EnergyJ { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    /// <summary>What a quarter hour was before it is corrected.</summary>
    public static QuarterHourBeforeRecord Of(QuarterHourRecord before) => new()
    {
        Pod = before.Pod,
        StartUs = before.StartUs,
        EventNr = before.EventNr,
        EnergyJ = before.EnergyJ,
        AtUs = before.AtUs,
    };
}
