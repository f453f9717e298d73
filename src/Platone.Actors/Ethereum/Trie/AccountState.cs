using System.Numerics;
using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Trie;

/// <summary>An account as the state trie holds it (Yellow Paper, section 4.1). Compares by content.</summary>
/// <param name="Nonce">Transactions it sent; of a contract: contracts it created, and 1.</param>
/// <param name="Balance">In wei.</param>
/// <param name="StorageRoot">Root of its storage, 32 bytes.</param>
/// <param name="CodeHash">Keccak-256 of its code, 32 bytes.</param>
public sealed record AccountState(ulong Nonce, BigInteger Balance, byte[] StorageRoot, byte[] CodeHash)
{
    /// <inheritdoc/>
    public bool Equals(AccountState? other) => other is not null && Nonce == other.Nonce && Balance == other.Balance
        && StorageRoot.AsSpan().SequenceEqual(other.StorageRoot) && CodeHash.AsSpan().SequenceEqual(other.CodeHash);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Nonce, Balance);

    internal static AccountState Decode(RlpItem item)
    {
        var fields = item.ItemsOf(4, "an account");
        return new AccountState((ulong)fields[0].Number("nonce", sizeof(ulong)), fields[1].Number("balance"),
            fields[2].BytesOf("storageRoot", Keccak256.HashBytes).ToArray(), fields[3].BytesOf("codeHash", Keccak256.HashBytes).ToArray());
    }
}
