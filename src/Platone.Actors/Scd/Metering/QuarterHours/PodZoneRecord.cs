using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>The time zone of a POD's days, as the projection of quarter hours knows it. Columns: <c>docs/scd.md</c>.</summary>
[Table("pod_zone")]
internal sealed record PodZoneRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("time_zone")]
    public string TimeZone { get; init; } = "";
}
