using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.Pods;

/// <summary>What a POD can be asked to do.</summary>
/// <param name="Id">The POD.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record PodCommand(PodId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "pod";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Registers the POD. The same registration again has no effect; other values are a conflict.</summary>
/// <param name="Id">The POD.</param>
/// <param name="Registration">Its particulars.</param>
/// <param name="At">When.</param>
public sealed record RegisterPod(PodId Id, PodRegistration Registration, DateTimeOffset At) : PodCommand(Id, At);

/// <summary>The particulars of a POD.</summary>
/// <param name="ValidFrom">First instant it may be metered; may lie in the past, for history.</param>
/// <param name="Bus">The network bus it is connected to.</param>
/// <param name="TimeZone">IANA name of the zone its days are counted in.</param>
/// <param name="ConnectionW">Contracted connection power, W, more than 0.</param>
/// <param name="Owner">The customer it belongs to, if that is a participant.</param>
public sealed record PodRegistration(DateTimeOffset ValidFrom, string Bus, string TimeZone, int ConnectionW, ParticipantId? Owner);

/// <summary>Records quarter hours of energy that a light node's event completed.</summary>
/// <param name="Id">The POD.</param>
/// <param name="QuarterHours">In order.</param>
/// <param name="Cause">The event; commands of one source arrive in its order, and one that arrives again has no effect.</param>
/// <param name="At">When.</param>
public sealed record MeterQuarterHours(PodId Id, ImmutableArray<MeasuredQuarterHour> QuarterHours, EventId Cause, DateTimeOffset At)
    : PodCommand(Id, At);

/// <summary>Corrects quarter hours for which readings came late.</summary>
/// <param name="Id">The POD.</param>
/// <param name="QuarterHours">Their new values, in order.</param>
/// <param name="Cause">The event with the late readings.</param>
/// <param name="At">When.</param>
public sealed record CorrectQuarterHours(PodId Id, ImmutableArray<MeasuredQuarterHour> QuarterHours, EventId Cause, DateTimeOffset At)
    : PodCommand(Id, At);

/// <summary>Erases the POD: its keys are destroyed once the log covers its last event; proofs of everything else stay valid.</summary>
/// <param name="Id">The POD.</param>
/// <param name="At">When.</param>
public sealed record ErasePod(PodId Id, DateTimeOffset At) : PodCommand(Id, At);

/// <summary>Sets the POD's baseline for some quarter hours; the last one set for a quarter hour counts. The same again has no effect.</summary>
/// <param name="Id">The POD.</param>
/// <param name="Baseline">The schedule.</param>
/// <param name="At">When.</param>
public sealed record SetBaseline(PodId Id, Baseline Baseline, DateTimeOffset At) : PodCommand(Id, At);

/// <summary>
/// Reserves flexibility for an award, in place of what was reserved for it before. Refused where the reservations of one direction would
/// add up to more than the connection power in a quarter hour.
/// </summary>
/// <param name="Id">The POD.</param>
/// <param name="Reservation">What is reserved; no power releases it.</param>
/// <param name="At">When.</param>
public sealed record ReserveFlexibility(PodId Id, Reservation Reservation, DateTimeOffset At) : PodCommand(Id, At);

/// <summary>Schedules set points that an event of a session issued.</summary>
/// <param name="Id">The POD.</param>
/// <param name="SetPoints">In order of time.</param>
/// <param name="Cause">The event; commands of one source arrive in its order, and one that arrives again has no effect.</param>
/// <param name="At">When.</param>
public sealed record ScheduleSetPoints(PodId Id, ValueList<SetPoint> SetPoints, EventId Cause, DateTimeOffset At) : PodCommand(Id, At);

/// <summary>
/// Records the link that an owner signed for the registry, in place of the one before: a succession. Whoever sends this has checked the
/// signature and that the meter's key is the one the POD's light node has. The same again has no effect; one whose deadline has passed
/// is refused.
/// </summary>
/// <param name="Id">The POD.</param>
/// <param name="Link">What was signed.</param>
/// <param name="At">When.</param>
public sealed record LinkOwner(PodId Id, OwnerLink Link, DateTimeOffset At) : PodCommand(Id, At)
{
    /// <summary>
    /// How many links of the POD with this owner's nonce the registry has given up: so many may have been recorded before. With one more it is
    /// refused.
    /// </summary>
    public int GivenUp { get; init; }
}

/// <summary>Ends the POD's link to its owner, if it has one.</summary>
/// <param name="Id">The POD.</param>
/// <param name="At">When.</param>
public sealed record RevokeOwner(PodId Id, DateTimeOffset At) : PodCommand(Id, At);
