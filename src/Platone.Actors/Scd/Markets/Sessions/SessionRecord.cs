using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Sessions;

/// <summary>A market session. Columns: <c>docs/scd.md</c>.</summary>
[Table("session")]
internal sealed record SessionRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("kind")]
    public string Kind { get; init; } = "";

    [Column("area")]
    public string Area { get; init; } = "";

    [Column("network")]
    public string Network { get; init; } = "";

    [Column("time_zone")]
    public string TimeZone { get; init; } = "";

    [Column("start_us")]
    public long StartUs { get; init; }

    [Column("intervals")]
    public int Intervals { get; init; }

    [Column("gate_closes_at_us")]
    public long GateClosesAtUs { get; init; }

    [Column("settles_at_us")]
    public long SettlesAtUs { get; init; }

    [Column("rules")]
    public string Rules { get; init; } = "";

    [Column("phase")]
    public string Phase { get; init; } = "";

    [Column("round")]
    public int Round { get; init; }

    [Column("requests")]
    public int Requests { get; init; }

    [Column("offers")]
    public int Offers { get; init; }

    [Column("published_round")]
    public int? PublishedRound { get; init; }

    [Column("published_at_us")]
    public long? PublishedAtUs { get; init; }

    [Column("published_event_nr")]
    public long? PublishedEventNr { get; init; }

    [Column("published_ordering")]
    public long? PublishedOrdering { get; init; }

    [Column("cleared_event_nr")]
    public long? ClearedEventNr { get; init; }

    [Column("overdue_since_us")]
    public long? OverdueSinceUs { get; init; }

    [Column("settlement_version")]
    public int SettlementVersion { get; init; }

    [Column("corrections_until_us")]
    public long? CorrectionsUntilUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
