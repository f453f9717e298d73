using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.GridOperations.Sensors;

/// <summary>What nodes say to each other about a grid sensor.</summary>
public static class GridSensorMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("sensor")
        .Add<RegisterSensor>("register-sensor")
        .Add<RecordSensorReadings>("record-sensor-readings")
        .Build();
}
