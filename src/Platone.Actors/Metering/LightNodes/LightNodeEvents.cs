using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>What can happen to a light node.</summary>
/// <param name="Id">The node.</param>
/// <param name="RecordedAt">When, UTC.</param>
public abstract record LightNodeEvent(LightNodeId Id, DateTimeOffset RecordedAt) : IDomainEvent;

/// <summary>The node was registered at a POD.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures; its month keys seal the node's readings.</param>
/// <param name="ValidFrom">First instant whose readings are taken.</param>
/// <param name="PublicKey">secp256k1, compressed, hex; null if it does not sign, and after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LightNodeRegistered(LightNodeId Id, PodId Pod, DateTimeOffset ValidFrom, string? PublicKey, DateTimeOffset RecordedAt)
    : LightNodeEvent(Id, RecordedAt);

/// <summary>The node's device key changed.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="PublicKey">The new key, or null for none, and after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LightNodeKeyChanged(LightNodeId Id, PodId Pod, string? PublicKey, DateTimeOffset RecordedAt)
    : LightNodeEvent(Id, RecordedAt);

/// <summary>
/// A device key was revoked: if it is the node's, the node is without one until it gets another, and none of its readings is taken.
/// </summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="PublicKey">The key; null after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LightNodeKeyRevoked(LightNodeId Id, PodId Pod, string? PublicKey, DateTimeOffset RecordedAt)
    : LightNodeEvent(Id, RecordedAt);

/// <summary>
/// Readings were recorded, and with them what they completed: the quarter hours they closed, and closed ones they came too late for
/// (a process manager has those corrected). Readings that arrived while a write was in flight go out as one event.
/// </summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="Readings">New ones only, in the order they arrived. Empty after an erasure.</param>
/// <param name="Keys">The (epoch, seq) keys of the readings, in the clear, so that an erased node still refuses duplicates.</param>
/// <param name="Closed">Quarter hours that are complete with these readings, in order. Empty after an erasure.</param>
/// <param name="Late">Quarter hours closed before, which these readings change.</param>
/// <param name="Evidence">Signed bytes the readings came in, where the node signs. Empty after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ReadingsRecorded(LightNodeId Id, PodId Pod, ImmutableArray<Reading> Readings, ImmutableArray<KeyRange> Keys,
    ImmutableArray<MeasuredQuarterHour> Closed, ImmutableArray<QuarterHour> Late, ImmutableArray<SignedEvidence> Evidence,
    DateTimeOffset RecordedAt) : LightNodeEvent(Id, RecordedAt)
{
    /// <summary>The quarter hour that is open after these readings; null if none is (they all came too late). In the clear.</summary>
    public OpenQuarterHour? Open { get; init; }

    /// <summary>By content.</summary>
    public bool Equals(ReadingsRecorded? other) => other is not null && base.Equals(other) && Pod == other.Pod && Open == other.Open
        && Readings.SequenceEqual(other.Readings) && Keys.SequenceEqual(other.Keys) && Closed.SequenceEqual(other.Closed)
        && Late.SequenceEqual(other.Late) && Evidence.SequenceEqual(other.Evidence);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Pod, Readings.Length, Closed.Length);
}

/// <summary>Quarter hours were closed because their grace ran out.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="Closed">In order. Empty after an erasure.</param>
/// <param name="ClosedThrough">End of the last of them: readings before it are late from now on.</param>
/// <param name="RecordedAt">When.</param>
public sealed record QuarterHoursClosed(LightNodeId Id, PodId Pod, ImmutableArray<MeasuredQuarterHour> Closed,
    DateTimeOffset ClosedThrough, DateTimeOffset RecordedAt) : LightNodeEvent(Id, RecordedAt)
{
    /// <summary>The quarter hour that is open now because the last power read reaches into it; null if none is. In the clear.</summary>
    public OpenQuarterHour? Open { get; init; }

    /// <summary>By content.</summary>
    public bool Equals(QuarterHoursClosed? other) => other is not null && base.Equals(other) && Pod == other.Pod
        && ClosedThrough == other.ClosedThrough && Open == other.Open && Closed.SequenceEqual(other.Closed);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Pod, ClosedThrough, Closed.Length);
}

/// <summary>
/// What was refused at the node since the last such event; at most one a minute, so that a stranger cannot grow the journal.
/// </summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="Refusals">Reasons and counts, by reason.</param>
/// <param name="Keys">Keys of readings refused for good: acknowledged from now on like recorded ones.</param>
/// <param name="RecordedAt">When.</param>
public sealed record ReadingsRejected(LightNodeId Id, PodId Pod, ImmutableArray<RefusalCount> Refusals, ImmutableArray<KeyRange> Keys,
    DateTimeOffset RecordedAt) : LightNodeEvent(Id, RecordedAt)
{
    /// <summary>By content.</summary>
    public bool Equals(ReadingsRejected? other) => other is not null && base.Equals(other) && Pod == other.Pod
        && Refusals.SequenceEqual(other.Refusals) && Keys.SequenceEqual(other.Keys);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Pod, Refusals.Length, Keys.Length);
}

/// <summary>No reading came for longer than the limit.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="LastSeen">When the last reading arrived.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LightNodeFellSilent(LightNodeId Id, PodId Pod, DateTimeOffset LastSeen, DateTimeOffset RecordedAt)
    : LightNodeEvent(Id, RecordedAt);

/// <summary>A silent node sent a reading again.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LightNodeReturned(LightNodeId Id, PodId Pod, DateTimeOffset RecordedAt) : LightNodeEvent(Id, RecordedAt);

/// <summary>The quarter hour a node is measuring: closed when readings pass its end, or its grace runs out.</summary>
/// <param name="QuarterHour">Which.</param>
/// <param name="FirstArrival">
/// When the first reading that speaks for part of it arrived: its grace counts from here, or from its end if that is later.
/// </param>
public readonly record struct OpenQuarterHour(QuarterHour QuarterHour, DateTimeOffset FirstArrival);

/// <summary>The node was taken out of service for good.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measured.</param>
/// <param name="RecordedAt">When.</param>
public sealed record LightNodeRetired(LightNodeId Id, PodId Pod, DateTimeOffset RecordedAt) : LightNodeEvent(Id, RecordedAt);

/// <summary>A run of reading keys of one epoch.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="First">First seq.</param>
/// <param name="Last">Last seq, included.</param>
public readonly record struct KeyRange(int Epoch, long First, long Last);

/// <summary>How many readings or messages were refused for one reason.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Count">How many.</param>
public readonly record struct RefusalCount(RefusalReason Reason, long Count);

/// <summary>
/// Why a message or reading of a known node was refused (field, table of inputs). The numbers are stored: never change one.
/// </summary>
public enum RefusalReason
{
    /// <summary>Not the JSON it should be.</summary>
    Malformed = 1,

    /// <summary>Measured more than 60 s in the future.</summary>
    TimeInFuture = 2,

    /// <summary>Measured before the registration is valid.</summary>
    BeforeValidFrom = 3,

    /// <summary>A keyed node sent it without a signature, or a wrong one; or the node's key was revoked.</summary>
    BadSignature = 4,

    /// <summary>More than the node's token bucket allows; the device sends it again.</summary>
    OverRate = 5,

    /// <summary>An epoch older than the node keeps track of.</summary>
    EpochTooOld = 6,

    /// <summary>Its register values cannot be (negative).</summary>
    NegativeRegister = 7,

    /// <summary>
    /// It would leave more gaps in its epoch than the node keeps track of; the device sends it again once it has filled some.
    /// </summary>
    TooManyGaps = 8,

    /// <summary>It acknowledges a set point that was never delivered to the node.</summary>
    UnknownSetPoint = 9,
}

/// <summary>A set point was handed to the broker for the device.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="SetPoint">The set point; null after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SetPointDelivered(LightNodeId Id, PodId Pod, SetPoint? SetPoint, DateTimeOffset RecordedAt) : LightNodeEvent(Id, RecordedAt);

/// <summary>The device acknowledged a set point.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="SetPoint">Id of the set point.</param>
/// <param name="MeasuredW">Power at the POD when it acknowledged, W; null if it did not say, or after an erasure.</param>
/// <param name="RecordedAt">When.</param>
public sealed record SetPointAcknowledged(LightNodeId Id, PodId Pod, string SetPoint, long? MeasuredW, DateTimeOffset RecordedAt)
    : LightNodeEvent(Id, RecordedAt);
