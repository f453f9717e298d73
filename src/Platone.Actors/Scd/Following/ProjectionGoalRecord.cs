using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Following;

/// <summary>How far a projection must have read the journal before its rows may be believed. Columns: <c>docs/scd.md</c>.</summary>
[Table("projection_goal")]
internal sealed record ProjectionGoalRecord
{
    [Column("projection"), PrimaryKey]
    public string Projection { get; init; } = "";

    [Column("ordering")]
    public long Ordering { get; init; }
}
