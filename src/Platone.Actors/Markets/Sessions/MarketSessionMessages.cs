using Platone.Actors.Serialization.Messages;

namespace Platone.Actors.Markets.Sessions;

/// <summary>What nodes say to each other about a session.</summary>
public static class MarketSessionMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("ms")
        .Add<OpenSession>("open-session")
        .Add<PlaceRequest>("place-request")
        .Add<WithdrawRequest>("withdraw-request")
        .Add<PlaceOffer>("place-offer")
        .Add<CarryOffersOver>("carry-offers-over")
        .Add<WithdrawOffer>("withdraw-offer")
        .Add<SetReboundRule>("set-rebound-rule")
        .Add<CloseGate>("close-gate")
        .Add<FixReliabilities>("fix-reliabilities")
        .Add<RecordClearing>("record-clearing")
        .Add<RecordValidation>("record-validation")
        .Add<RaiseValidationAlarm>("raise-validation-alarm")
        .Add<PublishOutcome>("publish-outcome")
        .Add<RequestActivation>("request-activation")
        .Add<SetDeliveryPolicy>("set-delivery-policy")
        .Add<WatchDelivery>("watch-delivery")
        .Add<IssueSetPoints>("issue-set-points")
        .Add<EndDelivery>("end-delivery")
        .Add<RecordSettlement>("record-settlement")
        .Add<DisputeLine>("dispute-line")
        .Add<ResolveDispute>("resolve-dispute")
        .Add<CloseSession>("close-session")
        .Add<GetClearingTask>("get-clearing-task")
        .Add<ClearingTask>("clearing-task")
        .Add<GetReliabilityTask>("get-reliability-task")
        .Add<ReliabilityTask>("reliability-task")
        .Add<GetOutcome>("get-outcome")
        .Add<SessionOutcome>("session-outcome")
        .Add<GetOfferBook>("get-offer-book")
        .Add<OfferBook>("offer-book")
        .Build();
}
