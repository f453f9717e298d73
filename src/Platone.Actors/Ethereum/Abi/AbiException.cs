namespace Platone.Actors.Ethereum.Abi;

/// <summary>
/// A type, value or encoding that does not follow the contract ABI (Solidity documentation, "Contract ABI Specification").
/// </summary>
/// <param name="reason">What is wrong; where a value is meant, with its path, such as <c>to[3]</c>.</param>
public sealed class AbiException(string reason) : FormatException(reason);
