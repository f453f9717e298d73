using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Disputes;

namespace Platone.Actors.Scd.Markets.Disputes;

/// <summary>A dispute.</summary>
/// <param name="Session">Of which session.</param>
/// <param name="Dispute">Its id.</param>
/// <param name="By">Who disputes.</param>
/// <param name="Version">The last version of the settlement then.</param>
/// <param name="Line">Which line and why.</param>
/// <param name="At">When.</param>
/// <param name="Event">The event.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Resolution">What the operator said; null while it is open.</param>
/// <param name="ResolvedAt">When; null while it is open.</param>
/// <param name="ResolvedBy">The event; null while it is open.</param>
public sealed record DisputeRow(MarketSessionId Session, DisputeId Dispute, ParticipantId By, int Version, DisputedLine Line, DateTimeOffset At,
    EventId Event, DisputeState State, DisputeResolution? Resolution, DateTimeOffset? ResolvedAt, EventId? ResolvedBy);
