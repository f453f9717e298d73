using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Delivery;

/// <summary>A projected shortfall of a request in an interval. Columns: <c>docs/scd.md</c>.</summary>
[Table("alarm")]
internal sealed record AlarmRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("interval_nr"), PrimaryKey]
    public int IntervalNr { get; init; }

    [Column("through_us")]
    public long? ThroughUs { get; init; }

    [Column("instructed_w")]
    public long InstructedW { get; init; }

    [Column("shortfall_w")]
    public long ShortfallW { get; init; }

    [Column("activation")]
    public string? Activation { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}

/// <summary>What an award is projected to deliver in an interval with an alarm. Columns: <c>docs/scd.md</c>.</summary>
[Table("alarm_award")]
internal sealed record AlarmAwardRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("interval_nr"), PrimaryKey]
    public int IntervalNr { get; init; }

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("instructed_w")]
    public long InstructedW { get; init; }

    [Column("projected_w")]
    public long ProjectedW { get; init; }

    [Column("unseen_w")]
    public long UnseenW { get; init; }
}

/// <summary>What a requester wants done about shortfalls. Columns: <c>docs/scd.md</c>.</summary>
[Table("delivery_policy")]
internal sealed record DeliveryPolicyRecord
{
    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("action")]
    public string Action { get; init; } = "";

    [Column("tolerance")]
    public string Tolerance { get; init; } = "";

    [Column("most_w")]
    public long? MostW { get; init; }

    [Column("most_cost")]
    public string? MostCost { get; init; }

    [Column("most_intervals")]
    public int MostIntervals { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
