using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Participants;

/// <summary>What a participant can be asked to do.</summary>
/// <param name="Id">The participant.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record ParticipantCommand(ParticipantId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "participant";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Admits the participant. The same admission again has no effect; other values are a conflict.</summary>
/// <param name="Id">The participant.</param>
/// <param name="Name">What people call it; personal, sealed under the participant's key.</param>
/// <param name="Role">What it is.</param>
/// <param name="At">When.</param>
public sealed record AdmitParticipant(ParticipantId Id, string Name, Role Role, DateTimeOffset At) : ParticipantCommand(Id, At);

/// <summary>Records that an API key was issued. The key itself never reaches the journal.</summary>
/// <param name="Id">The participant.</param>
/// <param name="KeyHash">SHA-256 of the key, lower-case hex.</param>
/// <param name="At">When.</param>
public sealed record IssueApiKey(ParticipantId Id, string KeyHash, DateTimeOffset At) : ParticipantCommand(Id, At);

/// <summary>Makes an API key worthless. Repeatable.</summary>
/// <param name="Id">The participant.</param>
/// <param name="KeyHash">SHA-256 of the key, lower-case hex.</param>
/// <param name="At">When.</param>
public sealed record RevokeApiKey(ParticipantId Id, string KeyHash, DateTimeOffset At) : ParticipantCommand(Id, At);

/// <summary>Suspends the participant: its keys open nothing until it is reinstated. Repeatable.</summary>
/// <param name="Id">The participant.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="At">When.</param>
public sealed record SuspendParticipant(ParticipantId Id, string Reason, DateTimeOffset At) : ParticipantCommand(Id, At);

/// <summary>Ends a suspension. Repeatable.</summary>
/// <param name="Id">The participant.</param>
/// <param name="At">When.</param>
public sealed record ReinstateParticipant(ParticipantId Id, DateTimeOffset At) : ParticipantCommand(Id, At);
