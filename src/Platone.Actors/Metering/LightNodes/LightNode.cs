using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering.QuarterHours;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>
/// A light node: the measuring device at a POD. It takes every reading once, whatever order they come in, and computes each quarter hour
/// when readings have passed its end or its grace has run out (field, "Light nodes over MQTT"; architecture, "Time, money, power").
/// Everything before <see cref="ClosedThrough"/> is closed; readings from there are late and only name the quarter hours they change.
/// </summary>
/// <param name="Id">The node.</param>
internal sealed record LightNode(LightNodeId Id) : IAggregate<LightNode, LightNodeCommand, LightNodeEvent>
{
    /// <summary>How many readings a command may carry, and how many an event that readings of several commands are merged into.</summary>
    public const int MaximumReadings = 1000;

    /// <summary>At most one <see cref="ReadingsRejected"/> in this time.</summary>
    public static readonly TimeSpan RejectionInterval = TimeSpan.FromMinutes(1);

    /// <summary>The POD it measures; null until it is registered.</summary>
    public PodId? Pod { get; init; }

    /// <summary>First instant whose readings are taken.</summary>
    public DateTimeOffset ValidFrom { get; init; }

    /// <summary>The device key of its registration.</summary>
    public string? RegisteredKey { get; init; }

    /// <summary>The device key now; null if it does not sign, or must not.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Device keys that were revoked, in that order.</summary>
    public ValueList<string> RevokedKeys { get; init; }

    /// <summary>Whether its key was revoked and it was given no other yet.</summary>
    public bool IsKeyRevoked { get; init; }

    /// <summary>Keys of readings that are recorded, or refused for good and counted.</summary>
    public KeyRuns Keys { get; init; } = KeyRuns.Empty;

    /// <summary>The newest register values of its epochs.</summary>
    public RegisterMarks Registers { get; init; } = RegisterMarks.Empty;

    /// <summary>Samples of the open quarter hour, with those carried into it.</summary>
    public SampleList Samples { get; init; } = SampleList.Empty;

    /// <summary>
    /// Everything before it is closed: the start of the quarter hour of the newest reading, or later. Null until a reading came.
    /// </summary>
    public DateTimeOffset? ClosedThrough { get; init; }

    /// <summary>The quarter hour at <see cref="ClosedThrough"/>, if a reading speaks for part of it.</summary>
    public OpenQuarterHour? Open { get; init; }

    /// <summary>The set points delivered to its device that are not long over.</summary>
    public SetPointMarks SetPoints { get; init; } = SetPointMarks.Empty;

    /// <summary>When a reading last arrived; null if never.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Whether it is marked silent.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether it was taken out of service for good.</summary>
    public bool IsRetired { get; init; }

    /// <summary>When refusals were last recorded; null if never.</summary>
    public DateTimeOffset? RejectedAt { get; init; }

    /// <summary>The latest time an event folded so far was recorded at.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>The rules it decides by; configuration, not part of what is stored.</summary>
    public MeteringRules Rules { get; init; } = MeteringRules.Default;

    /// <summary>A node nothing has happened to.</summary>
    public static LightNode Empty(LightNodeId id, MeteringRules? rules = null) => new(id) { Rules = rules ?? MeteringRules.Default };

    /// <summary>What a command means now. A command that already took effect yields no events and the same reply.</summary>
    public Decision<LightNodeEvent> Decide(LightNodeCommand command) => (Pod, command) switch
    {
        (_, RetireLightNode) when IsRetired => Decision.AlreadyDone,
        _ when IsRetired => Decision.Reject(new Problem("light-node-retired", $"the light node {Id} was retired", Kind: ProblemKind.Gone)),
        (_, RegisterLightNode c) => Register(c),
        (null, _) => Decision.Reject(new Problem("unknown-light-node", $"no light node {Id} is registered", Kind: ProblemKind.NotFound)),
        ({ } pod, RecordReadings c) => Record(pod, c),
        ({ } pod, CloseOverdue c) => Close(pod, c),
        ({ } pod, CountRefusals c) => Reject(pod, c),
        ({ } pod, RetireLightNode c) => Decision.Emit(new LightNodeRetired(Id, pod, Instant.Cut(c.At))),
        ({ } pod, ChangeLightNodeKey c) => ChangeKey(pod, c),
        ({ } pod, RevokeLightNodeKey c) => RevokeKey(pod, c),
        ({ } pod, DeliverSetPoint c) => Deliver(pod, c),
        ({ } pod, AcknowledgeSetPoint c) => Acknowledge(pod, c),
        ({ } pod, MarkSilent c) => IsSilent || LastSeen is not { } seen || c.At - seen < c.Limit
            ? Decision.AlreadyDone
            : Decision.Emit(new LightNodeFellSilent(Id, pod, seen, Instant.Cut(c.At))),
        _ => throw new ArgumentException($"a light node does not know the command {command.GetType().Name}", nameof(command)),
    };

    /// <summary>Folds one event. Total: an unknown event is a bug, not a no-op. Events without their personal units fold, too.</summary>
    public LightNode Apply(LightNodeEvent @event)
    {
        var next = @event switch
        {
            ReadingsRecorded e => After(e),
            QuarterHoursClosed e => this with
            {
                ClosedThrough = Later(ClosedThrough, e.ClosedThrough),
                Open = e.Open,
                Samples = Samples.Prune(Instant.Microseconds(e.ClosedThrough)),
            },
            ReadingsRejected e => this with { Keys = Keys.With(e.Keys), RejectedAt = Later(RejectedAt, e.RecordedAt) },
            LightNodeFellSilent => this with { IsSilent = true },
            LightNodeReturned => this with { IsSilent = false },
            SetPointDelivered e => e.SetPoint is { } delivered ? this with { SetPoints = After(delivered, e.RecordedAt) } : this,
            SetPointAcknowledged e => this with { SetPoints = SetPoints.Acknowledged(e.SetPoint) },
            LightNodeRetired => this with { IsRetired = true, SetPoints = SetPointMarks.Empty },
            LightNodeRegistered e => this with
            {
                Pod = e.Pod,
                ValidFrom = e.ValidFrom,
                RegisteredKey = e.PublicKey,
                PublicKey = e.PublicKey,
            },
            LightNodeKeyChanged e => this with { PublicKey = e.PublicKey, IsKeyRevoked = false },
            LightNodeKeyRevoked e => this with
            {
                PublicKey = e.PublicKey == PublicKey ? null : PublicKey,
                IsKeyRevoked = IsKeyRevoked || e.PublicKey == PublicKey,
                RevokedKeys = e.PublicKey is { } revoked ? [.. RevokedKeys, revoked] : RevokedKeys,
            },
            _ => throw new UnknownEventException(nameof(LightNode), @event),
        };
        return @event.RecordedAt <= next.RecordedAt ? next : next with { RecordedAt = @event.RecordedAt };
    }

    /// <summary>
    /// What the reply to a command reports besides being done: of <see cref="RecordReadings"/>, and of <see cref="CountRefusals"/> with keys,
    /// a <see cref="ReadingsReport"/>, of others nothing.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="before">The state it was decided on.</param>
    /// <remarks>Called on a state after the command whose events are all durable: what it acknowledges, the device forgets.</remarks>
    public object? Report(LightNodeCommand command, LightNode before)
    {
        // A device waits for the acknowledgement of the first reading of an epoch; if that one is refused, this is what lets it go on.
        if (command is CountRefusals { Keys.IsDefaultOrEmpty: false } refusals)
            return new ReadingsReport(0, 0, [], AcknowledgedOf(refusals.Keys.Select(k => k.Epoch)));
        if (command is not RecordReadings { Readings.IsDefaultOrEmpty: false } c)
            return null;
        var intake = Intake.Of(before, c);
        return new ReadingsReport(intake.Fresh.Length, intake.AlreadyRecorded, intake.Refused,
            before.IsBadlySigned(c.Evidence) ? [] : Acknowledged(c.Readings));
    }

    /// <summary>The answer to <see cref="GetLightNode"/>.</summary>
    public LightNodeView View() => new(Id, Pod is not null && !IsRetired, Pod, PublicKey, IsKeyRevoked);

    /// <summary>Whether enough time has passed since refusals were last recorded to record others.</summary>
    /// <param name="at">Now.</param>
    public bool MayRecordRefusals(DateTimeOffset at) => RejectedAt is not { } last || at - last >= RejectionInterval;

    /// <summary>
    /// One event in place of two adjacent ones, so that readings which arrived while a write was in flight go out as one; null if the two
    /// do not merge. Folding it gives the same state as folding both.
    /// </summary>
    public static LightNodeEvent? Merge(LightNodeEvent earlier, LightNodeEvent later)
    {
        if (earlier is not ReadingsRecorded a || later is not ReadingsRecorded b || a.Id != b.Id || a.Pod != b.Pod
            || a.Readings.Length + b.Readings.Length > MaximumReadings)
        {
            return null;
        }
        return b with
        {
            Readings = a.Readings.AddRange(b.Readings),
            Keys = KeyRuns.Normalize([.. a.Keys, .. b.Keys]),
            Closed = a.Closed.AddRange(b.Closed),
            Late = a.Late.IsEmpty ? b.Late : b.Late.IsEmpty ? a.Late : [.. a.Late.Union(b.Late).Order()],
            Evidence = a.Evidence.AddRange(b.Evidence),
            RecordedAt = a.RecordedAt > b.RecordedAt ? a.RecordedAt : b.RecordedAt,
        };
    }

    /// <summary>Whether the node has a key and this is not evidence under it, or its key was revoked.</summary>
    internal bool IsBadlySigned(SignedEvidence? evidence) =>
        IsKeyRevoked || (PublicKey is { } key && !string.Equals(evidence?.PublicKey, key, StringComparison.OrdinalIgnoreCase));

    private Decision<LightNodeEvent> Register(RegisterLightNode c)
    {
        if (DeviceKey.Check(c.PublicKey) is { } problem)
            return Decision.Reject(problem);
        var (validFrom, key) = (Instant.Cut(c.ValidFrom), DeviceKey.Normalize(c.PublicKey));
        if (Pod is null)
            return Decision.Emit(new LightNodeRegistered(Id, c.Pod, validFrom, key, Instant.Cut(c.At)));
        return Pod == c.Pod && ValidFrom == validFrom && RegisteredKey == key
            ? Decision.AlreadyDone
            : Decision.Conflict($"light node {Id}");
    }

    private Decision<LightNodeEvent> ChangeKey(PodId pod, ChangeLightNodeKey c)
    {
        if (DeviceKey.Check(c.PublicKey) is { } problem)
            return Decision.Reject(problem);
        var key = DeviceKey.Normalize(c.PublicKey);
        if (key is not null && RevokedKeys.Contains(key))
            return Decision.Reject("key-revoked", $"the key {key} was revoked: the device needs another", "publicKey");
        return key == PublicKey && !IsKeyRevoked
            ? Decision.AlreadyDone
            : Decision.Emit(new LightNodeKeyChanged(Id, pod, key, Instant.Cut(c.At)));
    }

    private Decision<LightNodeEvent> RevokeKey(PodId pod, RevokeLightNodeKey c)
    {
        if (DeviceKey.Check(c.PublicKey) is { } problem)
            return Decision.Reject(problem);
        if ((DeviceKey.Normalize(c.PublicKey) ?? PublicKey) is { } key)
        {
            return RevokedKeys.Contains(key)
                ? Decision.AlreadyDone
                : Decision.Emit(new LightNodeKeyRevoked(Id, pod, key, Instant.Cut(c.At)));
        }
        return IsKeyRevoked
            ? Decision.AlreadyDone
            : Decision.Reject(new Problem("no-device-key", $"the light node {Id} has no key", "publicKey", ProblemKind.NotFound));
    }

    private Decision<LightNodeEvent> Record(PodId pod, RecordReadings c)
    {
        if (c.Readings.IsDefaultOrEmpty || c.Readings.Length > MaximumReadings)
        {
            var count = c.Readings.IsDefault ? 0 : c.Readings.Length;
            return Decision.Reject(
                new Problem("reading-count", $"{count} readings are not 1 to {MaximumReadings}", "readings", ProblemKind.Invalid));
        }
        var intake = Intake.Of(this, c);
        if (intake.Fresh.IsEmpty)
            return Decision.AlreadyDone;
        var at = Instant.Cut(c.At);
        var passage = Passage.Of(this, intake.Fresh, at);
        var recorded = new ReadingsRecorded(Id, pod, intake.Fresh, intake.Keys, passage.Closed, passage.Late,
            PublicKey is not null && c.Evidence is { } evidence ? [evidence] : [], at)
        {
            Open = passage.Open,
        };
        return IsSilent ? Decision.Emit(new LightNodeReturned(Id, pod, at), recorded) : Decision.Emit(recorded);
    }

    private Decision<LightNodeEvent> Close(PodId pod, CloseOverdue c)
    {
        var closed = ImmutableArray.CreateBuilder<MeasuredQuarterHour>();
        var (open, through) = (Open, (DateTimeOffset?)null);
        while (open is { } current && IsOverdue(current, c.At))
        {
            if (QuarterHourEnergy.Compute(current.QuarterHour, Samples.Span, QuarterHourQuality.GraceExpired) is { } measured)
                closed.Add(measured);
            through = current.QuarterHour.End;
            open = Passage.IsHeldInto(current.QuarterHour.Next, Samples.Span)
                ? new OpenQuarterHour(current.QuarterHour.Next, LastSeen ?? current.FirstArrival)
                : null;
        }
        return through is { } end
            ? Decision.Emit(new QuarterHoursClosed(Id, pod, closed.DrainToImmutable(), end, Instant.Cut(c.At)) { Open = open })
            : Decision.AlreadyDone;
    }

    private bool IsOverdue(OpenQuarterHour open, DateTimeOffset at) => Later(open.QuarterHour.End, open.FirstArrival) + Rules.Grace <= at;

    // The same command again carries the same time, which is why a time not after the last one has no effect.
    private Decision<LightNodeEvent> Reject(PodId pod, CountRefusals c)
    {
        var at = Instant.Cut(c.At);
        var refusals = c.Refusals.IsDefault ? [] : c.Refusals.Where(r => r.Count > 0).GroupBy(r => r.Reason, r => r.Count)
            .OrderBy(g => g.Key).Select(g => new RefusalCount(g.Key, g.Sum())).ToImmutableArray();
        return refusals.IsEmpty || at <= RejectedAt
            ? Decision.AlreadyDone
            : Decision.Emit(new ReadingsRejected(Id, pod, refusals, Bounded(c.Keys), at));
    }

    // Only what the run set has room for: the rest stays unacknowledged and is refused again when it comes again.
    private ImmutableArray<KeyRange> Bounded(ImmutableArray<KeyRange> keys)
    {
        if (keys.IsDefaultOrEmpty)
            return [];
        var taken = new List<KeyRange>(keys.Length);
        var more = new Dictionary<int, int>();
        foreach (var range in KeyRuns.Normalize([.. keys.Where(k => k.Epoch >= 0 && k.First >= 0 && k.Last >= k.First)]))
        {
            var runs = more.GetValueOrDefault(range.Epoch) + 1;
            if (Keys.IsTooOld(range.Epoch) || Keys.RunsOf(range.Epoch) + runs > KeyRuns.MaximumRuns)
                continue;
            more[range.Epoch] = runs;
            taken.Add(range);
        }
        return [.. taken];
    }

    private Decision<LightNodeEvent> Deliver(PodId pod, DeliverSetPoint c)
    {
        if (Metering.SetPoints.ProblemOf(c.SetPoint) is { } problem)
            return Decision.Reject(problem);
        if (SetPoints.Find(c.SetPoint.Id) is not null)
            return Decision.AlreadyDone;
        var (setPoint, at) = (Metering.SetPoints.Cut(c.SetPoint), Instant.Cut(c.At));
        if (setPoint.ValidUntil <= HorizonAt(at))
            return Decision.Reject("set-point-over", $"the set point {setPoint.Id} ended at {setPoint.ValidUntil:O}, too long ago");
        return After(setPoint, at).All.Count > SetPointMarks.Maximum
            ? Decision.Reject("too-many-set-points", $"the node has {SetPointMarks.Maximum} set points that are not over")
            : Decision.Emit(new SetPointDelivered(Id, pod, setPoint, at));
    }

    private Decision<LightNodeEvent> Acknowledge(PodId pod, AcknowledgeSetPoint c) => SetPoints.Find(c.SetPoint) switch
    {
        null => Decision.Reject(
            new Problem("unknown-set-point", "no set point of this id was delivered to the light node", "id", ProblemKind.NotFound)),
        { IsAcknowledged: true } => Decision.AlreadyDone,
        _ => Decision.Emit(new SetPointAcknowledged(Id, pod, c.SetPoint, c.MeasuredW, Instant.Cut(c.At))),
    };

    private DateTimeOffset HorizonAt(DateTimeOffset at) => Metering.SetPoints.Horizon(Metering.SetPoints.Later(RecordedAt, at));

    private SetPointMarks After(SetPoint delivered, DateTimeOffset at) =>
        SetPoints.With(delivered.Id, new SetPointMark(delivered.ValidUntil, false)).EndingAfter(HorizonAt(at));

    private LightNode After(ReadingsRecorded e)
    {
        var through = e.Open is { } open ? Later(ClosedThrough, open.QuarterHour.Start) : ClosedThrough;
        var samples = Samples;
        if (through is { } boundary)
        {
            var start = Instant.Microseconds(boundary);
            samples = samples.With(e.Readings, start - QuarterHourEnergy.MaximumHold).Prune(start);
        }
        return this with
        {
            Keys = Keys.With(e.Keys),
            Registers = Registers.With(e.Readings),
            Samples = samples,
            ClosedThrough = through,
            Open = e.Open,
            LastSeen = Later(LastSeen, e.RecordedAt),
            RecordedAt = RecordedAt > e.RecordedAt ? RecordedAt : e.RecordedAt,
        };
    }

    private ImmutableArray<Acknowledgement> Acknowledged(ImmutableArray<Reading> readings)
    {
        var first = readings[0].Epoch;
        foreach (var reading in readings)
        {
            if (reading.Epoch != first)
            {
                return AcknowledgedOf(readings.Select(r => r.Epoch));
            }
        }
        return Keys.AcknowledgedUpTo(first) is { } upTo ? [new Acknowledgement(first, upTo)] : [];
    }

    private ImmutableArray<Acknowledgement> AcknowledgedOf(IEnumerable<int> epochs) => [.. epochs.Distinct().Order()
        .Select(e => (Epoch: e, UpTo: Keys.AcknowledgedUpTo(e))).Where(a => a.UpTo is not null)
        .Select(a => new Acknowledgement(a.Epoch, a.UpTo!.Value))];

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset other) => known is { } k && k > other ? k : other;
}
