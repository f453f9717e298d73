using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Bridging;

/// <summary>Proves that an event is in the log as it is anchored.</summary>
/// <param name="Leaf">Its leaf's hash.</param>
/// <param name="Index">The leaf's index.</param>
/// <param name="Head">A head that is final and covers it.</param>
/// <param name="Proof">RFC 9162 inclusion proof of the leaf in that head.</param>
internal sealed record Certificate(byte[] Leaf, ulong Index, AnchoredHead Head, IReadOnlyList<byte[]> Proof);
