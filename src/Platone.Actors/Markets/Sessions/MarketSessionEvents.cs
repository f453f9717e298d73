using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Disputes;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Requests;

namespace Platone.Actors.Markets.Sessions;

/// <summary>What can happen to a market session.</summary>
/// <param name="Id">The session.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record MarketSessionEvent(MarketSessionId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The session was opened.</summary>
/// <param name="Id">The session.</param>
/// <param name="Terms">What it is about.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SessionOpened(MarketSessionId Id, SessionTerms Terms, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>A request was placed.</summary>
/// <param name="Id">The session.</param>
/// <param name="Request">The request.</param>
/// <param name="RecordedAt">When.</param>
public sealed record RequestPlaced(MarketSessionId Id, FlexibilityRequest Request, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>A request was withdrawn.</summary>
/// <param name="Id">The session.</param>
/// <param name="Request">The request.</param>
/// <param name="RecordedAt">When.</param>
public sealed record RequestWithdrawn(MarketSessionId Id, RequestId Request, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>An offer was placed. What is about a POD is a unit of disclosure of its own, sealed under that POD's key.</summary>
/// <param name="Id">The session.</param>
/// <param name="Offer">The offer.</param>
/// <param name="RecordedAt">When.</param>
public sealed record OfferPlaced(MarketSessionId Id, FlexibilityOffer Offer, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>
/// What earlier sessions of the area left of offers was carried over. Each offer is a unit of disclosure; what is about a POD is one of its
/// own, sealed under that POD's key.
/// </summary>
/// <param name="Id">The session they are in now.</param>
/// <param name="Offers">The offers, in the order of their arrival here.</param>
/// <param name="RecordedAt">When.</param>
public sealed record OffersCarriedOver(MarketSessionId Id, ValueList<CarriedOffer> Offers, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>An offer was withdrawn.</summary>
/// <param name="Id">The session.</param>
/// <param name="Offer">The offer.</param>
/// <param name="RecordedAt">When.</param>
public sealed record OfferWithdrawn(MarketSessionId Id, OfferId Offer, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>The gate closed: reliabilities can be fixed, and then the first clearing can begin.</summary>
/// <param name="Id">The session.</param>
/// <param name="RecordedAt">When.</param>
public sealed record GateClosed(MarketSessionId Id, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>
/// How reliable the offers are taken to be was fixed: every round clears with these figures, so that the journal alone has the whole problem.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Offers">The offers that stood when the gate had closed.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ReliabilitiesFixed(MarketSessionId Id, ValueList<OfferReliability> Offers, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>The session was cleared; the grid operator is to validate the awards.</summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round, from 1.</param>
/// <param name="Result">The clearing with the whole front.</param>
/// <param name="Awards">The awards with their prices, in the order of requests and offers. One unit of disclosure each.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SessionCleared(MarketSessionId Id, int Round, ClearingResult Result, ValueList<Award> Awards, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>
/// The grid operator validated a round's awards. Where all are accepted, their capacity can be reserved; else the session clears again
/// with the limits, or, after the last round, with what is limited cut off.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round.</param>
/// <param name="Verdicts">One for each award.</param>
/// <param name="RecordedAt">When.</param>
public sealed record OutcomeValidated(MarketSessionId Id, int Round, ValueList<AwardVerdict> Verdicts, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>It was said how moved energy is taken to come back.</summary>
/// <param name="Id">The session.</param>
/// <param name="Rule">The rule.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ReboundRuleSet(MarketSessionId Id, ReboundRule Rule, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>
/// Awards that the grid operator accepted make later intervals worse when their energy comes back: they are flagged before anything is
/// published. Where the rule excludes them, the session clears again without their offers.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round.</param>
/// <param name="Rule">The rule that found them.</param>
/// <param name="Findings">Which awards, and what they make worse.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ReboundFound(MarketSessionId Id, int Round, ReboundRule Rule, ValueList<ReboundFinding> Findings, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>PODs refused to reserve what was awarded: the session clears again without those offers.</summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round.</param>
/// <param name="Refused">The offers.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ReservationsRefused(MarketSessionId Id, int Round, ValueList<OfferId> Refused, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>The grid operator did not answer in time: nothing is published, and the session stays cleared until it does.</summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round waits.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ValidationOverdue(MarketSessionId Id, int Round, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>The outcome was published: the awards of the last clearing stand.</summary>
/// <param name="Id">The session.</param>
/// <param name="Round">The round whose awards stand.</param>
/// <param name="RecordedAt">When.</param>
public sealed record OutcomePublished(MarketSessionId Id, int Round, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>A requester called for awards.</summary>
/// <param name="Id">The session.</param>
/// <param name="Activation">Which, when.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ActivationRequested(MarketSessionId Id, Activation Activation, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>A requester said what is to be done when delivery for its request falls short.</summary>
/// <param name="Id">The session.</param>
/// <param name="Request">The request.</param>
/// <param name="Policy">What is to be done.</param>
/// <param name="RecordedAt">When.</param>
public sealed record DeliveryPolicySet(MarketSessionId Id, RequestId Request, DeliveryPolicy Policy, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>
/// Delivery for a request will fall short in the interval that runs: an alarm. Where it led to an activation, that is the event after it.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Shortfall">What will be missing, and what was done.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ShortfallProjected(MarketSessionId Id, ProjectedShortfall Shortfall, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>Set points were issued. Each is a unit of disclosure, sealed under its POD's key.</summary>
/// <param name="Id">The session.</param>
/// <param name="Activation">The activation that led to them.</param>
/// <param name="SetPoints">In order of POD and interval; those of PODs erased since are missing.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SetPointsIssued(MarketSessionId Id, ActivationId Activation, ValueList<IssuedSetPoint> SetPoints, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>Delivery is over, and so is the time for late readings: the session is to be settled.</summary>
/// <param name="Id">The session.</param>
/// <param name="RecordedAt">When.</param>
public sealed record DeliveryEnded(MarketSessionId Id, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>A version of the settlement was calculated. Each line is a unit of disclosure, sealed under its POD's key.</summary>
/// <param name="Id">The session.</param>
/// <param name="Settlement">Version, cut, lines and statements; lines of PODs erased since are missing.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SettlementCalculated(MarketSessionId Id, SessionSettlement Settlement, DateTimeOffset RecordedAt)
    : MarketSessionEvent(Id, RecordedAt);

/// <summary>A party of a line disputes it. Line and reason are a unit of disclosure, sealed under the POD's key.</summary>
/// <param name="Id">The session.</param>
/// <param name="Dispute">The dispute.</param>
/// <param name="By">Who disputes.</param>
/// <param name="Version">The last version of the settlement then.</param>
/// <param name="Line">Which line and why; null after an erasure of its POD.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SettlementDisputed(MarketSessionId Id, DisputeId Dispute, ParticipantId By, int Version, DisputedLine? Line,
    DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>The operator resolved a dispute; an accepted one leads to another version of the settlement.</summary>
/// <param name="Id">The session.</param>
/// <param name="Dispute">The dispute.</param>
/// <param name="IsAccepted">Whether it was accepted.</param>
/// <param name="Resolution">Why, and what is settled with from now on: a unit of the POD; null after an erasure of it.</param>
/// <param name="RecordedAt">When.</param>
public sealed record DisputeResolved(MarketSessionId Id, DisputeId Dispute, bool IsAccepted, DisputeResolution? Resolution,
    DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);

/// <summary>The session is closed.</summary>
/// <param name="Id">The session.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SessionClosed(MarketSessionId Id, DateTimeOffset RecordedAt) : MarketSessionEvent(Id, RecordedAt);
