namespace Platone.Actors.Ethereum.Rpc;

/// <summary>What gas cost in past blocks (<c>eth_feeHistory</c>).</summary>
/// <param name="OldestBlock">The first block of it.</param>
/// <param name="BaseFeePerGas">In wei, of each block and of the next.</param>
/// <param name="GasUsedRatio">Of each block, 0 to 1.</param>
/// <param name="Reward">Of each block the tips at the percentiles asked for, in wei.</param>
public sealed record FeeHistory(
    HexBigInteger OldestBlock,
    IReadOnlyList<HexBigInteger> BaseFeePerGas,
    IReadOnlyList<double> GasUsedRatio,
    IReadOnlyList<IReadOnlyList<HexBigInteger>>? Reward = null);
