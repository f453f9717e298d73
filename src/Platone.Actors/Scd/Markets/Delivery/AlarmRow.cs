using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Delivery;

namespace Platone.Actors.Scd.Markets.Delivery;

/// <summary>A projected shortfall of delivery.</summary>
/// <param name="Session">In which session.</param>
/// <param name="Shortfall">What will be missing, and what was done.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Event">The session's event.</param>
public sealed record AlarmRow(MarketSessionId Session, ProjectedShortfall Shortfall, DateTimeOffset At, EventId Event);
