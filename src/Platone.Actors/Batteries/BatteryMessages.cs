using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Batteries;

/// <summary>What nodes say to each other about a battery.</summary>
public static class BatteryMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("battery")
        .Add<CommissionBattery>("commission-battery")
        .Add<ReportState>("report-state")
        .Add<RetireBattery>("retire-battery")
        .Build();
}
