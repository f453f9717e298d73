using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Offers;

/// <summary>An offer of a session. Columns: <c>docs/scd.md</c>.</summary>
[Table("offer")]
internal sealed record OfferRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("aggregator")]
    public string Aggregator { get; init; } = "";

    [Column("portfolio")]
    public string Portfolio { get; init; } = "";

    [Column("direction")]
    public string Direction { get; init; } = "";

    [Column("power_w")]
    public string PowerW { get; init; } = "";

    [Column("price")]
    public string Price { get; init; } = "";

    [Column("min_activation_millionths")]
    public int MinActivationMillionths { get; init; }

    [Column("reliability")]
    public string Reliability { get; init; } = "";

    [Column("alternative_of")]
    public string? AlternativeOf { get; init; }

    [Column("customer_share")]
    public string CustomerShare { get; init; } = "";

    [Column("expires_at_us")]
    public long ExpiresAtUs { get; init; }

    [Column("is_divisible")]
    public bool IsDivisible { get; init; }

    [Column("source_session")]
    public string? SourceSession { get; init; }

    [Column("source_offer")]
    public string? SourceOffer { get; init; }

    [Column("remaining_millionths")]
    public int RemainingMillionths { get; init; }

    [Column("is_withdrawn")]
    public bool IsWithdrawn { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("unit")]
    public int Unit { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>A POD in an offer. Columns: <c>docs/scd.md</c>.</summary>
[Table("offer_pod")]
internal sealed record OfferPodRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("bus")]
    public string Bus { get; init; } = "";

    [Column("connection_w")]
    public long ConnectionW { get; init; }

    [Column("customer")]
    public string? Customer { get; init; }

    [Column("power_w")]
    public string PowerW { get; init; } = "";
}
