using System.Collections.Immutable;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Batteries;
using Platone.Actors.Communities;
using Platone.Actors.GridOperations.Operators;
using Platone.Actors.GridOperations.Sensors;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Tokens;
using Platone.Actors.Markets.Tokens.Grants;
using Platone.Actors.Markets.Tokens.Policies;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Participants;
using Platone.Actors.Participants.OperatorJournals;

namespace Platone.Actors.Tests.Serialization;

/// <summary>
/// One object for each manifest, with every field set: what golden bytes are made of. Never change one: add a manifest instead.
/// </summary>
internal static class Examples
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 22, 14, 0, 4, TimeSpan.Zero).AddMicroseconds(123_456);
    private static readonly LightNodeId Node = new(Pseudonym.From("light node......"u8));
    private static readonly PodId Pod = new(Pseudonym.From("pod............."u8));
    private static readonly ParticipantId Participant = new("dso-terni");
    private static readonly PortfolioId Portfolio = new("portfolio-1");
    private static readonly BatteryId Battery = new("bess-1");
    private static readonly GridSensorId Sensor = new("pmu-1");
    private static readonly string Key = "02" + new string('a', 64);
    private static readonly string Hash = new('c', 64);
    private static readonly EventId Cause = new($"light-node-{Node}", 4711);
    private static readonly OpenQuarterHour Open = new(QuarterHour.Of(At), At.AddSeconds(-3));
    private static readonly BatteryReport Report = new(At.AddSeconds(-1), 512, -3300);
    private static readonly PodRegistration Registration = new(At.AddDays(-1), "bus-17", "Europe/Rome", 6000, Participant);

    private static readonly OperatorActed Acted = new(new OperatorJournalId(2026, 11), new OperatorActionId(Pseudonym.From("action.........."u8)),
        new ParticipantId("operator"), "cluster down -a akka.tcp://platone@10.0.0.3:4053", "akka.tcp://platone@10.0.0.1:4053", At);

    private static readonly MarketSessionId Session = new("terni.2026-11-23");
    private static readonly NetworkId Network = new("terni-mv");
    private static readonly EventId SessionCause = new($"market-session-{Session}", 12);
    private static readonly ValueList<AwardVerdict> Verdicts = SessionExamples.Of<OutcomeValidated>().Verdicts;
    private static readonly CommunityId Community = new("abbenhausen");
    private static readonly CommunityRegistration CommunityParticulars = new(Network, "bus-17", "Abbenhausen", Battery);

    private static readonly TokenPolicy Policy = new(1.25m, 0.500001m);
    private static readonly TokensGranted Granted = new(Session, 3, 1, Participant, Policy,
        [new TokenGrant(new TokenHolder(Pod, null), 17, 4), new TokenGrant(new TokenHolder(Pod, new("customer-1")), 0, 9_000_000_000)], At);

    private static readonly MeasuredQuarterHour Measured = new(QuarterHour.Of(At).Previous, new(-1_368_123), EnergyMethod.Registers, 899,
        QuarterHourQuality.Partial | QuarterHourQuality.GraceExpired);

    private static readonly SetPoint SetPoint =
        new("da-1122/act-1/48", QuarterHour.Of(At).Next.Start, QuarterHour.Of(At).Next.End, -3_300);

    private static readonly Baseline Baseline = new(new("brp-1"), QuarterHour.Of(At).Next, [1520, -210, 0, 9_000_000_000]);

    private static readonly OwnerLink Link = new("access-0x00000000000000000000000000000000000000CC", 31337,
        Enumerable.Range(1, 32).Select(i => (byte)i).ToValueList(), Enumerable.Range(101, 20).Select(i => (byte)i).ToValueList(),
        Enumerable.Range(201, 32).Select(i => (byte)i).ToValueList(), 3, 1_790_000_000, [4, 5, 6, 7]);

    private static readonly Reservation Reservation = new(new ReservationId(new("da-1122"), new("request-1"), new("offer-1")),
        Direction.Down, QuarterHour.Of(At).Next, [300, 0, 1]);

    private static readonly Reading Reading = new(3, 4711, At)
    {
        ActivePowerW = 1520,
        ReactivePowerVar = -210,
        VoltageMv = 231_400,
        CurrentMa = 6700,
        ImportWh = 1_203_344,
        ExportWh = 88_120,
        TemperatureMilliC = -21_500,
        Ems = "{\"mode\": \"eco\"}",
        Bms = "{\"soc\": 51}",
        Quality = ReadingQuality.RegisterBackwards,
    };

    /// <summary>All of them.</summary>
    public static ImmutableArray<object> All { get; } =
    [
        new LightNodeRegistered(Node, Pod, At.AddDays(-3), Key, At),
        new LightNodeKeyChanged(Node, Pod, Key, At),
        new LightNodeKeyRevoked(Node, Pod, Key, At),
        new ReadingsRecorded(Node, Pod, [Reading, new Reading(0, 0, At.AddSeconds(4))],
            [new KeyRange(0, 0, 0), new KeyRange(3, 4711, 4711)],
            [Measured, Measured with { QuarterHour = QuarterHour.Of(At) }], [QuarterHour.Of(At.AddDays(-1))],
            [new SignedEvidence([1, 2, 3], [4, 5, 6, 7], Key)], At) { Open = Open },
        new QuarterHoursClosed(Node, Pod, [Measured], At.AddSeconds(-4), At) { Open = Open },
        new ReadingsRejected(Node, Pod, [new RefusalCount(RefusalReason.Malformed, 17), new RefusalCount(RefusalReason.TimeInFuture, 1)],
            [new KeyRange(1, 5, 9)], At),
        new LightNodeFellSilent(Node, Pod, At.AddHours(-1), At),
        new LightNodeReturned(Node, Pod, At),
        new LightNodeRetired(Node, Pod, At),
        new SetPointDelivered(Node, Pod, SetPoint, At),
        new SetPointAcknowledged(Node, Pod, SetPoint.Id, -3_250, At),
        new LightNode(Node)
        {
            Pod = Pod,
            ValidFrom = At.AddDays(-3),
            RegisteredKey = Key,
            PublicKey = "03" + new string('b', 64),
            Keys = KeyRuns.Empty.With([new KeyRange(1, 5, 9), new KeyRange(3, 0, 4711)]),
            Registers = RegisterMarks.Empty.With([Reading, Reading with { Epoch = 4, ImportWh = null }]),
            Samples = Actors.Metering.QuarterHours.SampleList.Empty.With(
                [Reading, new Reading(4, 0, At.AddSeconds(4)) { ActivePowerW = 0 }], 0),
            ClosedThrough = QuarterHour.Of(At).Start,
            Open = Open,
            LastSeen = At,
            IsSilent = true,
            RejectedAt = At.AddSeconds(-90),
            RecordedAt = At,
        },
        new PodRegistered(Pod, Registration, At),
        new QuarterHourMetered(Pod, Measured, Cause, At),
        new QuarterHourCorrected(Pod, Measured, Cause, At),
        new PodErased(Pod, At),
        new BaselineSet(Pod, Baseline, At),
        new FlexibilityReserved(Pod, Reservation, At),
        new SetPointScheduled(Pod, SetPoint, new EventId("market-session-da-1122", 17), At),
        new OwnerLinked(Pod, Link, At),
        new OwnerRevoked(Pod, Link with { Nonce = 4, Signature = [9] }, At),
        Actors.Metering.Pods.Pod.Empty(Pod).Apply(new PodRegistered(Pod, Registration, At))
            .Apply(new QuarterHourMetered(Pod, Measured, Cause, At))
            .Apply(new QuarterHourCorrected(Pod, Measured, Cause with { SequenceNr = 4712 }, At)),
        new ParticipantAdmitted(Participant, "ASM Terni", Role.Dso, At),
        new ApiKeyIssued(Participant, Hash, At),
        new ApiKeyRevoked(Participant, Hash, At),
        new ParticipantSuspended(Participant, "unpaid fees", At),
        new ParticipantReinstated(Participant, At),
        Actors.Participants.Participant.Empty(Participant).Apply(new ParticipantAdmitted(Participant, "ASM Terni", Role.Dso, At))
            .Apply(new ApiKeyIssued(Participant, Hash, At)).Apply(new ApiKeyIssued(Participant, Key[2..], At))
            .Apply(new ApiKeyRevoked(Participant, Hash, At)).Apply(new ParticipantSuspended(Participant, "unpaid fees", At)),
        new PortfolioOpened(Portfolio, Participant, At),
        new PodJoined(Portfolio, Pod, At.AddDays(1), At),
        new PodLeft(Portfolio, Pod, At.AddDays(9), At),
        new DeliveryRecorded(Portfolio, new SessionDelivery(Session, 2, 3, 2.0833333333333333333333333333m), At),
        Actors.Aggregation.Portfolios.Portfolio.Empty(Portfolio).Apply(new PortfolioOpened(Portfolio, Participant, At))
            .Apply(new PodJoined(Portfolio, Pod, At.AddDays(1), At)).Apply(new PodLeft(Portfolio, Pod, At.AddDays(9), At)),
        new BatteryCommissioned(Battery, Pod, new BatteryRating(66_000, 33_000, 32_000), At),
        new StateReported(Battery, Pod, Report, At),
        new BatteryRetired(Battery, Pod, At),
        new Actors.Batteries.Battery(Battery)
            { Pod = Pod, Rating = new BatteryRating(66_000, 33_000, 32_000), State = Report, RecordedAt = At },
        new SensorRegistered(Sensor, SensorKind.Pmu, "bus-3", At),
        new SensorReadingsRecorded(Sensor,
            [new SensorSample(At, Measurand.VoltageMagnitude, "A", 231.25), new SensorSample(At, Measurand.Frequency, "", 49.98)], At),
        new GridSensor(Sensor) { SensorKind = SensorKind.Pmu, Bus = "bus-3", RecordedAt = At }.Apply(
            new SensorReadingsRecorded(Sensor, [new SensorSample(At, Measurand.VoltageAngle, "C", -1.5)], At)),
        .. SessionExamples.All,
        new AwardsValidated(Network, Session, 3, ValidationMethod.PassThrough, Verdicts, SessionCause, At),
        GridOperator.Empty(Network).Apply(new AwardsValidated(Network, new MarketSessionId("other"), 1, ValidationMethod.PassThrough, [],
            new EventId("market-session-other", 5), At)).Apply(
                new AwardsValidated(Network, Session, 3, ValidationMethod.PassThrough, Verdicts, SessionCause, At)),
        .. LedgerExamples.All,
        new CommunityRegistered(Community, CommunityParticulars, At),
        new Actors.Communities.Community(Community) { Registration = CommunityParticulars, RecordedAt = At },
        Granted,
        TokenGrants.Empty(Session).Apply(Granted),
        new TokenPolicySet(Participant, Policy, At.AddHours(1), At),
        AggregatorTokens.Empty(Participant).Apply(new TokenPolicySet(Participant, Policy, At.AddHours(1), At)),
        Acted,
        OperatorJournal.Empty(Acted.Id).Apply(Acted).Apply(Acted with { Action = new OperatorActionId(Pseudonym.From("another action.."u8)) }),
    ];
}
