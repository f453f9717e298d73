using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Aggregation;

/// <summary>A portfolio. Columns: <c>docs/scd.md</c>.</summary>
[Table("portfolio")]
internal sealed record PortfolioRecord
{
    [Column("portfolio"), PrimaryKey]
    public string Portfolio { get; init; } = "";

    [Column("aggregator")]
    public string Aggregator { get; init; } = "";

    [Column("ordering")]
    public long Ordering { get; init; }
}
