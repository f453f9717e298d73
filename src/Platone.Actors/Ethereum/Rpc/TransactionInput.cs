namespace Platone.Actors.Ethereum.Rpc;

/// <summary>A transaction to sign and send; what is left null is asked of the node.</summary>
/// <param name="To">The called account; null creates a contract.</param>
/// <param name="Data">Call data, or the creating code.</param>
/// <param name="Value">In wei; null: 0.</param>
/// <param name="Gas">Limit of gas; null: what the node estimates.</param>
/// <param name="Nonce">Null: how many transactions the node knows of the sender, those waiting included.</param>
/// <param name="GasPrice">In wei. Given, the transaction is a legacy one.</param>
/// <param name="MaxFeePerGas">In wei; null: twice the newest block's base fee, and the tip.</param>
/// <param name="MaxPriorityFeePerGas">In wei; null: what the node suggests.</param>
public sealed record TransactionInput(
    Address? To,
    byte[] Data,
    HexBigInteger? Value = null,
    HexBigInteger? Gas = null,
    HexBigInteger? Nonce = null,
    HexBigInteger? GasPrice = null,
    HexBigInteger? MaxFeePerGas = null,
    HexBigInteger? MaxPriorityFeePerGas = null);
