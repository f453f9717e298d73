using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Metering.Pods;

/// <summary>What the owner of a POD signed last for the registry. Columns: <c>docs/scd.md</c>.</summary>
[Table("pod_link")]
internal sealed record PodLinkRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("registry")]
    public string Registry { get; init; } = "";

    [Column("chain_id")]
    public long ChainId { get; init; }

    [Column("commitment")]
    public string Commitment { get; init; } = "";

    [Column("account")]
    public string Account { get; init; } = "";

    [Column("meter_key_hash")]
    public string MeterKeyHash { get; init; } = "";

    [Column("nonce")]
    public long Nonce { get; init; }

    [Column("deadline")]
    public long Deadline { get; init; }

    [Column("linked_at_us")]
    public long LinkedAtUs { get; init; }

    [Column("linked_event_nr")]
    public long LinkedEventNr { get; init; }

    [Column("revoked_at_us")]
    public long? RevokedAtUs { get; init; }

    [Column("revoked_event_nr")]
    public long? RevokedEventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
