namespace Platone.Actors.Ethereum.Rlp;

/// <summary>Bytes that are not the one canonical RLP encoding of a value of the wanted shape.</summary>
/// <param name="reason">What is wrong, and where.</param>
public sealed class RlpException(string reason) : FormatException(reason);
