namespace Platone.Actors.Notary.Log;

/// <summary>How far the log is.</summary>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Their root.</param>
/// <param name="Ordering">Journal ordering of the last one; 0 if there is none.</param>
/// <param name="PendingSince">When the oldest leaf that asks for a seal and that no checkpoint covers was appended; null if there is none.</param>
internal sealed record LogHead(long Size, byte[] Root, long Ordering, DateTimeOffset? PendingSince);

/// <summary>A leaf to append.</summary>
/// <param name="Ordering">Journal ordering of its event.</param>
/// <param name="Hash">RFC 9162 leaf hash.</param>
/// <param name="Commitments">The commitments to keep beside it, in their stored form; null if none are.</param>
/// <param name="AsksForSeal">Whether it is to be sealed in time; what does not is sealed with what does.</param>
internal readonly record struct NewLeaf(long Ordering, byte[] Hash, byte[]? Commitments = null, bool AsksForSeal = true);

/// <summary>A stored checkpoint.</summary>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Their root.</param>
/// <param name="Note">The signed note.</param>
/// <param name="SealedAt">When it was signed.</param>
/// <param name="Ordering">Journal ordering of the last leaf.</param>
internal sealed record StoredCheckpoint(long Size, byte[] Root, string Note, DateTimeOffset SealedAt, long Ordering);
