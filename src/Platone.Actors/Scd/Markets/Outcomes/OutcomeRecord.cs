using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Outcomes;

/// <summary>What a request got in the last clearing. Columns: <c>docs/scd.md</c>.</summary>
[Table("outcome")]
internal sealed record OutcomeRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("place")]
    public int Place { get; init; }

    [Column("round")]
    public int Round { get; init; }

    [Column("requested_j")]
    public long RequestedJ { get; init; }

    [Column("unserved_j")]
    public long UnservedJ { get; init; }

    [Column("shortfall_j")]
    public string ShortfallJ { get; init; } = "";

    [Column("front")]
    public string Front { get; init; } = "";

    [Column("chosen")]
    public int Chosen { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>An award of the last clearing. Columns: <c>docs/scd.md</c>.</summary>
[Table("award")]
internal sealed record AwardRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("place")]
    public int Place { get; init; }

    [Column("round")]
    public int Round { get; init; }

    [Column("factor_millionths")]
    public int FactorMillionths { get; init; }

    [Column("power_w")]
    public string PowerW { get; init; } = "";

    [Column("energy_j")]
    public long EnergyJ { get; init; }

    [Column("price")]
    public string Price { get; init; } = "";

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("unit")]
    public int Unit { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>A POD's part of an award. Columns: <c>docs/scd.md</c>.</summary>
[Table("award_pod")]
internal sealed record AwardPodRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("power_w")]
    public string PowerW { get; init; } = "";
}
