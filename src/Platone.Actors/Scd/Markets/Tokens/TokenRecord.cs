using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Tokens;

/// <summary>A token policy of an aggregator. Columns: <c>docs/scd.md</c>.</summary>
[Table("token_policy")]
internal sealed record TokenPolicyRecord
{
    [Column("aggregator"), PrimaryKey]
    public string Aggregator { get; init; } = "";

    [Column("valid_from_us"), PrimaryKey]
    public long ValidFromUs { get; init; }

    [Column("minted_per_kwh")]
    public string MintedPerKwh { get; init; } = "";

    [Column("burned_per_kwh")]
    public string BurnedPerKwh { get; init; } = "";

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>Tokens granted to a holder. Columns: <c>docs/scd.md</c>.</summary>
[Table("token_grant")]
internal sealed record TokenGrantRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("event_nr"), PrimaryKey]
    public long EventNr { get; init; }

    [Column("unit"), PrimaryKey]
    public int Unit { get; init; }

    [Column("version")]
    public int Version { get; init; }

    [Column("batch")]
    public int Batch { get; init; }

    [Column("aggregator")]
    public string Aggregator { get; init; } = "";

    [Column("pod")]
    public string Pod { get; init; } = "";

    [Column("customer")]
    public string? Customer { get; init; }

    [Column("minted")]
    public long Minted { get; init; }

    [Column("burned")]
    public long Burned { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("ledger")]
    public string? Ledger { get; init; }

    [Column("contract")]
    public string? Contract { get; init; }

    [Column("settlement")]
    public string? Settlement { get; init; }

    [Column("asked_at_us")]
    public long? AskedAtUs { get; init; }

    [Column("transaction_hash")]
    public string? TransactionHash { get; init; }

    [Column("block_number")]
    public long? BlockNumber { get; init; }

    [Column("block_hash")]
    public string? BlockHash { get; init; }

    [Column("final_at_us")]
    public long? FinalAtUs { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
