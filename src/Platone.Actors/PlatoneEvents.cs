using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Batteries;
using Platone.Actors.Communities;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Participants;
using Platone.Actors.Participants.OperatorJournals;
using Platone.Actors.Serialization;

namespace Platone.Actors;

/// <summary>Every event and snapshot the journal may hold: the tables that the aggregates' folders bring.</summary>
public static class PlatoneEvents
{
    /// <summary>All tables, in one registry.</summary>
    public static EventRegistry Registry { get; } = new(
        BatteryTable.Table,
        ChainAccountTable.Table,
        CommunityTable.Table,
        ContractAnchorTable.Table,
        GridOperatorTable.Table,
        GridSensorTable.Table,
        LightNodeTable.Table,
        MarketSessionTable.Table,
        OperatorJournalTable.Table,
        ParticipantTable.Table,
        PodTable.Table,
        PortfolioTable.Table,
        TokenGrantsTable.Table,
        TokenPolicyTable.Table);
}
