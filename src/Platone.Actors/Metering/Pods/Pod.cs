using System.Collections.Immutable;
using Platone.Actors.Kernel;
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

    /// <summary>The baselines that are in force.</summary>
    public ValueList<BaselineMark> Baselines { get; init; }

    /// <summary>What of its flexibility is promised.</summary>
    public Reservations Reservations { get; init; } = Reservations.Empty;

    /// <summary>The events whose set points were scheduled.</summary>
    public Causes Scheduled { get; init; } = Causes.Empty;

    /// <summary>What its owner signed last for the registry; null if nobody did, or it was revoked.</summary>
    public OwnerLink? Link { get; init; }

    /// <summary>The nonces its links were signed with.</summary>
    public ValueList<SignedNonce> SignedNonces { get; init; }

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
        // Its link ends with it, on the chain too: what that needs is in the event, under keys that are still there.
        ErasePod c when Link is { } link =>
            Decision.Emit(new OwnerRevoked(Id, link, Instant.Cut(c.At)), new PodErased(Id, Instant.Cut(c.At))),
        ErasePod c => Decision.Emit(new PodErased(Id, Instant.Cut(c.At))),
        MeterQuarterHours c => IsDone(Metered, c.Cause, c.QuarterHours)
            ? Decision.AlreadyDone
            : Decision.Emit(c.QuarterHours.Select(q => new QuarterHourMetered(Id, q, c.Cause, Instant.Cut(c.At)))),
        CorrectQuarterHours c => IsDone(Corrected, c.Cause, c.QuarterHours)
            ? Decision.AlreadyDone
            : Decision.Emit(c.QuarterHours.Select(q => new QuarterHourCorrected(Id, q, c.Cause, Instant.Cut(c.At)))),
        SetBaseline c => Set(c),
        ReserveFlexibility c => Reserve(c),
        ScheduleSetPoints c => Schedule(c),
        LinkOwner c => LinkTo(c),
        RevokeOwner when Link is null => Decision.AlreadyDone,
        RevokeOwner c => Decision.Emit(new OwnerRevoked(Id, Link, Instant.Cut(c.At))),
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
            BaselineSet e => e.Baseline is { } baseline ? this with { Baselines = Baselines.With(BaselineMark.Of(baseline)) } : this,
            FlexibilityReserved e => e.Reservation is { } reservation
                ? this with { Reservations = Reservations.With(reservation).EndingAfter(HorizonAt(e.RecordedAt)) }
                : this,
            SetPointScheduled e => this with { Scheduled = After(e) },
            OwnerLinked e => this with { Link = e.Link, SignedNonces = With(e.Link) },
            OwnerRevoked => this with { Link = null },
            PodErased => this with
            {
                IsErased = true,
                Registration = null,
                Baselines = [],
                Reservations = Reservations.Empty,
                Scheduled = Causes.Empty,
                Link = null,
                SignedNonces = [],
            },
            _ => throw new UnknownEventException(nameof(Pod), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>The answer to <see cref="GetPodOwner"/>.</summary>
    public PodOwnerView OwnerView() => new(Id, IsRegistered && !IsErased, Link);

    /// <summary>By content.</summary>
    public bool Equals(Pod? other) => other is not null && Id == other.Id && IsRegistered == other.IsRegistered
        && Registration == other.Registration && IsErased == other.IsErased && RecordedAt == other.RecordedAt
        && Metered.SequenceEqual(other.Metered) && Corrected.SequenceEqual(other.Corrected) && Baselines == other.Baselines
        && Reservations.Equals(other.Reservations) && Scheduled.Equals(other.Scheduled) && Link == other.Link
        && SignedNonces == other.SignedNonces;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Registration, IsErased, Metered.Count, Corrected.Count);

    private static bool IsDone(ImmutableSortedDictionary<string, long> causes, EventId cause,
        ImmutableArray<MeasuredQuarterHour> quarterHours) =>
        quarterHours.IsDefaultOrEmpty || (causes.TryGetValue(cause.PersistenceId, out var last) && cause.SequenceNr <= last);

    private DateTimeOffset HorizonAt(DateTimeOffset at) => SetPoints.Horizon(SetPoints.Later(RecordedAt, at));

    // At least as long as its events are the latest there are, so that the same command again is known for a while whatever its set points say.
    private Causes After(SetPointScheduled e) => Scheduled.With(e.Cause,
        SetPoints.Later(e.SetPoint?.ValidUntil ?? e.RecordedAt, SetPoints.Later(RecordedAt, e.RecordedAt))).EndingAfter(HorizonAt(e.RecordedAt));

    private Decision<PodEvent> Set(SetBaseline c)
    {
        if (Schedules.ProblemOf(c.Baseline.First, c.Baseline.Power) is { } problem)
            return Decision.Reject(problem);
        return Baselines.Contains(BaselineMark.Of(c.Baseline))
            ? Decision.AlreadyDone
            : Decision.Emit(new BaselineSet(Id, c.Baseline, Instant.Cut(c.At)));
    }

    private Decision<PodEvent> Reserve(ReserveFlexibility c)
    {
        var (wanted, at) = (c.Reservation, Instant.Cut(c.At));
        if (Reservations.ProblemOf(wanted) is { } problem)
            return Decision.Reject(problem);
        var known = Reservations.Find(wanted.Id);
        if (known == wanted || (known is null && wanted.Power.IsZero))
            return Decision.AlreadyDone;
        if (!wanted.Power.IsZero && Schedules.End(wanted.First, wanted.Power) is var end && end <= HorizonAt(at))
            return Decision.Reject("reservation-over", $"the reservation {wanted.Id} ended at {end:O}, too long ago");
        return Reservations.Overbooking(wanted, Registration?.ConnectionW ?? 0) is { } overbooked
            ? Decision.Reject(overbooked)
            : Decision.Emit(new FlexibilityReserved(Id, wanted, at));
    }

    private Decision<PodEvent> Schedule(ScheduleSetPoints c)
    {
        if (c.SetPoints.IsEmpty || Scheduled.Has(c.Cause))
            return Decision.AlreadyDone;
        if (c.SetPoints.Count > SetPoints.MaximumOfACommand)
        {
            return Decision.Reject(new Problem("set-point-count",
                $"{c.SetPoints.Count} set points are more than {SetPoints.MaximumOfACommand}", "setPoints", ProblemKind.Invalid));
        }
        for (var i = 0; i < c.SetPoints.Count; i++)
        {
            if (SetPoints.ProblemOf(c.SetPoints[i], $"setPoints[{i}].") is { } problem)
                return Decision.Reject(problem);
        }
        var at = Instant.Cut(c.At);
        var end = c.SetPoints.Max(s => s.ValidUntil);
        return end <= HorizonAt(at)
            ? Decision.Reject("set-point-over", $"the last of the set points of {c.Cause} ended at {end:O}, too long ago")
            : Decision.Emit(c.SetPoints.Select(s => new SetPointScheduled(Id, SetPoints.Cut(s), c.Cause, at)));
    }

    private Decision<PodEvent> LinkTo(LinkOwner c)
    {
        if (Link == c.Link)
            return Decision.AlreadyDone;
        if (OwnerLink.ProblemOf(c.Link) is { } problem)
            return Decision.Reject(problem);
        if (c.Link.IsOver(c.At))
            return Decision.Reject("link-over", $"the signature was good until second {c.Link.Deadline}", "deadline");
        // On the chain the two could not be told apart. One that the registry gave up is none.
        return SignedNonces.FirstOrDefault(c.Link.IsOfNonce) is { } before && before.Times > c.GivenUp
            ? Decision.Reject("nonce-signed",
                $"a link with nonce {c.Link.Nonce} was recorded before, and the registry has not given it up: the owner signs with the next", "nonce")
            : Decision.Emit(new OwnerLinked(Id, c.Link, Instant.Cut(c.At)));
    }

    private ValueList<SignedNonce> With(OwnerLink? link)
    {
        if (link is null)
            return SignedNonces;
        var times = SignedNonces.FirstOrDefault(link.IsOfNonce)?.Times ?? 0;
        return [.. SignedNonces.Where(n => !link.IsOfNonce(n)), new SignedNonce(link.Registry, link.Owner, link.Nonce, times + 1)];
    }

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
