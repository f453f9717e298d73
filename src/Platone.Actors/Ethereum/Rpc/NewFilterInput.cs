namespace Platone.Actors.Ethereum.Rpc;

/// <summary>Which logs are wanted (<c>eth_getLogs</c>).</summary>
/// <param name="Address">Of these contracts; empty: of all.</param>
/// <param name="Topics">At each place the topics that may stand there; null: any.</param>
/// <param name="FromBlock">The first block; null: the newest.</param>
/// <param name="ToBlock">The last block; null: the newest.</param>
/// <param name="BlockHash">Of this block alone, instead of a range.</param>
public sealed record NewFilterInput(
    IReadOnlyList<Address> Address,
    IReadOnlyList<IReadOnlyList<byte[]>?> Topics,
    BlockParameter? FromBlock = null,
    BlockParameter? ToBlock = null,
    byte[]? BlockHash = null);
