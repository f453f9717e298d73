using Platone.Actors.Notary.Anchoring;

namespace Platone.Actors.Scd.Notary;

/// <summary>Where the log stands about a row: pending, covered by a signed checkpoint, or by one that is anchored on a chain for good.</summary>
/// <param name="Ordering">Journal position of the row's event.</param>
/// <param name="TreeSize">Size of the first checkpoint that covers it; null while it is pending.</param>
/// <param name="SealedAt">When that checkpoint was signed; null while it is pending.</param>
/// <param name="Anchor">The first anchor that covers it; null until there is one.</param>
public sealed record Certification(long Ordering, long? TreeSize, DateTimeOffset? SealedAt, CertifiedAnchor? Anchor = null);

/// <summary>A head of the log that is anchored on a chain for good.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="Contract">The contract's address.</param>
/// <param name="Seq">The head's number there.</param>
/// <param name="TreeSize">Leaves of the head.</param>
/// <param name="Transaction">Hash of the transaction that brought it: "0x" and 64 digits.</param>
/// <param name="Block">Number of the block it is in.</param>
/// <param name="BlockHash">That block's hash.</param>
/// <param name="At">When the journal recorded that it can no longer go.</param>
public sealed record CertifiedAnchor(LedgerId Ledger, string Contract, long Seq, long TreeSize, string Transaction, long Block, string BlockHash,
    DateTimeOffset At);
