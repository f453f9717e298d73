using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Notary;

/// <summary>A signed checkpoint of the log. Columns: <c>docs/scd.md</c>.</summary>
[Table("seal")]
internal sealed record SealRecord
{
    [Column("tree_size"), PrimaryKey]
    public long TreeSize { get; init; }

    [Column("through_ordering")]
    public long ThroughOrdering { get; init; }

    [Column("sealed_at_us")]
    public long SealedAtUs { get; init; }

    [Column("root_hex")]
    public string RootHex { get; init; } = "";
}
