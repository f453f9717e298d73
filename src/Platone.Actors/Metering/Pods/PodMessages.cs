using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Metering.Pods;

/// <summary>What nodes say to each other about a POD.</summary>
public static class PodMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("pod")
        .Add<RegisterPod>("register-pod")
        .Add<MeterQuarterHours>("meter-quarter-hours")
        .Add<CorrectQuarterHours>("correct-quarter-hours")
        .Add<ErasePod>("erase-pod")
        .Add<SetBaseline>("set-baseline")
        .Add<ReserveFlexibility>("reserve-flexibility")
        .Add<ScheduleSetPoints>("schedule-set-points")
        .Add<LinkOwner>("link-owner")
        .Add<RevokeOwner>("revoke-owner")
        .Add<GetPodOwner>("get-pod-owner")
        .Add<PodOwnerView>("pod-owner-view")
        .Build();
}
