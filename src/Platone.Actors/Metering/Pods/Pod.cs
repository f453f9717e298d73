using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering.Pods;

/// <summary>
/// A point of delivery: what is known of it, and the record of its metered quarter hours. Their values are in its events and the read
/// models; here is only what its decisions need.
/// </summary>
/// <param name="Id">The POD.</param>
internal sealed record Pod(PodId Id) : IAggregate<Pod, PodCommand, PodEvent>
{
    private static readonly ImmutableSortedDictionary<string, long> NoCauses =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>Whether it was ever registered.</summary>
    public bool IsRegistered { get; init; }

    /// <summary>Its particulars; null until it is registered, and once it is erased.</summary>
    public PodRegistration? Registration { get; init; }

    /// <summary>Whether it was erased.</summary>
    public bool IsErased { get; init; }

    /// <summary>Per source stream, the last event whose quarter hours were metered.</summary>
    public ImmutableSortedDictionary<string, long> Metered { get; init; } = NoCauses;

    /// <summary>
    /// Per source stream, the last event whose late readings were corrected for; apart, because another process manager sends these.
    /// </summary>
    public ImmutableSortedDictionary<string, long> Corrected { get; init; } = NoCauses;

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>A POD nothing has happened to.</summary>
    public static Pod Empty(PodId id) => new(id);

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<PodEvent> Decide(PodCommand command) => command switch
    {
        ErasePod when IsErased => Decision.AlreadyDone,
        _ when IsErased => Decision.Reject(new Problem("pod-erased", $"the POD {Id} was erased", Kind: ProblemKind.Gone)),
        RegisterPod c => Register(c),
        _ when !IsRegistered => Decision.Reject(new Problem("unknown-pod", $"no POD {Id} is registered", Kind: ProblemKind.NotFound)),
        ErasePod c => Decision.Emit(new PodErased(Id, Instant.Cut(c.At))),
        MeterQuarterHours c => IsDone(Metered, c.Cause, c.QuarterHours)
            ? Decision.AlreadyDone
            : Decision.Emit(c.QuarterHours.Select(q => new QuarterHourMetered(Id, q, c.Cause, Instant.Cut(c.At)))),
        CorrectQuarterHours c => IsDone(Corrected, c.Cause, c.QuarterHours)
            ? Decision.AlreadyDone
            : Decision.Emit(c.QuarterHours.Select(q => new QuarterHourCorrected(Id, q, c.Cause, Instant.Cut(c.At)))),
        _ => throw new ArgumentException($"a POD does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op. Events without their personal units fold, too.</summary>
    public Pod Apply(PodEvent @event)
    {
        var next = @event switch
        {
            QuarterHourMetered e => this with { Metered = Metered.SetItem(e.Cause.PersistenceId, e.Cause.SequenceNr) },
            QuarterHourCorrected e => this with { Corrected = Corrected.SetItem(e.Cause.PersistenceId, e.Cause.SequenceNr) },
            PodRegistered e => this with { IsRegistered = true, Registration = e.Registration },
            PodErased => this with { IsErased = true, Registration = null },
            _ => throw new UnknownEventException(nameof(Pod), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>By content.</summary>
    public bool Equals(Pod? other) => other is not null && Id == other.Id && IsRegistered == other.IsRegistered
        && Registration == other.Registration && IsErased == other.IsErased && RecordedAt == other.RecordedAt
        && Metered.SequenceEqual(other.Metered) && Corrected.SequenceEqual(other.Corrected);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Registration, IsErased, Metered.Count, Corrected.Count);

    private static bool IsDone(ImmutableSortedDictionary<string, long> causes, EventId cause,
        ImmutableArray<MeasuredQuarterHour> quarterHours) =>
        quarterHours.IsDefaultOrEmpty || (causes.TryGetValue(cause.PersistenceId, out var last) && cause.SequenceNr <= last);

    private Decision<PodEvent> Register(RegisterPod c)
    {
        if (Problem(c.Registration) is { } problem)
            return Decision.Reject(problem);
        var registration = c.Registration with { ValidFrom = Instant.Cut(c.Registration.ValidFrom) };
        if (!IsRegistered)
            return Decision.Emit(new PodRegistered(Id, registration, Instant.Cut(c.At)));
        return Registration == registration ? Decision.AlreadyDone : Decision.Conflict($"POD {Id}");
    }

    private static Problem? Problem(PodRegistration registration)
    {
        if (!PlainText.IsValid(registration.Bus))
            return PlainText.Problem("bad-bus", "a bus name", registration.Bus, "bus");
        if (!IsZone(registration.TimeZone))
        {
            return new Problem("unknown-time-zone", $"'{registration.TimeZone}' is not the IANA name of a time zone", "timeZone",
                ProblemKind.Invalid);
        }
        return registration.ConnectionW > 0
            ? null
            : new Problem("bad-connection-power", $"{registration.ConnectionW} W is not more than 0", "connectionW", ProblemKind.Invalid);
    }

    // On most systems a zone's name is also the path of a file: nothing but the characters of IANA names gets that far.
    private static bool IsZone(string? name) => name is { Length: > 0 and <= 64 } && char.IsAsciiLetter(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId;
}
