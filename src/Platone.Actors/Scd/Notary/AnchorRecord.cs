using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Notary;

/// <summary>A head of the log that is anchored for good. Columns: <c>docs/scd.md</c>.</summary>
[Table("anchor")]
internal sealed record AnchorRecord
{
    [Column("ledger"), PrimaryKey(0)]
    public string Ledger { get; init; } = "";

    [Column("contract"), PrimaryKey(1)]
    public string Contract { get; init; } = "";

    [Column("seq"), PrimaryKey(2)]
    public long Seq { get; init; }

    [Column("tree_size")]
    public long TreeSize { get; init; }

    [Column("transaction_hash")]
    public string TransactionHash { get; init; } = "";

    [Column("block_number")]
    public long BlockNumber { get; init; }

    [Column("block_hash")]
    public string BlockHash { get; init; } = "";

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
