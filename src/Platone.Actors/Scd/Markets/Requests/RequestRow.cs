using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Requests;

/// <summary>A request.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Request">The request.</param>
/// <param name="IsWithdrawn">Whether it was withdrawn.</param>
/// <param name="Event">The event it was placed by.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record RequestRow(MarketSessionId Session, FlexibilityRequest Request, bool IsWithdrawn, EventId Event, Certification Certification);
