using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Batteries;

/// <summary>What a battery can be asked to do.</summary>
/// <param name="Id">The battery.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record BatteryCommand(BatteryId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "battery";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Commissions the battery. The same again has no effect; other ratings are a conflict.</summary>
/// <param name="Id">The battery.</param>
/// <param name="Pod">The POD it is behind.</param>
/// <param name="Rating">Its ratings.</param>
/// <param name="At">When.</param>
public sealed record CommissionBattery(BatteryId Id, PodId Pod, BatteryRating Rating, DateTimeOffset At) : BatteryCommand(Id, At);

/// <summary>Reports the battery's state. A state not newer than the last has no effect.</summary>
/// <param name="Id">The battery.</param>
/// <param name="State">What its BMS reports.</param>
/// <param name="At">When.</param>
public sealed record ReportState(BatteryId Id, BatteryReport State, DateTimeOffset At) : BatteryCommand(Id, At);

/// <summary>Takes the battery out of service for good: its POD is being erased. Repeatable; everything else is refused from then on.</summary>
/// <param name="Id">The battery.</param>
/// <param name="At">When.</param>
public sealed record RetireBattery(BatteryId Id, DateTimeOffset At) : BatteryCommand(Id, At);

/// <summary>Nominal values of a battery.</summary>
/// <param name="CapacityWh">Usable energy, Wh, more than 0.</param>
/// <param name="ChargeW">Largest charging power, W, 0 or more.</param>
/// <param name="DischargeW">Largest discharging power, W, 0 or more.</param>
public sealed record BatteryRating(long CapacityWh, int ChargeW, int DischargeW);

/// <summary>What a battery management system reports.</summary>
/// <param name="Time">When measured, UTC.</param>
/// <param name="StateOfChargePermille">Thousandths of the usable energy, 0 to 1000.</param>
/// <param name="ActivePowerW">W; positive is charging (consumption).</param>
public sealed record BatteryReport(DateTimeOffset Time, int StateOfChargePermille, int ActivePowerW);
