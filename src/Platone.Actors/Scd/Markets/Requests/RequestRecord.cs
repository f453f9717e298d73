using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Requests;

/// <summary>A request of a session. Columns: <c>docs/scd.md</c>.</summary>
[Table("request")]
internal sealed record RequestRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("requester")]
    public string Requester { get; init; } = "";

    [Column("is_dso")]
    public bool IsDso { get; init; }

    [Column("service")]
    public string Service { get; init; } = "";

    [Column("direction")]
    public string Direction { get; init; } = "";

    [Column("buses")]
    public string? Buses { get; init; }

    [Column("power_w")]
    public string PowerW { get; init; } = "";

    [Column("price_cap")]
    public string? PriceCap { get; init; }

    [Column("priority")]
    public int Priority { get; init; }

    [Column("expires_at_us")]
    public long ExpiresAtUs { get; init; }

    [Column("is_withdrawn")]
    public bool IsWithdrawn { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
