using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.Pods;

/// <summary>What can happen to a POD.</summary>
/// <param name="Id">The POD.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record PodEvent(PodId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The POD was registered. One unit of disclosure a field.</summary>
/// <param name="Id">The POD.</param>
/// <param name="Registration">Its particulars; null after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record PodRegistered(PodId Id, PodRegistration? Registration, DateTimeOffset RecordedAt) : PodEvent(Id, RecordedAt);

/// <summary>A quarter hour's energy was recorded.</summary>
/// <param name="Id">The POD.</param>
/// <param name="Measured">The energy and how it was found; null after an erasure.</param>
/// <param name="Cause">The light node's event that completed it.</param>
/// <param name="RecordedAt">When.</param>
public sealed record QuarterHourMetered(PodId Id, MeasuredQuarterHour? Measured, EventId Cause, DateTimeOffset RecordedAt)
    : PodEvent(Id, RecordedAt);

/// <summary>Late readings gave a quarter hour another energy.</summary>
/// <param name="Id">The POD.</param>
/// <param name="Measured">The new energy; null after an erasure.</param>
/// <param name="Cause">The light node's event with the late readings.</param>
/// <param name="RecordedAt">When.</param>
public sealed record QuarterHourCorrected(PodId Id, MeasuredQuarterHour? Measured, EventId Cause, DateTimeOffset RecordedAt)
    : PodEvent(Id, RecordedAt);

/// <summary>The POD was erased: nothing may be recorded for it any more.</summary>
/// <param name="Id">The POD.</param>
/// <param name="RecordedAt">When.</param>
public sealed record PodErased(PodId Id, DateTimeOffset RecordedAt) : PodEvent(Id, RecordedAt);

/// <summary>A baseline was set.</summary>
/// <param name="Id">The POD.</param>
/// <param name="Baseline">The schedule; null after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record BaselineSet(PodId Id, Baseline? Baseline, DateTimeOffset RecordedAt) : PodEvent(Id, RecordedAt);

/// <summary>Flexibility was reserved for an award, in place of what was reserved for it before.</summary>
/// <param name="Id">The POD.</param>
/// <param name="Reservation">What is reserved; null after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record FlexibilityReserved(PodId Id, Reservation? Reservation, DateTimeOffset RecordedAt) : PodEvent(Id, RecordedAt);

/// <summary>A set point was scheduled: the POD's device is to be told.</summary>
/// <param name="Id">The POD.</param>
/// <param name="SetPoint">The set point; null after an erasure.</param>
/// <param name="Cause">The session's event that issued it.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SetPointScheduled(PodId Id, SetPoint? SetPoint, EventId Cause, DateTimeOffset RecordedAt) : PodEvent(Id, RecordedAt);

/// <summary>The POD's owner signed a link for the registry; it takes the place of the one before.</summary>
/// <param name="Id">The POD.</param>
/// <param name="Link">What was signed; null after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record OwnerLinked(PodId Id, OwnerLink? Link, DateTimeOffset RecordedAt) : PodEvent(Id, RecordedAt);

/// <summary>
/// The link to the owner ended: by somebody's will, or because the POD is erased (then <see cref="PodErased"/> follows at once).
/// </summary>
/// <param name="Id">The POD.</param>
/// <param name="Link">The link that ended; null after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record OwnerRevoked(PodId Id, OwnerLink? Link, DateTimeOffset RecordedAt) : PodEvent(Id, RecordedAt);
