using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Registry;

/// <summary>Reads a <c>PodRegistry</c> and what the journal has under way for it.</summary>
/// <param name="contract">The contract.</param>
/// <param name="chainId">Its chain.</param>
/// <param name="chain">A node of that chain.</param>
/// <param name="entities">The contract's journal.</param>
internal sealed class PodRegistryView(ContractAnchorId contract, ulong chainId, IChain chain, IEntities entities) : IPodRegistry
{
    private static readonly FunctionAbi Nonces = FunctionAbi.Parse("nonces(address)");
    private static readonly FunctionAbi IsValidSignature = FunctionAbi.Parse("isValidSignature(bytes32,bytes)");

    /// <inheritdoc/>
    public ContractAnchorId Contract => contract;

    /// <inheritdoc/>
    public ulong ChainId => chainId;

    /// <inheritdoc/>
    public async Task<ulong> NextNonceAsync(Address owner, CancellationToken cancellation)
    {
        var calls = await entities.AllCallsAsync(contract, cancellation).ConfigureAwait(false);
        var taken = calls.Select(RegistryCalls.Read).Where(c => c.IsLink && c.Owner == owner).Select(c => c.Nonce).ToHashSet();
        ulong nonce;
        try
        {
            nonce = await NonceAsync(chain, contract.Contract, owner, cancellation).ConfigureAwait(false);
        }
        catch (CallRefusedException e)
        {
            throw new ChainUnreachableException(e.Message, e);
        }
        while (taken.Contains(nonce))
            nonce++;
        return nonce;
    }

    /// <inheritdoc/>
    public async Task<bool> IsSignedAsync(Address owner, byte[] digest, byte[] signature, CancellationToken cancellation)
    {
        // In the contract's own order (OpenZeppelin's SignatureChecker): an account's signature, else the owner's code is asked.
        if (signature.Length == RecoverableSignature.Bytes && IsOf(owner, digest, signature))
            return true;
        if (!await chain.IsContractAsync(owner, cancellation).ConfigureAwait(false))
            return false;
        try
        {
            var answer = await chain.CallAsync(owner, IsValidSignature.EncodeCall([digest, signature]), cancellation).ConfigureAwait(false);
            return answer.Length == AbiType.WordBytes
                && answer.AsSpan(0, FunctionAbi.SelectorBytes).SequenceEqual(IsValidSignature.Selector)
                && answer.AsSpan(FunctionAbi.SelectorBytes).IndexOfAnyExcept((byte)0) < 0;
        }
        catch (CallRefusedException)
        {
            // It reverts, or is no contract that signs.
            return false;
        }
    }

    /// <summary>How many of an owner's signatures the registry has taken: the nonce of the next.</summary>
    internal static async Task<ulong> NonceAsync(IChain chain, Address registry, Address owner, CancellationToken cancellation)
    {
        var word = await chain.CallAsync(registry, Nonces.EncodeCall([owner]), cancellation).ConfigureAwait(false);
        return word.Length == AbiType.WordBytes && new BigInteger(word, isUnsigned: true, isBigEndian: true) is var nonce
            && nonce <= long.MaxValue
            ? (ulong)nonce
            : throw new CallRefusedException($"{registry} does not answer as a PodRegistry");
    }

    private static bool IsOf(Address owner, byte[] digest, byte[] signature)
    {
        try
        {
            return Secp256k1PublicKey.Recover(digest, RecoverableSignature.Parse(signature)).Address == owner;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
