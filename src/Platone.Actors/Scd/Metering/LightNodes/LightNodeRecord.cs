using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Metering.LightNodes;

/// <summary>A light node and what it does. Columns: <c>docs/scd.md</c>.</summary>
[Table("light_node")]
internal sealed record LightNodeRecord
{
    [Column("node"), PrimaryKey]
    public string Node { get; init; } = "";

    [Column("pod")]
    public string Pod { get; init; } = "";

    [Column("public_key")]
    public string? PublicKey { get; init; }

    [Column("valid_from_us")]
    public long ValidFromUs { get; init; }

    [Column("last_reading_us")]
    public long? LastReadingUs { get; init; }

    [Column("last_seen_us")]
    public long? LastSeenUs { get; init; }

    [Column("clock_skew_us")]
    public long? ClockSkewUs { get; init; }

    [Column("last_epoch")]
    public int LastEpoch { get; init; }

    [Column("readings")]
    public long Readings { get; init; }

    [Column("refused")]
    public long Refused { get; init; }

    [Column("is_silent")]
    public bool IsSilent { get; init; }

    [Column("open_until_us")]
    public long? OpenUntilUs { get; init; }

    [Column("open_since_us")]
    public long? OpenSinceUs { get; init; }

    [Column("backwards_readings")]
    public long BackwardsReadings { get; init; }

    [Column("last_backwards_us")]
    public long? LastBackwardsUs { get; init; }

    [Column("bad_signatures")]
    public long BadSignatures { get; init; }

    [Column("last_bad_signature_us")]
    public long? LastBadSignatureUs { get; init; }

    [Column("retired_at_us")]
    public long? RetiredAtUs { get; init; }

    [Column("last_event_nr")]
    public long LastEventNr { get; init; }

    [Column("key_revoked_at_us")]
    public long? KeyRevokedAtUs { get; init; }
}
