namespace Platone.Actors.Ethereum.Rpc;

/// <summary>What a node says of an account and some of its storage, and the nodes of the tries that prove it (EIP-1186).
/// <see cref="Trie.StateProof"/> checks it.</summary>
/// <param name="Address">The account.</param>
/// <param name="Balance">In wei.</param>
/// <param name="CodeHash">Keccak-256 of its code.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="StorageHash">Root of its storage.</param>
/// <param name="AccountProof">Nodes from the state's root to the account, or to where it would be.</param>
/// <param name="StorageProof">Of each slot asked for.</param>
public sealed record AccountProofs(
    Address Address,
    HexBigInteger Balance,
    byte[] CodeHash,
    HexBigInteger Nonce,
    byte[] StorageHash,
    IReadOnlyList<byte[]> AccountProof,
    IReadOnlyList<SlotProof> StorageProof);

/// <summary>What a node says of a storage slot, and the proof.</summary>
/// <param name="Key">The slot.</param>
/// <param name="Value">What is in it; 0: nothing.</param>
/// <param name="Proof">Nodes from the storage's root to the slot, or to where it would be.</param>
public sealed record SlotProof(HexBigInteger Key, HexBigInteger Value, IReadOnlyList<byte[]> Proof);
