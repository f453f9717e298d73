using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>An award whose rebound makes a request's later intervals worse. Columns: <c>docs/scd.md</c>.</summary>
[Table("rebound")]
internal sealed record ReboundRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("round"), PrimaryKey]
    public int Round { get; init; }

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("affected"), PrimaryKey]
    public string Affected { get; init; } = "";

    [Column("first_interval")]
    public int FirstInterval { get; init; }

    [Column("worst_w")]
    public long WorstW { get; init; }

    [Column("energy_j")]
    public long EnergyJ { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
