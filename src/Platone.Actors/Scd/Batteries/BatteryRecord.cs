using LinqToDB.Mapping;

namespace Platone.Actors.Scd.Batteries;

/// <summary>A battery and its last state. Columns: <c>docs/scd.md</c>.</summary>
[Table("battery")]
internal sealed record BatteryRecord
{
    [Column("battery"), PrimaryKey]
    public string Battery { get; init; } = "";

    [Column("pod")]
    public string Pod { get; init; } = "";

    [Column("capacity_wh")]
    public long CapacityWh { get; init; }

    [Column("charge_w")]
    public int ChargeW { get; init; }

    [Column("discharge_w")]
    public int DischargeW { get; init; }

    [Column("time_us")]
    public long? TimeUs { get; init; }

    [Column("state_of_charge_permille")]
    public int? StateOfChargePermille { get; init; }

    [Column("active_power_w")]
    public int? ActivePowerW { get; init; }

    [Column("retired_at_us")]
    public long? RetiredAtUs { get; init; }

    [Column("ordering")]
    public long Ordering { get; init; }
}
