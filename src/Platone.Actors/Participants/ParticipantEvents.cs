using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Participants;

/// <summary>What can happen to a participant.</summary>
/// <param name="Id">The participant.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record ParticipantEvent(ParticipantId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The participant was admitted.</summary>
/// <param name="Id">The participant.</param>
/// <param name="Name">What people call it; null after an erasure.</param>
/// <param name="Role">What it is.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ParticipantAdmitted(ParticipantId Id, string? Name, Role Role, DateTimeOffset RecordedAt) : ParticipantEvent(Id, RecordedAt);

/// <summary>An API key was issued to the participant.</summary>
/// <param name="Id">The participant.</param>
/// <param name="KeyHash">SHA-256 of the key, lower-case hex.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ApiKeyIssued(ParticipantId Id, string KeyHash, DateTimeOffset RecordedAt) : ParticipantEvent(Id, RecordedAt);

/// <summary>An API key of the participant was made worthless.</summary>
/// <param name="Id">The participant.</param>
/// <param name="KeyHash">SHA-256 of the key, lower-case hex.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ApiKeyRevoked(ParticipantId Id, string KeyHash, DateTimeOffset RecordedAt) : ParticipantEvent(Id, RecordedAt);

/// <summary>The participant was suspended.</summary>
/// <param name="Id">The participant.</param>
/// <param name="Reason">Why; empty after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ParticipantSuspended(ParticipantId Id, string Reason, DateTimeOffset RecordedAt) : ParticipantEvent(Id, RecordedAt);

/// <summary>The participant's suspension ended.</summary>
/// <param name="Id">The participant.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ParticipantReinstated(ParticipantId Id, DateTimeOffset RecordedAt) : ParticipantEvent(Id, RecordedAt);
