using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>A POD's last event that a version of a settlement was calculated from. Columns: <c>docs/scd.md</c>.</summary>
[Table("settlement_cut")]
internal sealed record SettlementCutRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("version"), PrimaryKey]
    public int Version { get; init; }

    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("through_nr")]
    public long ThroughNr { get; init; }
}
