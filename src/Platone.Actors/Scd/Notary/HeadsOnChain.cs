namespace Platone.Actors.Scd.Notary;

/// <summary>Heads of the log that one anchor brought to a contract, or that wait for one.</summary>
/// <param name="SealedAt">When the oldest of them was sealed: since then something waited.</param>
/// <param name="AnchoredAt">When they were seen to be on the chain for good; null while they wait.</param>
/// <param name="Seq">Number of the anchor; null while they wait.</param>
/// <param name="TreeSize">Leaves under the newest of them.</param>
public sealed record HeadsOnChain(DateTimeOffset SealedAt, DateTimeOffset? AnchoredAt, long? Seq, long TreeSize);
