namespace Platone.Actors.Ethereum.Trie;

/// <summary>A proof that proves nothing: a node that is broken, of another trie, missing, or left over.</summary>
/// <param name="reason">What is wrong.</param>
public sealed class TrieException(string reason) : FormatException(reason);
