using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Metering.Readings;

/// <summary>A recorded reading. Columns: <c>docs/scd.md</c>.</summary>
[Table("reading")]
internal sealed record ReadingRecord
{
    [Column("pod"), PrimaryKey]
    public string Pod { get; init; } = "";

    [Column("time_us"), PrimaryKey]
    public long TimeUs { get; init; }

    [Column("node"), PrimaryKey]
    public string Node { get; init; } = "";

    [Column("epoch"), PrimaryKey]
    public int Epoch { get; init; }

    [Column("seq"), PrimaryKey]
    public long Seq { get; init; }

    [Column("active_power_w")]
    public int? ActivePowerW { get; init; }

    [Column("reactive_power_var")]
    public int? ReactivePowerVar { get; init; }

    [Column("voltage_mv")]
    public int? VoltageMv { get; init; }

    [Column("current_ma")]
    public int? CurrentMa { get; init; }

    [Column("import_wh")]
    public long? ImportWh { get; init; }

    [Column("export_wh")]
    public long? ExportWh { get; init; }

    [Column("temperature_milli_c")]
    public int? TemperatureMilliC { get; init; }

    [Column("ems")]
    public string? Ems { get; init; }

    [Column("bms")]
    public string? Bms { get; init; }

    [Column("quality")]
    public int Quality { get; init; }

    [Column("event_nr")]
    public long EventNr { get; init; }

    [Column("unit")]
    public int Unit { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
