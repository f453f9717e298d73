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

/// <summary>What a market session can be asked to do.</summary>
/// <param name="Id">The session.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record MarketSessionCommand(MarketSessionId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "market-session";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Opens the session. The same terms again have no effect; others are a conflict.</summary>
/// <param name="Id">The session.</param>
/// <param name="Terms">What it is about.</param>
/// <param name="At">When.</param>
public sealed record OpenSession(MarketSessionId Id, SessionTerms Terms, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Places a request. The same again has no effect, also after the gate closed; other content is a conflict.</summary>
/// <param name="Id">The session.</param>
/// <param name="Request">The request.</param>
/// <param name="At">When.</param>
public sealed record PlaceRequest(MarketSessionId Id, FlexibilityRequest Request, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Withdraws a request before the gate closes.</summary>
/// <param name="Id">The session.</param>
/// <param name="Request">The request.</param>
/// <param name="Requester">Who withdraws; must be who placed it.</param>
/// <param name="At">When.</param>
public sealed record WithdrawRequest(MarketSessionId Id, RequestId Request, ParticipantId Requester, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Places an offer. The same again has no effect, also after the gate closed; other content is a conflict.</summary>
/// <param name="Id">The session.</param>
/// <param name="Offer">The offer.</param>
/// <param name="At">When.</param>
public sealed record PlaceOffer(MarketSessionId Id, FlexibilityOffer Offer, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>
/// Carries over what earlier sessions left of offers, once, while the session is open. What does not fit beside what was placed meanwhile
/// is left behind.
/// </summary>
/// <param name="Id">The session they go to.</param>
/// <param name="Offers">The offers, as <see cref="CarryOver"/> finds them.</param>
/// <param name="At">When.</param>
public sealed record CarryOffersOver(MarketSessionId Id, ValueList<CarriedOffer> Offers, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Withdraws an offer before the gate closes; an awarded offer cannot be withdrawn.</summary>
/// <param name="Id">The session.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Aggregator">Who withdraws; must be who placed it.</param>
/// <param name="At">When: what counts is whether that was before the gate closed.</param>
public sealed record WithdrawOffer(MarketSessionId Id, OfferId Offer, ParticipantId Aggregator, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Says how moved energy is taken to come back, and what is done about it; the last word before the gate closes counts.</summary>
/// <param name="Id">The session.</param>
/// <param name="Rule">The rule.</param>
/// <param name="At">When.</param>
public sealed record SetReboundRule(MarketSessionId Id, ReboundRule Rule, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Closes the gate, once its time has come.</summary>
/// <param name="Id">The session.</param>
/// <param name="At">When.</param>
public sealed record CloseGate(MarketSessionId Id, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Fixes how reliable the offers are taken to be in all rounds of the clearing. They are checked: each is what its parts come to.</summary>
/// <param name="Id">The session.</param>
/// <param name="Offers">The offers that stood, each once; one that is not there counts with its aggregator's own figure.</param>
/// <param name="At">When.</param>
public sealed record FixReliabilities(MarketSessionId Id, ValueList<OfferReliability> Offers, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Records a clearing. It is checked against the rules before it is taken.</summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round, from 1: as in the problem that was cleared.</param>
/// <param name="Result">The clearing of <see cref="ClearingTask.Problem"/>.</param>
/// <param name="At">When.</param>
public sealed record RecordClearing(MarketSessionId Id, int Round, ClearingResult Result, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Records what the grid operator says of a round's awards.</summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round.</param>
/// <param name="Verdicts">One for each award, in the order of the awards.</param>
/// <param name="At">When.</param>
public sealed record RecordValidation(MarketSessionId Id, int Round, ValueList<AwardVerdict> Verdicts, DateTimeOffset At)
    : MarketSessionCommand(Id, At);

/// <summary>Says that the grid operator has not answered in time. Once a round; the session waits on.</summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round waits.</param>
/// <param name="At">When.</param>
public sealed record RaiseValidationAlarm(MarketSessionId Id, int Round, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>
/// Publishes the outcome, after capacity was reserved at its PODs; where a POD refused, the session clears again without that offer.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Round">Which round.</param>
/// <param name="Refused">Offers a POD of which refused the reservation, in order.</param>
/// <param name="At">When.</param>
public sealed record PublishOutcome(MarketSessionId Id, int Round, ValueList<OfferId> Refused, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Calls for awards. The same again has no effect; other content is a conflict.</summary>
/// <param name="Id">The session.</param>
/// <param name="Activation">Which awards, when.</param>
/// <param name="At">When: before its first interval begins.</param>
public sealed record RequestActivation(MarketSessionId Id, Activation Activation, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Says what is to be done when delivery for a request falls short; the last word counts. Until delivery ends.</summary>
/// <param name="Id">The session.</param>
/// <param name="Request">The request.</param>
/// <param name="Requester">Who says so; must be who placed it.</param>
/// <param name="Policy">What is to be done: an automatic action is the requester's consent to it.</param>
/// <param name="At">When.</param>
public sealed record SetDeliveryPolicy(MarketSessionId Id, RequestId Request, ParticipantId Requester, DeliveryPolicy Policy, DateTimeOffset At)
    : MarketSessionCommand(Id, At);

/// <summary>
/// Tells the session what the running interval will come to. No effect where that is within the requester's tolerance, or where the
/// session knows of the request's shortfall in that interval already.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Delivery">The projection.</param>
/// <param name="At">When: in the interval.</param>
public sealed record WatchDelivery(MarketSessionId Id, ProjectedDelivery Delivery, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Issues the set points that an activation leads to. They are checked: in every interval they add up to what is activated.</summary>
/// <param name="Id">The session.</param>
/// <param name="Activation">The activation.</param>
/// <param name="SetPoints">Of every POD and interval it covers, with all activations so far, in order of POD and interval.</param>
/// <param name="At">When.</param>
public sealed record IssueSetPoints(MarketSessionId Id, ActivationId Activation, ValueList<IssuedSetPoint> SetPoints, DateTimeOffset At)
    : MarketSessionCommand(Id, At);

/// <summary>Ends delivery, once the time for late readings is over; then it is settled.</summary>
/// <param name="Id">The session.</param>
/// <param name="At">When.</param>
public sealed record EndDelivery(MarketSessionId Id, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>Records a version of the settlement.</summary>
/// <param name="Id">The session.</param>
/// <param name="Settlement">The settlement; its version is the next one.</param>
/// <param name="At">When.</param>
public sealed record RecordSettlement(MarketSessionId Id, SessionSettlement Settlement, DateTimeOffset At) : MarketSessionCommand(Id, At);

/// <summary>
/// Disputes a line of the settlement. The same again has no effect; other content is a conflict. A closed session takes none.
/// </summary>
/// <param name="Id">The session.</param>
/// <param name="Dispute">The dispute's id.</param>
/// <param name="By">Who disputes: requester, aggregator or customer of the line.</param>
/// <param name="Line">Which line and why.</param>
/// <param name="At">When.</param>
public sealed record DisputeLine(MarketSessionId Id, DisputeId Dispute, ParticipantId By, DisputedLine Line, DateTimeOffset At)
    : MarketSessionCommand(Id, At);

/// <summary>Resolves a dispute. The same again has no effect; another resolution is a conflict.</summary>
/// <param name="Id">The session.</param>
/// <param name="Dispute">The dispute.</param>
/// <param name="Reason">Why.</param>
/// <param name="Input">What the line's POD and interval are settled with from now on; null rejects the dispute.</param>
/// <param name="At">When.</param>
public sealed record ResolveDispute(MarketSessionId Id, DisputeId Dispute, string Reason, CorrectedInput? Input, DateTimeOffset At)
    : MarketSessionCommand(Id, At);

/// <summary>Closes the session: nothing changes any more.</summary>
/// <param name="Id">The session.</param>
/// <param name="At">When.</param>
public sealed record CloseSession(MarketSessionId Id, DateTimeOffset At) : MarketSessionCommand(Id, At);
