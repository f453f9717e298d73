using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Tables;

/// <summary>A call that a contract was asked for, and what became of it. Columns: <c>docs/scd.md</c>.</summary>
[Table("contract_call")]
internal sealed record ContractCallRecord
{
    /// <summary>Asked for.</summary>
    public const string Requested = "requested";

    /// <summary>It took effect for good.</summary>
    public const string Final = "final";

    /// <summary>It can never take effect.</summary>
    public const string Abandoned = "abandoned";

    [Column("contract"), PrimaryKey(0)]
    public string Contract { get; init; } = "";

    [Column("name"), PrimaryKey(1)]
    public string Name { get; init; } = "";

    [Column("lane")]
    public string Lane { get; init; } = "";

    [Column("state")]
    public string State { get; init; } = "";

    [Column("reason")]
    public string? Reason { get; init; }

    [Column("transaction_hash")]
    public string? TransactionHash { get; init; }

    [Column("block_number")]
    public long? BlockNumber { get; init; }

    [Column("block_hash")]
    public string? BlockHash { get; init; }

    [Column("requested_at_us")]
    public long RequestedAtUs { get; init; }

    [Column("ended_at_us")]
    public long? EndedAtUs { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
