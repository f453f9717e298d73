using System.Numerics;
using Platone.Actors.Ethereum.Rlp;
using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Ethereum.Trie;

/// <summary>Proofs of accounts and their storage against a block's state root (<c>eth_getProof</c>, EIP-1186).</summary>
public static class StateProof
{
    /// <summary>Checks an account.</summary>
    /// <param name="stateRoot">Of a trusted block header, 32 bytes.</param>
    /// <param name="address">The account.</param>
    /// <param name="proof">Nodes from the root.</param>
    /// <returns>The account; null: it is proved that there is none.</returns>
    /// <exception cref="TrieException">The proof proves neither.</exception>
    public static AccountState? VerifyAccount(ReadOnlySpan<byte> stateRoot, Address address, IReadOnlyList<byte[]> proof) =>
        VerifyAccount(stateRoot, address, proof, isByHashOnly: false);

    /// <summary>Checks a storage slot.</summary>
    /// <param name="storageRoot">Of a proved account, 32 bytes.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="proof">Nodes from the root.</param>
    /// <returns>What is in it; 0: it is proved that there is nothing.</returns>
    /// <exception cref="TrieException">The proof proves neither.</exception>
    public static BigInteger VerifyStorage(ReadOnlySpan<byte> storageRoot, BigInteger slot, IReadOnlyList<byte[]> proof) =>
        VerifyStorage(storageRoot, slot, proof, isByHashOnly: false);

    /// <summary>Checks all of a node's answer: that the account is as it says, and that each slot holds what it says.</summary>
    /// <param name="stateRoot">Of a trusted block header, 32 bytes.</param>
    /// <param name="answer">What the node said.</param>
    /// <returns>The account; null: it is proved that there is none.</returns>
    /// <exception cref="TrieException">Something of it is not proved, or is proved to be otherwise.</exception>
    public static AccountState? Verify(ReadOnlySpan<byte> stateRoot, AccountProofs answer)
    {
        var account = VerifyAccount(stateRoot, answer.Address, answer.AccountProof);
        var said = new AccountState((ulong)BigInteger.Min(answer.Nonce, ulong.MaxValue), answer.Balance, answer.StorageHash,
            answer.CodeHash);
        if (account is not null && !account.Equals(said))
            throw new TrieException($"the account {answer.Address} is proved to be another than the node says");
        if (account is null && (!answer.Nonce.Value.IsZero || !answer.Balance.Value.IsZero))
            throw new TrieException($"there is proved to be no account {answer.Address}, and the node says there is one");
        foreach (var slot in answer.StorageProof)
            if (VerifyStorage(account?.StorageRoot ?? MerklePatriciaTrie.EmptyRoot, slot.Key, slot.Proof) is var value
                && value != slot.Value)
                throw new TrieException($"slot {slot.Key.HexValue} is proved to hold {value}, and the node says {slot.Value}");
        return account;
    }

    /// <summary>The same, and whether a node that lies within another is refused (<see cref="TrieProof"/>).</summary>
    /// <exception cref="TrieException">The proof proves neither.</exception>
    internal static AccountState? VerifyAccount(ReadOnlySpan<byte> stateRoot, Address address, IReadOnlyList<byte[]> proof, bool isByHashOnly) =>
        TrieProof.Verify(stateRoot, Keccak256.Hash(address.ToBytes()), proof, isByHashOnly) is { } value ? Decode(value, AccountState.Decode) : null;

    /// <summary>The same, and whether a node that lies within another is refused (<see cref="TrieProof"/>).</summary>
    /// <exception cref="TrieException">The proof proves neither.</exception>
    internal static BigInteger VerifyStorage(ReadOnlySpan<byte> storageRoot, BigInteger slot, IReadOnlyList<byte[]> proof, bool isByHashOnly) =>
        TrieProof.Verify(storageRoot, Keccak256.Hash(StorageSlot.ToBytes(slot)), proof, isByHashOnly) is { } value
            ? Decode(value, item => item.Number("the slot's value") is { IsZero: false } number
                ? number
                : throw new RlpException("a slot that holds 0 is not in the trie"))
            : 0;

    private static T Decode<T>(byte[] value, Func<RlpItem, T> decode)
    {
        try
        {
            return decode(RlpDecoder.Decode(value));
        }
        catch (RlpException e)
        {
            throw new TrieException(e.Message);
        }
    }
}
