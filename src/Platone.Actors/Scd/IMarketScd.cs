using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Baselines;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Scd;

/// <summary>
/// The market as it is read: by REST, pages and the processes. Comes from the journal by projections, as the rest of the SCD.
/// <c>visibleTo</c> narrows a listing to what a participant may see: requests of its own, offers of its own, awards it is a party of,
/// its own statements and notices; null shows all.
/// </summary>
public interface IMarketScd
{
    /// <summary>One session, or null.</summary>
    Task<SessionRow?> SessionAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>Where a session stands on a ledger; null if it was brought to none.</summary>
    Task<SessionLedgerRow?> LedgerAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>Sessions, those of the latest delivery first.</summary>
    /// <param name="area">Only those of an area; null for all.</param>
    /// <param name="page">Where to go on, and how many.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<Page<SessionRow>> SessionsAsync(MarketAreaId? area, PageRequest page, CancellationToken cancellation);

    /// <summary>Requests of a session in the order of their arrival.</summary>
    Task<Page<RequestRow>> RequestsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>One request of a session, or null.</summary>
    Task<RequestRow?> RequestAsync(MarketSessionId session, RequestId request, CancellationToken cancellation);

    /// <summary>Offers of a session in the order of their arrival.</summary>
    Task<Page<OfferRow>> OffersAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>One offer of a session, or null.</summary>
    Task<OfferRow?> OfferAsync(MarketSessionId session, OfferId offer, CancellationToken cancellation);

    /// <summary>
    /// Of some PODs those that are in a portfolio of an aggregator through all of an interval, each its own, with what an offer says of them;
    /// without power.
    /// </summary>
    /// <param name="aggregator">Whose portfolio it must be.</param>
    /// <param name="portfolio">The portfolio.</param>
    /// <param name="pods">Which PODs, and when each is to deliver.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyDictionary<PodId, OfferedPod>> OfferablePodsAsync(ParticipantId aggregator, PortfolioId portfolio,
        IReadOnlyDictionary<PodId, Interval> pods, CancellationToken cancellation);

    /// <summary>What a session's requests got: volumes and prices, without PODs and parties. For everybody. Empty until it is published.</summary>
    Task<IReadOnlyList<OutcomeRow>> OutcomesAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>The next outcomes that were published after a place in the journal, in the order of their publication.</summary>
    /// <param name="area">Only those of an area; null for all.</param>
    /// <param name="after">The place: <see cref="PublicationRow.Ordering"/>, 0 for the beginning.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<PublicationRow>> PublicationsAsync(MarketAreaId? area, long after, int count, CancellationToken cancellation);

    /// <summary>The publication of an event, or the latest; null if there is none.</summary>
    /// <param name="area">Only one of an area; null for any.</param>
    /// <param name="publication">The event; null for the latest.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<PublicationRow?> PublicationAsync(MarketAreaId? area, EventId? publication, CancellationToken cancellation);

    /// <summary>Awards of a published session in order; to the requester and the aggregator of each, or all.</summary>
    Task<Page<AwardRow>> AwardsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>Activations of a session in order; to their requester and the aggregators of their awards, or all.</summary>
    Task<Page<ActivationRow>> ActivationsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>One activation of a session, or null.</summary>
    Task<ActivationRow?> ActivationAsync(MarketSessionId session, ActivationId activation, CancellationToken cancellation);

    /// <summary>Set points of a session in the order of PODs and intervals; of PODs the participant owns or was awarded with, or all.</summary>
    Task<Page<SetPointRow>> SetPointsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>A session's statements, of its last version unless another is named; the participant's own, or all.</summary>
    Task<IReadOnlyList<StatementRow>> StatementsAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, CancellationToken cancellation);

    /// <summary>Lines of a version of a settlement in their order; those the participant is a party of (requester, aggregator, customer), or all.</summary>
    Task<Page<SettlementLineRow>> LinesAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation);

    /// <summary>One line of a version of a settlement; null if there is none, or the participant is no party of it.</summary>
    Task<SettlementLineRow?> LineAsync(MarketSessionId session, int? version, int number, ParticipantId? visibleTo, CancellationToken cancellation);

    /// <summary>The versions of a session's settlement in order, and until when and how often late data had no effect.</summary>
    Task<SettlementHistory> SettlementHistoryAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>What a version of a settlement changed: the lines that differ from the version before, in their order; the participant's own, or all.</summary>
    Task<Page<LineDeltaRow>> DeltasAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation);

    /// <summary>What a version of a settlement was calculated from, in the order of the PODs: of the participant's lines, or of all.</summary>
    Task<IReadOnlyList<PodCut>> CutAsync(MarketSessionId session, int? version, ParticipantId? visibleTo, CancellationToken cancellation);

    /// <summary>A session's disputes in the order of their arrival: those of the participant's lines, or all.</summary>
    Task<Page<DisputeRow>> DisputesAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>A dispute; null if there is none.</summary>
    Task<DisputeRow?> DisputeAsync(MarketSessionId session, DisputeId dispute, CancellationToken cancellation);

    /// <summary>Statements of a month by participant and session, each session's last version; the participant's own, or all.</summary>
    /// <param name="month">First day of the month; a session is of the month its delivery begins in, in its own time zone.</param>
    /// <param name="participant">Whose; null for all.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<MonthlyStatementRow>> MonthlyStatementsAsync(DateOnly month, ParticipantId? participant, CancellationToken cancellation);

    /// <summary>What a participant was told, the latest first: reservations and outcomes.</summary>
    Task<Page<NoticeRow>> NoticesAsync(ParticipantId participant, PageRequest page, CancellationToken cancellation);

    /// <summary>A session's power, interval by interval, for a chart; empty if there is no such session.</summary>
    Task<IReadOnlyList<SessionPowerRow>> PowerAsync(MarketSessionId session, CancellationToken cancellation);

    /// <summary>
    /// Units of an event of a session that are a participant's by what is in them: its requests, offers, awards and activations, set points it
    /// was awarded with, its statements and lines; and what is for everybody. Numbers, ascending.
    /// </summary>
    Task<IReadOnlyList<int>> UnitsAsync(MarketSessionId session, long eventNr, ParticipantId participant, CancellationToken cancellation);

    /// <summary>The baselines of a POD in a window side by side, with their accuracy; null if nothing is known of the POD.</summary>
    Task<BaselineComparison?> CompareBaselinesAsync(PodId pod, QuarterHour first, int count, Direction direction, CancellationToken cancellation);
    /// <summary>Whose a portfolio is; null if there is no such portfolio.</summary>
    Task<ParticipantId?> PortfolioOwnerAsync(PortfolioId portfolio, CancellationToken cancellation);

    /// <summary>How a portfolio delivered in each settled session, by the latest version of its settlement; in the order of recording.</summary>
    Task<IReadOnlyList<PortfolioDeliveryRow>> DeliveriesAsync(PortfolioId portfolio, CancellationToken cancellation);

    /// <summary>How reliable a session's offers were taken to be, in the order of their ids; the participant's own, or all.</summary>
    Task<Page<OfferReliabilityRow>> ReliabilitiesAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation);

    /// <summary>An aggregator's token policies by the instant from which on they hold.</summary>
    Task<IReadOnlyList<TokenPolicyRow>> TokenPoliciesAsync(ParticipantId aggregator, CancellationToken cancellation);

    /// <summary>
    /// Tokens granted for a session, in the order of their batches; to the aggregator that grants and the customer that gets, or all.
    /// </summary>
    Task<Page<TokenGrantRow>> TokenGrantsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page,
        CancellationToken cancellation);

    /// <summary>
    /// Projected shortfalls of a session's delivery as they were recorded; to the requester, to aggregators with their own awards only, or all.
    /// </summary>
    Task<Page<AlarmRow>> AlarmsAsync(MarketSessionId session, ParticipantId? visibleTo, PageRequest page, CancellationToken cancellation);

    /// <summary>What is to be done about shortfalls of a request.</summary>
    Task<DeliveryPolicy> DeliveryPolicyAsync(MarketSessionId session, RequestId request, CancellationToken cancellation);

    /// <summary>A POD's baseline as last set, in order.</summary>
    Task<Page<BaselineRow>> BaselinesAsync(PodId pod, Interval within, PageRequest page, CancellationToken cancellation);
}

/// <summary>A session.</summary>
/// <param name="Session">Its id.</param>
/// <param name="Terms">What it is about.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Round">How often it was cleared.</param>
/// <param name="Requests">How many requests stand.</param>
/// <param name="Offers">How many offers stand.</param>
/// <param name="SettlementVersion">Last version of its settlement; 0 for none.</param>
/// <param name="Event">Its last event.</param>
public sealed record SessionRow(MarketSessionId Session, SessionTerms Terms, SessionPhase Phase, int Round, int Requests, int Offers,
    int SettlementVersion, EventId Event)
{
    /// <summary>Since when it waits for a grid operator that did not answer in time; null if it does not.</summary>
    public DateTimeOffset? ValidationOverdueSince { get; init; }
}

/// <summary>A request.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Request">The request.</param>
/// <param name="IsWithdrawn">Whether it was withdrawn.</param>
/// <param name="Event">The event it was placed by.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record RequestRow(MarketSessionId Session, FlexibilityRequest Request, bool IsWithdrawn, EventId Event, Certification Certification);

/// <summary>An offer.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Offer">The offer.</param>
/// <param name="IsWithdrawn">Whether it was withdrawn.</param>
/// <param name="Event">The event it was placed by.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record OfferRow(MarketSessionId Session, FlexibilityOffer Offer, bool IsWithdrawn, EventId Event, Certification Certification)
{
    /// <summary>The session it was carried over from, and its id there; null if it was placed in this one.</summary>
    public (MarketSessionId Session, OfferId Offer)? Source { get; init; }

    /// <summary>The share of it that this session could award at its opening: less than the whole if it was carried over.</summary>
    public Factor Remaining { get; init; } = Factor.One;

    /// <summary>Its number among the units of the event.</summary>
    public int Unit { get; init; }
}

/// <summary>What a request got, for everybody.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Request">The request.</param>
/// <param name="IsDso">Whether it is the DSO's.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Requested">Asked for in each interval, W.</param>
/// <param name="Awarded">Awarded in each interval, W.</param>
/// <param name="Awards">How many awards it has.</param>
/// <param name="LowestPrice">Of its awards, EUR/MWh; null without any.</param>
/// <param name="HighestPrice">Of its awards, EUR/MWh; null without any.</param>
/// <param name="Cost">What all its awards cost if they are delivered, EUR.</param>
/// <param name="NominalUnservedJoules">What no award covers, J.</param>
/// <param name="ExpectedShortfallJoules">What is expected not to be delivered, J.</param>
/// <param name="Front">Alternatives the clearing found: cost and expected shortfall.</param>
/// <param name="Chosen">Which of them was chosen.</param>
/// <param name="Reserve">What is awarded beyond what was asked for, in each interval, W.</param>
/// <param name="ReserveCost">What of the cost that is, EUR.</param>
/// <param name="ReboundAwards">How many awards of the session make intervals of this request worse when their energy comes back.</param>
/// <param name="ReboundJoules">How much of it nothing covers, J.</param>
public sealed record OutcomeRow(MarketSessionId Session, RequestId Request, bool IsDso, Direction Direction, PowerProfile Requested,
    PowerProfile Awarded, int Awards, decimal? LowestPrice, decimal? HighestPrice, decimal Cost, long NominalUnservedJoules,
    decimal ExpectedShortfallJoules, ValueList<FrontPoint> Front, int Chosen, PowerProfile Reserve, decimal ReserveCost,
    int ReboundAwards, long ReboundJoules);

/// <summary>That an outcome was published.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Terms">What the session is about.</param>
/// <param name="PublishedAt">When.</param>
/// <param name="Event">The event: the key by which a receiver knows that it has it already.</param>
/// <param name="Ordering">Its place in the journal.</param>
public sealed record PublicationRow(MarketSessionId Session, SessionTerms Terms, DateTimeOffset PublishedAt, EventId Event, long Ordering);

/// <summary>An award.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Award">The award.</param>
/// <param name="Direction">Which way.</param>
/// <param name="Requester">For whom.</param>
/// <param name="Aggregator">Whose offer.</param>
/// <param name="Event">The event that cleared the session.</param>
/// <param name="Unit">Its number among the units of that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record AwardRow(MarketSessionId Session, Award Award, Direction Direction, ParticipantId Requester, ParticipantId Aggregator,
    EventId Event, int Unit, Certification Certification)
{
    /// <summary>The call that proves it on a chain; null if a contract was not asked for one.</summary>
    public AwardLedgerRow? Ledger { get; init; }
}

/// <summary>An activation.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Activation">The activation.</param>
/// <param name="At">When it was requested.</param>
/// <param name="SetPoints">How many set points it led to; 0 until they are issued.</param>
/// <param name="Event">The event it was requested by.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record ActivationRow(MarketSessionId Session, Activation Activation, DateTimeOffset At, int SetPoints, EventId Event,
    Certification Certification);

/// <summary>A set point on its way.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Issued">The set point and what it is made of.</param>
/// <param name="Activation">The activation that led to it.</param>
/// <param name="Scheduled">The POD's event that scheduled it; null until then.</param>
/// <param name="DeliveredAt">When it was handed to the device's broker; null until then.</param>
/// <param name="AcknowledgedAt">When the device acknowledged it; null until then.</param>
/// <param name="MeasuredW">Power at the POD when it did, W.</param>
/// <param name="Event">The session's event that issued it.</param>
/// <param name="Unit">Its number among the units of that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record SetPointRow(MarketSessionId Session, IssuedSetPoint Issued, ActivationId Activation, EventId? Scheduled,
    DateTimeOffset? DeliveredAt, DateTimeOffset? AcknowledgedAt, long? MeasuredW, EventId Event, int Unit,
    Certification Certification);

/// <summary>A participant's statement of a version of a settlement.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Version">Which version.</param>
/// <param name="Participant">Whose.</param>
/// <param name="Total">What it receives, whole minor units; negative if it pays.</param>
/// <param name="DeliveredJoules">Delivered energy it brought in, less what it was given, J.</param>
/// <param name="Entries">The ledger entries it is a party of.</param>
/// <param name="WaitingLines">Lines of the settlement that wait for data.</param>
/// <param name="At">When it was calculated.</param>
/// <param name="Event">The event.</param>
/// <param name="Unit">Number of the statement's unit in that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record StatementRow(MarketSessionId Session, int Version, ParticipantId Participant, Money Total, decimal DeliveredJoules,
    ValueList<LedgerEntry> Entries, int WaitingLines, DateTimeOffset At, EventId Event, int Unit, Certification Certification);

/// <summary>A line of a settlement.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Version">Which version.</param>
/// <param name="Number">Its place in the settlement, from 0.</param>
/// <param name="Line">The line.</param>
/// <param name="Event">The event.</param>
/// <param name="Unit">Its number among the units of that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record SettlementLineRow(MarketSessionId Session, int Version, int Number, SettlementLine Line, EventId Event, int Unit,
    Certification Certification);

/// <summary>The versions of a session's settlement.</summary>
/// <param name="Versions">In order.</param>
/// <param name="CorrectionsUntil">First instant at which what is recorded has no effect; null until delivery ended.</param>
/// <param name="LateQuarterHours">Quarter hours of its lines for which something was recorded later, which had no effect.</param>
public sealed record SettlementHistory(ValueList<SettlementVersionRow> Versions, DateTimeOffset? CorrectionsUntil, int LateQuarterHours);

/// <summary>A version of a settlement.</summary>
/// <param name="Version">Which, from 1.</param>
/// <param name="At">When it was calculated.</param>
/// <param name="LogSize">Entries in the log it was calculated from.</param>
/// <param name="Pods">How many PODs it was calculated from.</param>
/// <param name="Lines">How many lines it has, those of PODs erased since too.</param>
/// <param name="WaitingLines">How many of them wait for data.</param>
/// <param name="ChangedLines">How many of those still known differ from the version before; 0 for the first.</param>
/// <param name="Event">The event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record SettlementVersionRow(int Version, DateTimeOffset At, long LogSize, int Pods, int Lines, int WaitingLines, int ChangedLines,
    EventId Event, Certification Certification);

/// <summary>What a version changed of a line.</summary>
/// <param name="Version">The version.</param>
/// <param name="Number">The line's place in the settlement, from 0.</param>
/// <param name="Delta">The line before and after.</param>
public sealed record LineDeltaRow(int Version, int Number, LineDelta Delta);

/// <summary>A dispute.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Dispute">Its id.</param>
/// <param name="By">Who disputes.</param>
/// <param name="Version">The last version of the settlement then.</param>
/// <param name="Line">Which line and why.</param>
/// <param name="At">When.</param>
/// <param name="Event">The event.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Resolution">What the operator said; null while it is open.</param>
/// <param name="ResolvedAt">When; null while it is open.</param>
/// <param name="ResolvedBy">The event; null while it is open.</param>
public sealed record DisputeRow(MarketSessionId Session, DisputeId Dispute, ParticipantId By, int Version, DisputedLine Line, DateTimeOffset At,
    EventId Event, DisputeState State, DisputeResolution? Resolution, DateTimeOffset? ResolvedAt, EventId? ResolvedBy);

/// <summary>A session's part of a participant's month.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Session">Of which session.</param>
/// <param name="Version">Its last version.</param>
/// <param name="Total">What the participant receives, whole minor units; negative if it pays.</param>
/// <param name="DeliveredJoules">Delivered energy it brought in, less what it was given, J.</param>
/// <param name="WaitingLines">Lines of the settlement that wait for data.</param>
/// <param name="At">When it was calculated.</param>
/// <param name="Event">The event.</param>
/// <param name="Unit">Number of the statement's unit in that event.</param>
public sealed record MonthlyStatementRow(ParticipantId Participant, MarketSessionId Session, int Version, Money Total, decimal DeliveredJoules,
    int WaitingLines, DateTimeOffset At, EventId Event, int Unit);

/// <summary>What a participant was told.</summary>
/// <param name="Participant">Who.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Session">Of which session.</param>
/// <param name="Request">Of which request; null if of none.</param>
/// <param name="Offer">Of which offer; null if of none.</param>
/// <param name="Pod">At which POD; null if at none.</param>
/// <param name="EnergyJoules">Energy it is about, J.</param>
/// <param name="Price">EUR/MWh; null if it is about none.</param>
/// <param name="At">When.</param>
/// <param name="Event">The event: the key by which a receiver knows that it has it already.</param>
public sealed record NoticeRow(ParticipantId Participant, NoticeKind Kind, MarketSessionId Session, RequestId? Request, OfferId? Offer,
    PodId? Pod, long EnergyJoules, decimal? Price, DateTimeOffset At, EventId Event);

/// <summary>What a notice is about.</summary>
public enum NoticeKind
{
    /// <summary>An offer was awarded, wholly or in part: to its aggregator.</summary>
    OfferAwarded = 1,

    /// <summary>An offer was not awarded: to its aggregator.</summary>
    OfferNotAwarded = 2,

    /// <summary>What a request got: to its requester.</summary>
    RequestServed = 3,

    /// <summary>Flexibility of a POD is reserved: to its customer and the aggregator.</summary>
    FlexibilityReserved = 4,

    /// <summary>A party disputes a line: to its requester, aggregator and customer.</summary>
    SettlementDisputed = 21,

    /// <summary>A dispute of a line was resolved: to the same.</summary>
    DisputeResolved = 22,

    /// <summary>A settlement was corrected: to all who have a statement of the new version.</summary>
    SettlementCorrected = 23,
}

/// <summary>A session's power in one interval, W. Upward and downward flexibility count as positive both.</summary>
/// <param name="Interval">Number of the interval, from 0.</param>
/// <param name="Start">Its first instant, UTC.</param>
/// <param name="RequestedW">Asked for by all requests.</param>
/// <param name="AwardedW">Awarded; 0 until published.</param>
/// <param name="ActivatedW">Called for.</param>
/// <param name="DeliveredW">
/// Delivered by the PODs with set points, each at most what it was told: baseline less metered, or metered less baseline; null until
/// every one of them is metered.
/// </param>
/// <param name="BaselineW">Sum of the baselines of the PODs of its awards; null where there is none.</param>
/// <param name="MeteredW">Sum of their metered mean power; null until every one of them is metered.</param>
public sealed record SessionPowerRow(int Interval, DateTimeOffset Start, long RequestedW, long AwardedW, long ActivatedW, decimal? DeliveredW,
    long? BaselineW, decimal? MeteredW);

/// <summary>A POD's baseline in a quarter hour.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="QuarterHour">Which.</param>
/// <param name="PowerW">W; positive is consumption.</param>
/// <param name="Brp">Who set it.</param>
/// <param name="At">When.</param>
/// <param name="Event">The event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record BaselineRow(PodId Pod, QuarterHour QuarterHour, long PowerW, ParticipantId Brp, DateTimeOffset At, EventId Event,
    Certification Certification);

/// <summary>How a portfolio delivered in a session.</summary>
/// <param name="Portfolio">The portfolio.</param>
/// <param name="Delivery">What the settlement says.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Event">The portfolio's event.</param>
public sealed record PortfolioDeliveryRow(PortfolioId Portfolio, SessionDelivery Delivery, DateTimeOffset At, EventId Event);

/// <summary>How reliable an offer was taken to be.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Reliability">The figure and its parts.</param>
/// <param name="Event">The session's event that fixed it.</param>
/// <param name="Unit">The number of its portfolio's unit in that event; null where there is none of its own.</param>
public sealed record OfferReliabilityRow(MarketSessionId Session, OfferReliability Reliability, EventId Event, int? Unit);

/// <summary>A projected shortfall of delivery.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Shortfall">What will be missing, and what was done.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Event">The session's event.</param>
public sealed record AlarmRow(MarketSessionId Session, ProjectedShortfall Shortfall, DateTimeOffset At, EventId Event);
