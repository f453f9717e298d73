using LinqToDB.Mapping;

namespace Platone.Actors.Scd.GridOperations;

/// <summary>What a grid operator said of an award in a round. Columns: <c>docs/scd.md</c>.</summary>
[Table("award_verdict")]
internal sealed record AwardVerdictRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("round"), PrimaryKey]
    public int Round { get; init; }

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("network")]
    public string Network { get; init; } = "";

    [Column("method")]
    public string Method { get; init; } = "";

    [Column("finding")]
    public string Finding { get; init; } = "";

    [Column("limit_millionths")]
    public int LimitMillionths { get; init; }

    [Column("binding")]
    public string? Binding { get; init; }

    [Column("detail")]
    public string? Detail { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
