namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>A head of the log as the contract has it for good.</summary>
/// <param name="Seq">Its number there, 1 and up; 0 for what the contract was deployed with.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Their root.</param>
/// <param name="Receipt">The transaction that brought it; null for what the contract had before this log's anchors.</param>
public sealed record AnchoredHead(ulong Seq, ulong Size, Hash256 Root, ChainReceipt? Receipt);
