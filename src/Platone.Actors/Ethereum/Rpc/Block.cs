namespace Platone.Actors.Ethereum.Rpc;

/// <summary>
/// A block as a node shows it, with the hashes of its transactions. What its hash binds is <see cref="Trie.BlockHeader"/>.
/// </summary>
/// <param name="Number">Its number.</param>
/// <param name="ParentHash">The block before.</param>
/// <param name="Sha3Uncles">Hash of the uncles.</param>
/// <param name="Miner">Who was paid for it.</param>
/// <param name="StateRoot">Root of the state after it.</param>
/// <param name="TransactionsRoot">Root of its transactions.</param>
/// <param name="ReceiptsRoot">Root of their receipts.</param>
/// <param name="LogsBloom">256 bytes.</param>
/// <param name="Difficulty">0 with proof of stake.</param>
/// <param name="GasLimit">The most gas it may use.</param>
/// <param name="GasUsed">What it used.</param>
/// <param name="Timestamp">Seconds since 1970-01-01T00:00:00Z.</param>
/// <param name="ExtraData">What its maker wrote.</param>
/// <param name="Transactions">Their hashes.</param>
/// <param name="Hash">Its hash; null while it is not made.</param>
/// <param name="MixHash">Randomness of proof of stake; 32 bytes.</param>
/// <param name="Nonce">8 bytes.</param>
/// <param name="BaseFeePerGas">In wei; from London on.</param>
/// <param name="WithdrawalsRoot">From Shanghai on.</param>
/// <param name="BlobGasUsed">From Cancun on.</param>
/// <param name="ExcessBlobGas">From Cancun on.</param>
/// <param name="ParentBeaconBlockRoot">From Cancun on.</param>
/// <param name="RequestsHash">From Prague on.</param>
public sealed record Block(
    HexBigInteger Number,
    string ParentHash,
    byte[] Sha3Uncles,
    Address Miner,
    byte[] StateRoot,
    byte[] TransactionsRoot,
    byte[] ReceiptsRoot,
    byte[] LogsBloom,
    HexBigInteger Difficulty,
    HexBigInteger GasLimit,
    HexBigInteger GasUsed,
    HexBigInteger Timestamp,
    byte[] ExtraData,
    IReadOnlyList<string> Transactions,
    string? Hash = null,
    byte[]? MixHash = null,
    byte[]? Nonce = null,
    HexBigInteger? BaseFeePerGas = null,
    byte[]? WithdrawalsRoot = null,
    HexBigInteger? BlobGasUsed = null,
    HexBigInteger? ExcessBlobGas = null,
    byte[]? ParentBeaconBlockRoot = null,
    byte[]? RequestsHash = null);
