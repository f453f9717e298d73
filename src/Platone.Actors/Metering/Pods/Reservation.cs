using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Metering.Pods;

/// <summary>Names a reservation: the award of a session it is for.</summary>
/// <param name="Session">The session.</param>
/// <param name="Request">The request served.</param>
/// <param name="Offer">The offer awarded.</param>
public readonly record struct ReservationId(MarketSessionId Session, RequestId Request, OfferId Offer) : IComparable<ReservationId>
{
    /// <inheritdoc/>
    public int CompareTo(ReservationId other) => Session.CompareTo(other.Session) is not 0 and var bySession ? bySession
        : Request.CompareTo(other.Request) is not 0 and var byRequest ? byRequest : Offer.CompareTo(other.Offer);

    /// <inheritdoc/>
    public override string ToString() => $"{Session}/{Request}/{Offer}";
}

/// <summary>Flexibility of a POD that is promised to an award.</summary>
/// <param name="Id">To which.</param>
/// <param name="Direction">Which way.</param>
/// <param name="First">The first quarter hour.</param>
/// <param name="Power">Reserved power of each quarter hour from there on, W; all 0 releases it.</param>
public sealed record Reservation(ReservationId Id, Direction Direction, QuarterHour First, PowerProfile Power);
