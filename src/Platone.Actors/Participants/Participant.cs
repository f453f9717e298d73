using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Participants;

/// <summary>A participant of the market: its role, its API keys (their hashes only), and whether it is suspended.</summary>
/// <param name="Id">The participant.</param>
internal sealed record Participant(ParticipantId Id) : IAggregate<Participant, ParticipantCommand, ParticipantEvent>
{
    private const int HashCharacters = 64;

    /// <summary>API keys a participant may have that open something.</summary>
    public const int MostKeys = 100;

    private static readonly ImmutableSortedSet<string> NoKeys = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>What it is; null until it is admitted.</summary>
    public Role? Role { get; init; }

    /// <summary>What people call it; null until it is admitted, and after an erasure.</summary>
    public string? Name { get; init; }

    /// <summary>Hashes of its keys that open something.</summary>
    public ImmutableSortedSet<string> ApiKeys { get; init; } = NoKeys;

    /// <summary>Hashes of its keys that were revoked: never issued again.</summary>
    public ImmutableSortedSet<string> RevokedKeys { get; init; } = NoKeys;

    /// <summary>Whether its keys open nothing for the time being.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A participant nothing has happened to.</summary>
    public static Participant Empty(ParticipantId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<ParticipantEvent> Decide(ParticipantCommand command) => command switch
    {
        AdmitParticipant c => Admit(c),
        _ when Role is null =>
            Decision.Reject(new Problem("unknown-participant", $"no participant {Id} is admitted", Kind: ProblemKind.NotFound)),
        IssueApiKey c when !IsHash(c.KeyHash) => BadHash(c.KeyHash),
        IssueApiKey c => ApiKeys.Contains(c.KeyHash) || RevokedKeys.Contains(c.KeyHash)
            ? Decision.AlreadyDone
            : ApiKeys.Count >= MostKeys
            ? Decision.Reject(new Problem("too-many-keys", $"{Id} has {MostKeys} API keys: revoke one first"))
            : Decision.Emit(new ApiKeyIssued(Id, c.KeyHash, Instant.Cut(c.At))),
        RevokeApiKey c when !IsHash(c.KeyHash) => BadHash(c.KeyHash),
        RevokeApiKey c when RevokedKeys.Contains(c.KeyHash) => Decision.AlreadyDone,
        RevokeApiKey c => ApiKeys.Contains(c.KeyHash)
            ? Decision.Emit(new ApiKeyRevoked(Id, c.KeyHash, Instant.Cut(c.At)))
            : Decision.Reject(
                new Problem("unknown-api-key", $"{Id} has no API key with the hash {c.KeyHash}", "keyHash", ProblemKind.NotFound)),
        SuspendParticipant when IsSuspended => Decision.AlreadyDone,
        SuspendParticipant c when !PlainText.IsValid(c.Reason) =>
            Decision.Reject(PlainText.Problem("bad-reason", "a reason", c.Reason, "reason")),
        SuspendParticipant c => Decision.Emit(new ParticipantSuspended(Id, c.Reason, Instant.Cut(c.At))),
        ReinstateParticipant c => IsSuspended ? Decision.Emit(new ParticipantReinstated(Id, Instant.Cut(c.At))) : Decision.AlreadyDone,
        _ => throw new ArgumentException($"a participant does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op. Events without their personal units fold, too.</summary>
    public Participant Apply(ParticipantEvent @event)
    {
        var next = @event switch
        {
            ParticipantAdmitted e => this with { Role = e.Role, Name = e.Name },
            ApiKeyIssued e => this with { ApiKeys = ApiKeys.Add(e.KeyHash) },
            ApiKeyRevoked e => this with { ApiKeys = ApiKeys.Remove(e.KeyHash), RevokedKeys = RevokedKeys.Add(e.KeyHash) },
            ParticipantSuspended => this with { IsSuspended = true },
            ParticipantReinstated => this with { IsSuspended = false },
            _ => throw new UnknownEventException(nameof(Participant), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>By content.</summary>
    public bool Equals(Participant? other) => other is not null && Id == other.Id && Role == other.Role && Name == other.Name
        && IsSuspended == other.IsSuspended && RecordedAt == other.RecordedAt && ApiKeys.SetEquals(other.ApiKeys)
        && RevokedKeys.SetEquals(other.RevokedKeys);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Role, IsSuspended, ApiKeys.Count, RevokedKeys.Count);

    private Decision<ParticipantEvent> Admit(AdmitParticipant c)
    {
        if (!PlainText.IsValid(c.Name))
            return Decision.Reject(PlainText.Problem("bad-name", "a name", c.Name, "name"));
        if (!Enum.IsDefined(c.Role))
            return Decision.Reject(new Problem("unknown-role", $"{(int)c.Role} is no role", "role", ProblemKind.Invalid));
        if (Role is null)
            return Decision.Emit(new ParticipantAdmitted(Id, c.Name, c.Role, Instant.Cut(c.At)));
        return Role == c.Role && Name == c.Name ? Decision.AlreadyDone : Decision.Conflict($"participant {Id}");
    }

    private static bool IsHash(string? text) => text is { Length: HashCharacters } && text.All(char.IsAsciiHexDigitLower);

    private static Decision BadHash(string? text) => Decision.Reject(new Problem("bad-key-hash",
        $"'{text}' is not a SHA-256 as {HashCharacters} lower-case hex digits", "keyHash", ProblemKind.Invalid));
}
