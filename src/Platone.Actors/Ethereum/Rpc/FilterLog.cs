namespace Platone.Actors.Ethereum.Rpc;

/// <summary>What a contract wrote to the log of its transaction.</summary>
/// <param name="Address">The contract.</param>
/// <param name="Topics">Up to four, 32 bytes each.</param>
/// <param name="Data">The arguments that are no topics.</param>
/// <param name="BlockNumber">Null while it waits.</param>
/// <param name="BlockHash">Null while it waits.</param>
/// <param name="TransactionHash">Null while it waits.</param>
/// <param name="TransactionIndex">Its place in the block.</param>
/// <param name="LogIndex">Its place among the block's logs.</param>
/// <param name="Removed">Whether a reorganisation took it away.</param>
public sealed record FilterLog(
    Address Address,
    IReadOnlyList<byte[]> Topics,
    byte[] Data,
    HexBigInteger? BlockNumber = null,
    string? BlockHash = null,
    string? TransactionHash = null,
    HexBigInteger? TransactionIndex = null,
    HexBigInteger? LogIndex = null,
    bool Removed = false);
