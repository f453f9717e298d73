using System.Globalization;
using Platone.Actors.Kernel;

namespace Platone.Actors.Notary.Anchoring.ContractAnchors;

/// <summary>A head of the log that is to be anchored.</summary>
/// <param name="Seq">Its number in the contract: one more than that of the last.</param>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Their root.</param>
/// <param name="Proof">RFC 9162 consistency proof from the size anchored last; empty where that is 0.</param>
public sealed record AnchorRequest(ulong Seq, ulong Size, Hash256 Root, ValueList<Hash256> Proof)
{
    /// <summary>Its job's name.</summary>
    public string JobName => string.Create(CultureInfo.InvariantCulture, $"anchor-{Seq}");
}
