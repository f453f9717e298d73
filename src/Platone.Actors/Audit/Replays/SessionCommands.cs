using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Audit.Replays;

/// <summary>
/// The command that a recorded event must have come from. Deciding it again tells whether the event was the right answer.
/// </summary>
internal static class SessionCommands
{
    /// <summary>The command; an event records all of it, but for who withdrew, who can only be the one who placed.</summary>
    /// <param name="state">The session before the event.</param>
    /// <param name="recorded">The event.</param>
    /// <exception cref="UnknownEventException">The event is of a type that is not known here.</exception>
    public static MarketSessionCommand Of(MarketSession state, MarketSessionEvent recorded) => recorded switch
    {
        SessionOpened e => new OpenSession(e.Id, e.Terms, e.RecordedAt),
        RequestPlaced e => new PlaceRequest(e.Id, e.Request, e.RecordedAt),
        OfferPlaced e => new PlaceOffer(e.Id, e.Offer, e.RecordedAt),
        OffersCarriedOver e => new CarryOffersOver(e.Id, e.Offers, e.RecordedAt),
        RequestWithdrawn e => new WithdrawRequest(e.Id, e.Request, Requester(state, e.Request), e.RecordedAt),
        OfferWithdrawn e => new WithdrawOffer(e.Id, e.Offer, Aggregator(state, e.Offer), e.RecordedAt),
        GateClosed e => new CloseGate(e.Id, e.RecordedAt),
        SessionCleared e => new RecordClearing(e.Id, e.Round, e.Result, e.RecordedAt),
        OutcomeValidated e => new RecordValidation(e.Id, e.Round, e.Verdicts, e.RecordedAt),
        ValidationOverdue e => new RaiseValidationAlarm(e.Id, e.Round, e.RecordedAt),
        ReservationsRefused e => new PublishOutcome(e.Id, e.Round, e.Refused, e.RecordedAt),
        OutcomePublished e => new PublishOutcome(e.Id, e.Round, [], e.RecordedAt),
        ActivationRequested e => new RequestActivation(e.Id, e.Activation, e.RecordedAt),
        SetPointsIssued e => new IssueSetPoints(e.Id, e.Activation, e.SetPoints, e.RecordedAt),
        DeliveryEnded e => new EndDelivery(e.Id, e.RecordedAt),
        SettlementCalculated e => new RecordSettlement(e.Id, e.Settlement, e.RecordedAt),
        SettlementDisputed { Line: { } line } e => new DisputeLine(e.Id, e.Dispute, e.By, line, e.RecordedAt),
        DisputeResolved { Resolution: { } resolution } e => new ResolveDispute(e.Id, e.Dispute, resolution.Reason, resolution.Input, e.RecordedAt),
        ReliabilitiesFixed e => new FixReliabilities(e.Id, e.Offers, e.RecordedAt),
        ReboundRuleSet e => new SetReboundRule(e.Id, e.Rule, e.RecordedAt),
        ShortfallProjected e => new WatchDelivery(e.Id, e.Shortfall.Delivery, e.RecordedAt),
        DeliveryPolicySet e => new SetDeliveryPolicy(e.Id, e.Request, Requester(state, e.Request), e.Policy, e.RecordedAt),
        SessionClosed e => new CloseSession(e.Id, e.RecordedAt),
        _ => throw new UnknownEventException(nameof(MarketSession), recorded),
    };

    // Of what was never placed nobody is the one: the session refuses such a withdrawal, and the audit finds that.
    private static ParticipantId Requester(MarketSession state, RequestId request) =>
        state.Requests.GetValueOrDefault(request)?.Request.Requester ?? default;

    private static ParticipantId Aggregator(MarketSession state, OfferId offer) =>
        state.Offers.GetValueOrDefault(offer)?.Offer.Aggregator ?? default;
}
