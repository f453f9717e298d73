using System.Collections.Immutable;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Metering.LightNodes;

/// <summary>Asks a node who it is; answered by <see cref="LightNodeView"/>.</summary>
/// <param name="Id">The node.</param>
public sealed record GetLightNode(LightNodeId Id) : IQuery
{
    /// <inheritdoc/>
    public string Kind => LightNodeCommand.EntityKind;

    /// <inheritdoc/>
    public string EntityId => Id.ToString();
}

/// <summary>What a gateway needs to know of a node.</summary>
/// <param name="Id">The node.</param>
/// <param name="IsRegistered">Whether it was ever registered.</param>
/// <param name="Pod">The POD it measures, if registered.</param>
/// <param name="PublicKey">Its device key, if it signs.</param>
/// <param name="IsKeyRevoked">Whether its key was revoked and it has no other yet: nothing it sends is taken.</param>
public sealed record LightNodeView(LightNodeId Id, bool IsRegistered, PodId? Pod, string? PublicKey, bool IsKeyRevoked = false) : IAnswer;

/// <summary>What became of a <see cref="RecordReadings"/>; the report of its <see cref="CommandReply.Done"/>.</summary>
/// <param name="Recorded">How many readings were new and are in the journal.</param>
/// <param name="AlreadyRecorded">How many were there before.</param>
/// <param name="Refused">Those refused for good, with the reason.</param>
/// <param name="Acknowledged">Per epoch of the command, the end-to-end acknowledgement to send; an epoch with nothing to acknowledge is missing.</param>
public sealed record ReadingsReport(int Recorded, int AlreadyRecorded, ImmutableArray<RefusedReading> Refused,
    ImmutableArray<Acknowledgement> Acknowledged);

/// <summary>A reading that was refused for good.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Reason">Why.</param>
/// <param name="Detail">The values concerned.</param>
public sealed record RefusedReading(int Epoch, long Seq, RefusalReason Reason, string Detail);

/// <summary>Every reading of the epoch up to here is recorded, or refused for good and counted; the device may forget them.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="UpTo">The last seq of the run, included.</param>
public readonly record struct Acknowledgement(int Epoch, long UpTo);
