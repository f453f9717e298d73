using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>What nodes say to each other about a light node.</summary>
public static class LightNodeMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("ln")
        .Add<RegisterLightNode>("register-light-node")
        .Add<ChangeLightNodeKey>("change-light-node-key")
        .Add<RevokeLightNodeKey>("revoke-light-node-key")
        .Add<RecordReadings>("record-readings")
        .Add<CountRefusals>("count-refusals")
        .Add<CloseOverdue>("close-overdue")
        .Add<MarkSilent>("mark-silent")
        .Add<RetireLightNode>("retire-light-node")
        .Add<DeliverSetPoint>("deliver-set-point")
        .Add<AcknowledgeSetPoint>("acknowledge-set-point")
        .Add<ReadingsReport>("readings-report")
        .Add<GetLightNode>("get-light-node")
        .Add<LightNodeView>("light-node-view")
        .Build();
}
