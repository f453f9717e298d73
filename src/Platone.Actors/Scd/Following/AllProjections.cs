using Platone.Actors.Scd.Aggregation;
using Platone.Actors.Scd.Batteries;
using Platone.Actors.Scd.Communities;
using Platone.Actors.Scd.GridOperations;
using Platone.Actors.Scd.Ledgers;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Markets.Baselines;
using Platone.Actors.Scd.Markets.Delivery;
using Platone.Actors.Scd.Markets.Disputes;
using Platone.Actors.Scd.Markets.Offers;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Actors.Scd.Markets.Reliability;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Markets.Reservations;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Markets.Settlement.Months;
using Platone.Actors.Scd.Markets.Tokens;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Scd.Metering.Pods;
using Platone.Actors.Scd.Metering.QuarterHours;
using Platone.Actors.Scd.Metering.Readings;
using Platone.Actors.Scd.Notary;
using Platone.Actors.Scd.Participants;
using Platone.Actors.Scd.Participants.OperatorJournals;

namespace Platone.Actors.Scd.Following;

/// <summary>The projections of the SCD.</summary>
internal static class AllProjections
{
    /// <summary>Name of what is taken from the notary, not from the journal.</summary>
    public const string Certification = "certification";

    /// <summary>A new instance of each; they keep nothing in memory from batch to batch.</summary>
    public static IReadOnlyList<Projection> All { get; } =
    [
        new ParticipantsProjection(),
        new PodsProjection(),
        new PortfoliosProjection(),
        new LightNodesProjection(),
        new ReadingsProjection(),
        new QuarterHoursProjection(),
        new BatteriesProjection(),
        new GridSensorsProjection(),
        new SessionsProjection(),
        new RequestsProjection(),
        new OffersProjection(),
        new ActivationsProjection(),
        new SetPointsProjection(),
        new BaselinesProjection(),
        new ReservationsProjection(),
        new SettlementsProjection(),
        new ValidationsProjection(),
        new CommunitiesProjection(),
        new MonthlyStatementsProjection(),
        new DisputesProjection(),
        new ReliabilitiesProjection(),
        new AlarmsProjection(),
        new ReboundsProjection(),
        new TokensProjection(),
        new OperatorActionsProjection(),
        new AnchorsProjection(),
        new PodLinksProjection(),
        new LedgerCallsProjection(),
    ];
}
