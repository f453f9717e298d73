using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Disputes;

/// <summary>A dispute of a line of a settlement. Columns: <c>docs/scd.md</c>.</summary>
[Table("dispute")]
internal sealed record DisputeRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("dispute"), PrimaryKey]
    public string Dispute { get; init; } = "";

    [Column("disputer")]
    public string Disputer { get; init; } = "";

    [Column("version")]
    public int Version { get; init; }

    [Column("request")]
    public string Request { get; init; } = "";

    [Column("offer")]
    public string Offer { get; init; } = "";

    [Column("pod")]
    public string Pod { get; init; } = "";

    [Column("direction")]
    public string Direction { get; init; } = "";

    [Column("start_us")]
    public long StartUs { get; init; }

    [Column("length_s")]
    public int LengthS { get; init; }

    [Column("reason")]
    public string Reason { get; init; } = "";

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }

    [Column("state")]
    public string State { get; init; } = "";

    [Column("resolution")]
    public string? Resolution { get; init; }

    [Column("baseline_w")]
    public long? BaselineW { get; init; }

    [Column("metered_j")]
    public long? MeteredJ { get; init; }

    [Column("resolved_at_us")]
    public long? ResolvedAtUs { get; init; }

    [Column("resolved_event_nr")]
    public long? ResolvedEventNr { get; init; }

    [Column("resolved_ordering")]
    public long? ResolvedOrdering { get; init; }
}
