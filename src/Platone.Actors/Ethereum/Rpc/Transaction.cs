namespace Platone.Actors.Ethereum.Rpc;

/// <summary>A transaction as a node shows it.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="Nonce">The sender's count.</param>
/// <param name="From">The sender.</param>
/// <param name="Value">In wei.</param>
/// <param name="Gas">Its limit of gas.</param>
/// <param name="Input">Call data.</param>
/// <param name="To">The called account; null: it creates a contract.</param>
/// <param name="BlockHash">Null: it waits.</param>
/// <param name="BlockNumber">Null: it waits.</param>
/// <param name="TransactionIndex">Null: it waits.</param>
/// <param name="GasPrice">In wei.</param>
/// <param name="MaxFeePerGas">In wei; of EIP-1559 transactions.</param>
/// <param name="MaxPriorityFeePerGas">In wei; of EIP-1559 transactions.</param>
/// <param name="Type">0, 1, 2 (EIP-2718); null from nodes before Berlin.</param>
public sealed record Transaction(
    string Hash,
    HexBigInteger Nonce,
    Address From,
    HexBigInteger Value,
    HexBigInteger Gas,
    byte[] Input,
    Address? To = null,
    string? BlockHash = null,
    HexBigInteger? BlockNumber = null,
    HexBigInteger? TransactionIndex = null,
    HexBigInteger? GasPrice = null,
    HexBigInteger? MaxFeePerGas = null,
    HexBigInteger? MaxPriorityFeePerGas = null,
    HexBigInteger? Type = null);
