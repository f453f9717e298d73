using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Offers;

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
