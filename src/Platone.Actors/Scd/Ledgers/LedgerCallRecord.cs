using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Ledgers;

/// <summary>A call that a contract was asked for. Columns: <c>docs/scd.md</c>.</summary>
[Table("ledger_call")]
internal sealed record LedgerCallRecord
{
    [Column("ledger"), PrimaryKey(0)]
    public string Ledger { get; init; } = "";

    [Column("contract"), PrimaryKey(1)]
    public string Contract { get; init; } = "";

    [Column("name"), PrimaryKey(2)]
    public string Name { get; init; } = "";

    [Column("lane")]
    public string Lane { get; init; } = "";

    [Column("requested_at_us")]
    public long RequestedAtUs { get; init; }

    [Column("transaction_hash")]
    public string? TransactionHash { get; init; }

    [Column("block_number")]
    public long? BlockNumber { get; init; }

    [Column("block_hash")]
    public string? BlockHash { get; init; }

    [Column("final_at_us")]
    public long? FinalAtUs { get; init; }

    [Column("given_up")]
    public string? GivenUp { get; init; }

    [Column("awards")]
    public int? Awards { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
