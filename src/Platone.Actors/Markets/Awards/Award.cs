using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Markets.Awards;

/// <summary>Names an award: which offer serves which request.</summary>
/// <param name="Request">The request.</param>
/// <param name="Offer">The offer.</param>
public readonly record struct AwardId(RequestId Request, OfferId Offer) : IComparable<AwardId>
{
    /// <inheritdoc/>
    public int CompareTo(AwardId other) => Request.CompareTo(other.Request) is not 0 and var order ? order : Offer.CompareTo(other.Offer);

    /// <inheritdoc/>
    public override string ToString() => $"{Request}/{Offer}";
}

/// <summary>What of an offer serves a request.</summary>
/// <param name="Id">Which offer, which request.</param>
/// <param name="Factor">The part of the offer.</param>
/// <param name="Power">Awarded power in each interval, W: the part of the offer's power, rounded down.</param>
/// <param name="Price">What delivered energy is paid, EUR/MWh.</param>
/// <param name="Parts">What each POD delivers, in the order of their pseudonyms; they add up to the power. Those of PODs erased since are missing.</param>
public sealed record Award(AwardId Id, Factor Factor, PowerProfile Power, decimal Price, ValueList<AwardPart> Parts);

/// <summary>A POD's part of an award.</summary>
/// <param name="Pod">The POD.</param>
/// <param name="Power">In each interval, W.</param>
public sealed record AwardPart(PodId Pod, PowerProfile Power);
