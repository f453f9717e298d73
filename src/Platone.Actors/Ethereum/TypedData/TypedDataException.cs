namespace Platone.Actors.Ethereum.TypedData;

/// <summary>Typed data that does not follow EIP-712; the message names the type or the value's path.</summary>
/// <param name="reason">What is wrong.</param>
public sealed class TypedDataException(string reason) : FormatException(reason);
