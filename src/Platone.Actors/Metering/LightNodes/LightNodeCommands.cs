using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>What a light node can be asked to do.</summary>
/// <param name="Id">The node.</param>
/// <param name="At">When the command was given, UTC.</param>
public abstract record LightNodeCommand(LightNodeId Id, DateTimeOffset At) : ICommand
{
    /// <summary>The shard type, and the first part of the persistence id.</summary>
    public const string EntityKind = "light-node";

    /// <inheritdoc/>
    public string Kind => EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>Registers the node at a POD. The same registration again has no effect; another POD is a conflict.</summary>
/// <param name="Id">The node.</param>
/// <param name="Pod">The POD it measures.</param>
/// <param name="ValidFrom">First instant whose readings are taken; may lie in the past, for history.</param>
/// <param name="PublicKey">The device's secp256k1 key, compressed (33 bytes, hex); null for a node that does not sign.</param>
/// <param name="At">When.</param>
public sealed record RegisterLightNode(LightNodeId Id, PodId Pod, DateTimeOffset ValidFrom, string? PublicKey, DateTimeOffset At)
    : LightNodeCommand(Id, At);

/// <summary>Gives the node a new device key, or none.</summary>
/// <param name="Id">The node.</param>
/// <param name="PublicKey">secp256k1, compressed (33 bytes, hex), or null.</param>
/// <param name="At">When.</param>
public sealed record ChangeLightNodeKey(LightNodeId Id, string? PublicKey, DateTimeOffset At) : LightNodeCommand(Id, At);

/// <summary>
/// Revokes a device key, because it is lost or somebody else may have it: nothing signed with it is taken from now on, and the node never
/// gets it again. Where it is the node's own, nothing is taken at all until the node is given another key. Repeatable.
/// </summary>
/// <param name="Id">The node.</param>
/// <param name="PublicKey">secp256k1, compressed (33 bytes, hex); null for the one the node has.</param>
/// <param name="At">When.</param>
public sealed record RevokeLightNodeKey(LightNodeId Id, string? PublicKey, DateTimeOffset At) : LightNodeCommand(Id, At);

/// <summary>
/// Records readings that a gateway decoded. Each reading is taken or refused for itself; the report
/// (<see cref="ReadingsReport"/>) says what became of them and carries the acknowledgement for the device.
/// </summary>
/// <param name="Id">The node.</param>
/// <param name="Readings">1 to 1,000.</param>
/// <param name="Evidence">The signed bytes they came in, with a signature the gateway has verified; null if unsigned.</param>
/// <param name="At">When the gateway got them.</param>
public sealed record RecordReadings(LightNodeId Id, ImmutableArray<Reading> Readings, SignedEvidence? Evidence, DateTimeOffset At)
    : LightNodeCommand(Id, At);

/// <summary>
/// Records refusals now, as one <see cref="ReadingsRejected"/>: what a gateway refused before it became readings (malformed, bad signature,
/// over the token bucket), and what the node itself refused. Both are gathered in a <c>Refusals</c> first and sent at most
/// once a minute, so that a stranger cannot grow the journal.
/// </summary>
/// <param name="Id">The node.</param>
/// <param name="Refusals">Reason and how many.</param>
/// <param name="At">When they were flushed.</param>
public sealed record CountRefusals(LightNodeId Id, ImmutableArray<RefusalCount> Refusals, DateTimeOffset At) : LightNodeCommand(Id, At)
{
    /// <summary>
    /// Keys of readings refused for good, which may be acknowledged once this is durable. Known only where decoding got that far.
    /// </summary>
    public ImmutableArray<KeyRange> Keys { get; init; } = [];
}

/// <summary>Closes the quarter hours whose grace has run out, and records refusals that still wait for their event.</summary>
/// <param name="Id">The node.</param>
/// <param name="At">Now, by the metering clock.</param>
public sealed record CloseOverdue(LightNodeId Id, DateTimeOffset At) : LightNodeCommand(Id, At);

/// <summary>Marks the node silent. No effect if a reading arrived within <paramref name="Limit"/> before <paramref name="At"/>.</summary>
/// <param name="Id">The node.</param>
/// <param name="Limit">How long it must have been quiet.</param>
/// <param name="At">Now, by the metering clock.</param>
public sealed record MarkSilent(LightNodeId Id, TimeSpan Limit, DateTimeOffset At) : LightNodeCommand(Id, At);

/// <summary>Takes the node out of service for good: its POD is being erased. Repeatable; everything else is refused from then on.</summary>
/// <param name="Id">The node.</param>
/// <param name="At">When.</param>
public sealed record RetireLightNode(LightNodeId Id, DateTimeOffset At) : LightNodeCommand(Id, At);

/// <summary>The bytes a keyed node signed and the signature; both are kept in the event (field, signed envelope).</summary>
/// <param name="Data">The exact signed bytes (the JSON).</param>
/// <param name="Signature">secp256k1 over SHA-256 of them: r || s, 64 bytes.</param>
/// <param name="PublicKey">The key it was verified with, compressed, hex.</param>
public sealed record SignedEvidence(ImmutableArray<byte> Data, ImmutableArray<byte> Signature, string PublicKey)
{
    /// <summary>By content: both byte strings and the key.</summary>
    public bool Equals(SignedEvidence? other) => other is not null && PublicKey == other.PublicKey
        && Data.AsSpan().SequenceEqual(other.Data.AsSpan()) && Signature.AsSpan().SequenceEqual(other.Signature.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PublicKey, Data.Length, Signature.Length > 0 ? Signature[0] : 0);
}

/// <summary>Records that a set point was handed to the broker for the device. The same id again has no effect.</summary>
/// <param name="Id">The node.</param>
/// <param name="SetPoint">The set point.</param>
/// <param name="At">When.</param>
public sealed record DeliverSetPoint(LightNodeId Id, SetPoint SetPoint, DateTimeOffset At) : LightNodeCommand(Id, At);

/// <summary>Records the device's acknowledgement of a set point. The same id again has no effect; one that was never delivered is refused.</summary>
/// <param name="Id">The node.</param>
/// <param name="SetPoint">Id of the set point.</param>
/// <param name="MeasuredW">Power at the POD when the device acknowledged, W; null if it did not say.</param>
/// <param name="At">When.</param>
public sealed record AcknowledgeSetPoint(LightNodeId Id, string SetPoint, long? MeasuredW, DateTimeOffset At) : LightNodeCommand(Id, At);
