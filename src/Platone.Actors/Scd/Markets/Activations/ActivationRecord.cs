using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Activations;

/// <summary>An activation. Columns: <c>docs/scd.md</c>.</summary>
[Table("activation")]
internal sealed record ActivationRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("activation"), PrimaryKey]
    public string Activation { get; init; } = "";

    [Column("requester")]
    public string Requester { get; init; } = "";

    [Column("first_interval")]
    public int FirstInterval { get; init; }

    [Column("intervals")]
    public int Intervals { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>An award an activation calls for. Columns: <c>docs/scd.md</c>.</summary>
[Table("activation_award")]
internal sealed record ActivationAwardRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("activation"), PrimaryKey]
    public string Activation { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";
}
