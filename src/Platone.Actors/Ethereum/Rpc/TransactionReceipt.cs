namespace Platone.Actors.Ethereum.Rpc;

/// <summary>What became of a transaction that a block holds.</summary>
/// <param name="TransactionHash">The transaction.</param>
/// <param name="TransactionIndex">Its place in the block.</param>
/// <param name="BlockHash">The block: check that it is still part of the chain before relying on it.</param>
/// <param name="BlockNumber">The block's number.</param>
/// <param name="From">The sender.</param>
/// <param name="GasUsed">What it used itself.</param>
/// <param name="CumulativeGasUsed">What it and those before it in the block used.</param>
/// <param name="Logs">What contracts logged.</param>
/// <param name="Status">1 done, 0 reverted.</param>
/// <param name="To">The called account; null: it created a contract.</param>
/// <param name="ContractAddress">The created contract.</param>
/// <param name="EffectiveGasPrice">What it paid for a unit of gas, in wei; null from nodes before London.</param>
public sealed record TransactionReceipt(
    string TransactionHash,
    HexBigInteger TransactionIndex,
    string BlockHash,
    HexBigInteger BlockNumber,
    Address From,
    HexBigInteger GasUsed,
    HexBigInteger CumulativeGasUsed,
    IReadOnlyList<FilterLog> Logs,
    HexBigInteger Status,
    Address? To = null,
    Address? ContractAddress = null,
    HexBigInteger? EffectiveGasPrice = null)
{
    /// <summary>Whether it was reverted: it paid, and changed nothing else.</summary>
    public bool HasErrors() => Status.Value.IsZero;
}
