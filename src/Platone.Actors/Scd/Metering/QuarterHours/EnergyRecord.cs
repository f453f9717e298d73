using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Metering.QuarterHours;

/// <summary>Energy of a POD over a day or a month of its own time zone. Columns: <c>docs/scd.md</c>.</summary>
internal abstract record EnergyRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("date"), PrimaryKey]
    public string Date { get; init; } = "";

    [Column("import_j")]
    public long ImportJ { get; init; }

    [Column("export_j")]
    public long ExportJ { get; init; }

    [Column("quarter_hours")]
    public int QuarterHours { get; init; }

    [Column("expected")]
    public int Expected { get; init; }

    [Column("doubtful")]
    public int Doubtful { get; init; }
}

/// <summary>A day; its date is <c>yyyy-MM-dd</c>.</summary>
[Table("day")]
internal sealed record DayRecord : EnergyRecord;

/// <summary>A month; its date is its first day.</summary>
[Table("month")]
internal sealed record MonthRecord : EnergyRecord;
