using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Scd.Metering.Pods;

/// <summary>How far the link of a POD to its owner has come.</summary>
public enum PodLinkState
{
    /// <summary>Signed and recorded; the registry is asked for it.</summary>
    Signed,

    /// <summary>In the registry for good, with the key the POD's meter has.</summary>
    OnChain,

    /// <summary>In the registry for good, but the meter has another key by now: the owner signs a succession.</summary>
    Stale,

    /// <summary>Ended; the registry is asked to, or has.</summary>
    Revoked,

    /// <summary>The registry will never take it: the owner signs anew.</summary>
    Abandoned,
}

/// <summary>The link of a POD to its owner.</summary>
/// <param name="State">How far it has come.</param>
/// <param name="IsCurrent">Whether it names the key that a light node of the POD has now.</param>
/// <param name="Registry">Contract and ledger: <c>access-0x…</c>.</param>
/// <param name="ChainId">The chain.</param>
/// <param name="Commitment">What stands for the POD there.</param>
/// <param name="Account">The owner's account.</param>
/// <param name="MeterKeyHash">What stands for the meter's key.</param>
/// <param name="Nonce">The owner's at the registry.</param>
/// <param name="Deadline">Until when the signature was good.</param>
/// <param name="LinkedAt">When it was recorded.</param>
/// <param name="RevokedAt">When its end was recorded; null if it has none.</param>
/// <param name="Reason">Why the registry will never take it; null otherwise.</param>
/// <param name="Receipt">The transaction that linked it or, of a revoked one, ended it, once that is final.</param>
/// <param name="Event">The POD's event that linked it.</param>
public sealed record PodLink(PodLinkState State, bool IsCurrent, string Registry, long ChainId, string Commitment, string Account,
    string MeterKeyHash, long Nonce, DateTimeOffset Deadline, DateTimeOffset LinkedAt, DateTimeOffset? RevokedAt, string? Reason,
    CallReceipt? Receipt, EventId Event);

/// <summary>Where a call took effect for good.</summary>
/// <param name="Transaction">Hash of the transaction: "0x" and 64 digits.</param>
/// <param name="Block">Number of its block.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="At">When the journal recorded that it can no longer go.</param>
public sealed record CallReceipt(string Transaction, long Block, string BlockHash, DateTimeOffset At);
