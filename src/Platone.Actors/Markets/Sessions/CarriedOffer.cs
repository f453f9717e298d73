using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Offers;

namespace Platone.Actors.Markets.Sessions;

/// <summary>What is left of an offer of an earlier session, as a later one takes it over.</summary>
/// <param name="Offer">
/// The offer with the power it has in the intervals of the new session, whole: what is left is a share of it. Its id is
/// <see cref="CarryOver.NameOf"/> of where it comes from.
/// </param>
/// <param name="Source">The session it was placed in.</param>
/// <param name="SourceOffer">Its id there.</param>
/// <param name="Remaining">The share of it that nothing matched.</param>
public sealed record CarriedOffer(FlexibilityOffer Offer, MarketSessionId Source, OfferId SourceOffer, Factor Remaining);

/// <summary>Where an offer was carried over from.</summary>
/// <param name="Session">The session it was placed in.</param>
/// <param name="Offer">Its id there.</param>
/// <param name="Taken">What was awarded of it before.</param>
internal sealed record OfferOrigin(MarketSessionId Session, OfferId Offer, Factor Taken);
