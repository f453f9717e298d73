using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>The registry of PODs as its chain shows it now. Each question may raise <see cref="ChainUnreachableException"/>.</summary>
public interface IPodRegistry
{
    /// <summary>The contract.</summary>
    ContractAnchorId Contract { get; }

    /// <summary>Its chain (EIP-155).</summary>
    ulong ChainId { get; }

    /// <summary>Whether contracts may be owners (ERC-1271); else accounts with a key only.</summary>
    bool TakesContracts { get; }

    /// <summary>
    /// The nonce an owner signs with next: the lowest that is neither used on the chain nor by a link that is under way.
    /// </summary>
    Task<ulong> NextNonceAsync(Address owner, CancellationToken cancellation);

    /// <summary>Whether the owner signed a digest: an account with its key, or, where these are taken, a contract that says so (ERC-1271).</summary>
    /// <param name="owner">Who should have signed.</param>
    /// <param name="digest">What was signed: 32 bytes.</param>
    /// <param name="signature">The signature.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<bool> IsSignedAsync(Address owner, byte[] digest, byte[] signature, CancellationToken cancellation);
}
