using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Batteries;
using Platone.Actors.Communities;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Participants;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Serialization.Messages;

namespace Platone.Actors;

/// <summary>Everything the nodes of a cluster may say to each other: the tables that the aggregates' folders bring.</summary>
public static class PlatoneMessages
{
    /// <summary>All tables.</summary>
    public static IReadOnlyList<MessageTable> Tables { get; } =
    [
        ReplyMessages.Table,
        BatteryMessages.Table,
        ChainAccountMessages.Table,
        CommunityMessages.Table,
        ContractAnchorMessages.Table,
        GridOperatorMessages.Table,
        GridSensorMessages.Table,
        LightNodeMessages.Table,
        MarketSessionMessages.Table,
        OperatorJournalMessages.Table,
        ParticipantMessages.Table,
        PodMessages.Table,
        PortfolioMessages.Table,
        TokenGrantsMessages.Table,
        TokenPolicyMessages.Table,
    ];
}
