using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Following;

/// <summary>A POD or light node whose rows a projection has deleted for good. Columns: <c>docs/scd.md</c>.</summary>
[Table("erased")]
internal sealed record ErasedRecord
{
    [Column("projection"), PrimaryKey]
    public string Projection { get; init; } = "";

    [Column("pseudonym"), PrimaryKey]
    public string Pseudonym { get; init; } = "";
}
