using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Markets.Baselines;

/// <summary>A baseline of a quarter hour; the last one set counts. Columns: <c>docs/scd.md</c>.</summary>
[Table("baseline")]
internal sealed record BaselineRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("start_us"), PrimaryKey]
    public long StartUs { get; init; }

    [Column("event_nr"), PrimaryKey]
    public long EventNr { get; init; }

    [Column("power_w")]
    public long PowerW { get; init; }

    [Column("brp")]
    public string Brp { get; init; } = "";

    [Column("at_us")]
    public long AtUs { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
