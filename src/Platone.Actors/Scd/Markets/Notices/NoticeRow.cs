using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Scd.Markets.Notices;

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
