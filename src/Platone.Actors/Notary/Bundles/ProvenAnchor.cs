using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring;

namespace Platone.Actors.Notary.Bundles;

/// <summary>That a contract had a head of the log in the state of a block. Whether the block is of a chain is another question.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Seq">The head's number there.</param>
/// <param name="Size">Its leaves.</param>
/// <param name="Root">Its root.</param>
/// <param name="Block">The block's number.</param>
/// <param name="BlockHash">Its hash.</param>
public sealed record ProvenAnchor(Address Contract, ulong Seq, ulong Size, Hash256 Root, ulong Block, Hash256 BlockHash)
{
    /// <summary>The chain it is of, as the trust file says; null without one that says so.</summary>
    public ulong? ChainId { get; init; }
}

/// <summary>A block whose state a verifier trusts.</summary>
/// <param name="ChainId">The chain (EIP-155).</param>
/// <param name="Contract">The contract the log is anchored in.</param>
/// <param name="BlockHash">The block's hash.</param>
public sealed record TrustedBlock(ulong ChainId, Address Contract, Hash256 BlockHash);
