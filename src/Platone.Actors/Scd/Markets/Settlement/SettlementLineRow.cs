using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Notary;

namespace Platone.Actors.Scd.Markets.Settlement;

/// <summary>A line of a settlement.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Version">Which version.</param>
/// <param name="Number">Its place in the settlement, from 0.</param>
/// <param name="Line">The line.</param>
/// <param name="Event">The event.</param>
/// <param name="Unit">Its number among the units of that event.</param>
/// <param name="Certification">Where the log stands about it.</param>
public sealed record SettlementLineRow(MarketSessionId Session, int Version, int Number, SettlementLine Line, EventId Event, int Unit,
    Certification Certification);
