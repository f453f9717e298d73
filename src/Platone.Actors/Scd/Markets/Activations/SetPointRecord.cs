using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Activations;

/// <summary>A set point and how far it has come. Columns: <c>docs/scd.md</c>.</summary>
[Table("set_point")]
internal sealed record SetPointRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("set_point"), PrimaryKey]
    public string SetPoint { get; init; } = "";

    [Column("session")]
    public string? Session { get; init; }

    [Column("activation")]
    public string? Activation { get; init; }

    [Column("interval_nr")]
    public int? IntervalNr { get; init; }

    [Column("valid_from_us")]
    public long ValidFromUs { get; init; }

    [Column("valid_until_us")]
    public long ValidUntilUs { get; init; }

    [Column("power_w")]
    public long PowerW { get; init; }

    [Column("baseline_w")]
    public long? BaselineW { get; init; }

    [Column("up_w")]
    public long? UpW { get; init; }

    [Column("down_w")]
    public long? DownW { get; init; }

    [Column("scheduled_event_nr")]
    public long? ScheduledEventNr { get; init; }

    [Column("delivered_at_us")]
    public long? DeliveredAtUs { get; init; }

    [Column("acknowledged_at_us")]
    public long? AcknowledgedAtUs { get; init; }

    [Column("measured_w")]
    public long? MeasuredW { get; init; }

    [Column("event_nr")]
    public long? EventNr { get; init; }

    [Column("unit")]
    public int? Unit { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
