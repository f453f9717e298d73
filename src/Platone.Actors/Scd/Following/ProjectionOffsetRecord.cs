using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Following;

/// <summary>Where a projection stands in the journal. Columns: <c>docs/scd.md</c>.</summary>
[Table("projection_offset")]
internal sealed record ProjectionOffsetRecord
{
    [Column("projection"), PrimaryKey]
    public string Projection { get; init; } = "";

    [Column("ordering")]
    public long Ordering { get; init; }
}
