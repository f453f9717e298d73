using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Metering.Pods;

/// <summary>A POD. Columns: <c>docs/scd.md</c>.</summary>
[Table("pod")]
internal sealed record PodRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("valid_from_us")]
    public long ValidFromUs { get; init; }

    [Column("bus")]
    public string Bus { get; init; } = "";

    [Column("time_zone")]
    public string TimeZone { get; init; } = "";

    [Column("connection_w")]
    public int ConnectionW { get; init; }

    [Column("owner")]
    public string? Owner { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
