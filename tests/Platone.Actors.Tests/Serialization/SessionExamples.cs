using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Metering;

namespace Platone.Actors.Tests.Serialization;

/// <summary>The examples of market sessions. PODs come in turns, so that what is grouped by POD has to be put in order again.</summary>
internal static class SessionExamples
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 22, 14, 0, 4, TimeSpan.Zero).AddMicroseconds(123_456);
    private static readonly MarketSessionId Session = new("terni.2026-11-23");
    private static readonly PodId PodA = new(Pseudonym.From("pod............."u8));
    private static readonly PodId PodB = new(Pseudonym.From("pod............b"u8));
    private static readonly ParticipantId Dso = new("dso-terni");
    private static readonly ParticipantId Aggregator = new("aggregator-1");
    private static readonly ParticipantId Customer = new("customer-1");
    private static readonly QuarterHour First = QuarterHour.Of(At.AddDays(1));
    private static readonly AwardId AwardOfA = new(new RequestId("r-1"), new OfferId("o-1"));
    private static readonly AwardId AwardOfB = new(new RequestId("r-1"), new OfferId("o-2"));

    private static SessionTerms Terms { get; } = new(SessionKind.RealTime, new MarketAreaId("terni"), new NetworkId("terni-mv"), "Europe/Rome",
        First, 3, At.AddHours(2), new MarketRules
        {
            PriceFloor = 0.5m,
            Pricing = PricingRule.PayAsClear,
            ReliabilityTarget = 0.9m,
            MaxReliabilityPremium = 0.2m,
            ValidationRounds = 2,
            SettleAfter = TimeSpan.FromTicks(9_000_000_001),
            Settlement = new SettlementRules
            {
                Currency = new Currency("CHF", 3),
                SettlementLevel = SettlementLevel.Order,
                UncappedDeficiency = true,
                MinimumDeliveryRatio = 0.75m,
                SlidingScale = [new PaymentStep(0.5m, 0.25m), new PaymentStep(0.9m, 1)],
                PaymentCapped = false,
                MissingData = MissingDataPolicy.Substitute,
                SubstituteMethod = SubstituteMethod.Baseline,
                PenaltyPrice = 11.125m,
            },
        });

    private static FlexibilityRequest Request { get; } = new(AwardOfA.Request, Dso, true, FlexibilityService.Voltage, Direction.Down,
        ["bus-17", "bus-18"], [1000, 0, 5_000_000_000], 120.2500m, -1, At.AddDays(1));

    private static FlexibilityRequest Bare { get; } = new(new RequestId("r-2"), new ParticipantId("tso"), false, FlexibilityService.Balancing,
        Direction.Up, null, [1, 2, 3], null, 7, At.AddDays(2));

    private static FlexibilityOffer Offer { get; } = new(AwardOfA.Offer, Aggregator, new PortfolioId("portfolio-1"), Direction.Down,
        [900, 0, 3_000_000_001],
        [new OfferedPod(PodA, "bus-17", 3_000_000_000, Customer, [600, 0, 3_000_000_000]), new OfferedPod(PodB, "bus-18", 300, null, [300, 0, 1])],
        new PriceCurve([new PriceStep(new Factor(400_000), 80.0001m), new PriceStep(Factor.One, 95)]), new Factor(250_000), 0.875m, "either",
        0.6m, At.AddDays(3));

    private static FlexibilityOffer Other { get; } = new(AwardOfB.Offer, Aggregator, new PortfolioId("portfolio-2"), Direction.Down, [0, 10, 20],
        [new OfferedPod(PodA, "bus-17", 6000, null, [0, 10, 20])], PriceCurve.Flat(70), Factor.Zero, 1, null, 0, At.AddDays(3));

    private static ValueList<Award> Awards { get; } =
    [
        new Award(AwardOfA, new Factor(500_000), [450, 0, 1_500_000_000], 87.5m,
            [new AwardPart(PodA, [300, 0, 1_500_000_000]), new AwardPart(PodB, [150, 0, 0])]),
        new Award(AwardOfB, Factor.One, [0, 10, 20], 70m, [new AwardPart(PodA, [0, 10, 20])]),
    ];

    private static ClearingResult Result { get; } = new("nsga-2",
    [
        new ClearedRequest(AwardOfA.Request, 4_500_000_900_000, 17, 18.25m, 1234.000001m,
            [.. Awards.Select(a => new ClearedAward(a.Id.Request, a.Id.Offer, a.Factor, a.Power, a.Price * 3))],
            [new FrontPoint(1234.000001m, 18.25m, [3, 0.5m]), new FrontPoint(1300, 17, [2, 0.125m])], 1, 0.0001m, true, 25_000),
        new ClearedRequest(Bare.Id, 5400, 5400, 5400, 0, [], [new FrontPoint(0, 5400)], 0, null, false, 0),
    ]);

    private static ValueList<AwardVerdict> Verdicts { get; } =
    [
        new AwardVerdict(AwardOfA, Finding.Limited, new Factor(300_000), "line-7", "112 % of 400 A"),
        new AwardVerdict(AwardOfB, Finding.Accepted, Factor.One),
    ];

    private static Activation Activation { get; } = new(new ActivationId("a-1"), Dso, [AwardOfA, AwardOfB], 1, 2);

    private static ValueList<IssuedSetPoint> SetPoints { get; } =
        [.. new[] { (PodA, 1), (PodB, 1), (PodA, 2) }.Select(x => new IssuedSetPoint(x.Item1, x.Item2, -1500, 20, 320,
            new SetPoint($"{Session}.{x.Item2}.a-1", Terms.Interval(x.Item2).Start, Terms.Interval(x.Item2).End, -1200)))];

    private static SettlementOrder Order(PodId pod, int interval) => new(AwardOfA.Request, AwardOfA.Offer, Dso, true, Aggregator, pod,
        pod == PodA ? Customer : null, Direction.Down, SettlementPeriod.Of(Terms.Interval(interval)), 300.5m, 87.5m, 11.125m, 0.6m, 4);

    private static SessionSettlement Settlement { get; } = new(2,
        new SettlementCut([new PodCut(PodA, 4711), new PodCut(PodB, 0)], 123_456),
        [
            new SettlementLine(Order(PodA, 0), LineBasis.Substituted, -1000.5m, 200_000.25m, 70_000, 0.25m) { Substitute = SubstituteMethod.Given },
            new SettlementLine(Order(PodB, 0), LineBasis.Metered, 0, 0.000001m, 0, 1),
            new SettlementLine(Order(PodA, 1), LineBasis.Waiting, null, 0, 0, 0),
        ],
        new SettlementStatement(
            [
                new LedgerEntry(Dso, Aggregator, LedgerEntryKind.Flexibility, new Money(-1.250m, new Currency("CHF", 3)), 200_000.25m, 70_000),
                new LedgerEntry(Aggregator, Customer, LedgerEntryKind.CustomerShare, new Money(0.5m, new Currency("CHF", 3)), 1, 2),
            ],
            [
                new ParticipantTotal(Aggregator, new Money(-1.75m, new Currency("CHF", 3)), 200_000.25m),
                new ParticipantTotal(Dso, new Money(1.25m, new Currency("CHF", 3)), -200_000.25m),
            ], 1));

    /// <summary>All of them.</summary>
    public static ImmutableArray<object> All { get; } =
    [
        new SessionOpened(Session, Terms, At),
        new RequestPlaced(Session, Request, At),
        new RequestWithdrawn(Session, Request.Id, At),
        new OfferPlaced(Session, Offer, At),
        new OffersCarriedOver(Session,
        [
            new CarriedOffer(Offer with { DivisibleInTime = true }, new MarketSessionId("terni-da"), new OfferId("o-7"), new Factor(999_999)),
            new CarriedOffer(Other, new MarketSessionId("terni-rt"), Other.Id, Factor.One),
        ], At),
        new OfferWithdrawn(Session, Offer.Id, At),
        new GateClosed(Session, At),
        new ReliabilitiesFixed(Session,
            [
                new OfferReliability(Offer.Id, Offer.Portfolio, 0.875m, 3, 2.0833333333333333333333333333m, 0.833333m),
                new OfferReliability(Other.Id, Other.Portfolio, 1, 0, 0, 1),
            ], At),
        new SessionCleared(Session, 3, Result, Awards, At),
        new ValidationOverdue(Session, 3, At),
        new OutcomeValidated(Session, 3, Verdicts, At),
        new ReboundRuleSet(Session, new ReboundRule(ReboundAction.Exclude, 0.3750m, 6), At),
        new ReboundFound(Session, 3, new ReboundRule(ReboundAction.Flag, 0.5m, 4),
            [new ReboundFinding(AwardOfA, Bare.Id, 2, 5_000_000_000, 9_000_000_000_000), new ReboundFinding(AwardOfB, AwardOfB.Request, 1, 3, 2_700)], At),
        new ReservationsRefused(Session, 3, [Offer.Id, Other.Id], At),
        new OutcomePublished(Session, 3, At),
        new ActivationRequested(Session, Activation, At),
        new DeliveryPolicySet(Session, Request.Id, new DeliveryPolicy(DeliveryAction.Automatic, 0.1250m, 5_000_000_000, 12.5m, 8), At),
        new ShortfallProjected(Session, new ProjectedShortfall(
            new ProjectedDelivery(Request.Id, 2, At.AddSeconds(-4),
                [new ProjectedAward(AwardOfA, 1_500_000_000, 1_000_000_000, 300), new ProjectedAward(AwardOfB, 20, 0, 0)]),
            1_500_000_020, 499_999_720, new ActivationId("standby-1")), At),
        new SetPointsIssued(Session, Activation.Id, SetPoints, At),
        new DeliveryEnded(Session, At),
        new SettlementCalculated(Session, Settlement, At),
        new SettlementDisputed(Session, new DisputeId("d-1"), Customer, 2,
            new DisputedLine(Order(PodA, 0).Key, "The meter was exchanged that day."), At),
        new DisputeResolved(Session, new DisputeId("d-1"), true,
            new DisputeResolution(PodA, "The old meter's register was read.", new CorrectedInput(-1500, 5_000_000_000)), At),
        new SessionClosed(Session, At),
        MarketSession.Empty(Session) with
        {
            Phase = SessionPhase.Activating,
            Terms = Terms,
            Requests = MarketSession.Empty(Session).Requests
                .Add(Request.Id, new PlacedRequest(Request, 1, false)).Add(Bare.Id, new PlacedRequest(Bare, 0, true)),
            Offers = MarketSession.Empty(Session).Offers
                .Add(Offer.Id, new PlacedOffer(Offer, 1, false)).Add(Other.Id, new PlacedOffer(Other, 0, true)),
            Round = 3,
            Limits = MarketSession.Empty(Session).Limits.Add(Offer.Id, new Factor(300_000)).Add(Other.Id, Factor.Zero),
            Awards = Awards,
            Activations = [Activation],
            SetPointsIssuedFor = [Activation.Id],
            SettlementVersion = 2,
            RecordedAt = At,
        },
    ];

    /// <summary>The example of an event.</summary>
    public static T Of<T>()
        where T : IDomainEvent => All.OfType<T>().Single();
}
