namespace Platone.Actors.Scd.Projections;

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
