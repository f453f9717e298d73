using Platone.Actors.Scd.Notary;

using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Rest.Log;

/// <summary>Where the log stands about something recorded.</summary>
/// <param name="State">
/// <c>pending</c>; <c>sealed</c> once a signed checkpoint covers it; <c>anchored</c> once one that covers it is on a chain for good.
/// </param>
/// <param name="TreeSize">Size of the first checkpoint that covers it; null while pending.</param>
/// <param name="SealedAt">When that checkpoint was signed; null while pending.</param>
/// <param name="Anchor">The first anchor that covers it; null until there is one.</param>
internal sealed record CertificationView(string State, long? TreeSize, DateTimeOffset? SealedAt, AnchorView? Anchor)
{
    /// <summary>The view of a row's certification.</summary>
    public static CertificationView Of(Certification certification) =>
        new(certification switch { { TreeSize: null } => "pending", { Anchor: null } => "sealed", _ => "anchored" },
            certification.TreeSize, certification.SealedAt, certification.Anchor is { } anchor ? AnchorView.Of(anchor) : null);
}

/// <summary>A head of the log on a chain, for good.</summary>
/// <param name="Ledger"><c>service</c> or <c>access</c>.</param>
/// <param name="Contract">The contract's address.</param>
/// <param name="Seq">The head's number there.</param>
/// <param name="TreeSize">Leaves of the head.</param>
/// <param name="Transaction">Hash of the transaction that brought it.</param>
/// <param name="Block">Number of the block it is in.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="At">When it was seen that it can no longer go.</param>
internal sealed record AnchorView(string Ledger, string Contract, long Seq, long TreeSize, string Transaction, long Block, string BlockHash,
    DateTimeOffset At)
{
    /// <summary>The view of an anchor.</summary>
    public static AnchorView Of(CertifiedAnchor anchor) => new(anchor.Ledger.Value, anchor.Contract, anchor.Seq, anchor.TreeSize,
        anchor.Transaction, anchor.Block, anchor.BlockHash, anchor.At);
}

/// <summary>Names an event: what a proof is asked for with.</summary>
/// <param name="PersistenceId">The entity's stream.</param>
/// <param name="SequenceNr">Its number there, 1 and up.</param>
internal sealed record EventView(string PersistenceId, long SequenceNr)
{
    /// <summary>The view of an event's name.</summary>
    public static EventView Of(EventId id) => new(id.PersistenceId, id.SequenceNr);
}
