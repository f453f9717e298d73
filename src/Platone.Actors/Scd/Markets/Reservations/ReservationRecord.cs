using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Reservations;

/// <summary>Flexibility of a POD that is reserved for an award. Columns: <c>docs/scd.md</c>.</summary>
[Table("reservation")]
internal sealed record ReservationRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("session"), PrimaryKey]
    public string Session { get; init; } = "";

    [Column("request"), PrimaryKey]
    public string Request { get; init; } = "";

    [Column("offer"), PrimaryKey]
    public string Offer { get; init; } = "";

    [Column("direction")]
    public string Direction { get; init; } = "";

    [Column("start_us")]
    public long StartUs { get; init; }

    [Column("power_w")]
    public string PowerW { get; init; } = "";

    [Column("energy_j")]
    public long EnergyJ { get; init; }

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
