using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Aggregation;

/// <summary>A stay of a POD in a portfolio. Columns: <c>docs/scd.md</c>.</summary>
[Table("portfolio_pod")]
internal sealed record PortfolioPodRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("portfolio"), PrimaryKey]
    public string Portfolio { get; init; } = "";

    [Column("valid_from_us"), PrimaryKey]
    public long ValidFromUs { get; init; }

    [Column("valid_until_us")]
    public long? ValidUntilUs { get; init; }
}
