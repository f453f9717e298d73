using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Trie;

/// <summary>
/// Checks that a trie of a known root holds a value at a key, or none. Strict: every node must be needed, in order from the root, and in
/// its one encoding, so of two different proofs of a key at most one is accepted. (Only that an empty trie has no key is proved in two
/// ways, for nodes of Ethereum differ: geth gives no node, reth and anvil give the empty one, 0x80.) Work is in proportion to the proof.
/// </summary>
internal static class TrieProof
{
    /// <summary>How many nodes a proof may have: a key of 32 bytes has 64 half bytes, and an end.</summary>
    public const int MostNodes = 65;

    /// <summary>What the trie holds.</summary>
    /// <param name="root">32 bytes, from a source that is trusted.</param>
    /// <param name="key">The key as the trie has it (state and storage tries: its Keccak-256).</param>
    /// <param name="proof">Nodes, the root's first. None: only for the empty trie.</param>
    /// <param name="isByHashOnly">Whether a node that lies within another is refused on the way: for values that never do.</param>
    /// <returns>The value; null: the trie has none at this key.</returns>
    /// <exception cref="TrieException">The proof proves neither.</exception>
    public static byte[]? Verify(ReadOnlySpan<byte> root, ReadOnlySpan<byte> key, IReadOnlyList<byte[]> proof, bool isByHashOnly = false)
    {
        if (proof.Count > MostNodes)
            throw new TrieException($"{proof.Count} nodes, where at most {MostNodes} are needed");
        if (proof.Count == 0)
            return root.SequenceEqual(MerklePatriciaTrie.EmptyRoot) ? null : throw new TrieException("no nodes, and the trie is not empty");
        return new Walk(proof, isByHashOnly).From(root, Nibbles.Of(key));
    }

    private sealed class Walk(IReadOnlyList<byte[]> proof, bool isByHashOnly)
    {
        private int _used;

        public byte[]? From(ReadOnlySpan<byte> root, ReadOnlySpan<byte> path)
        {
            var node = Take(root);
            var value = node.IsList ? Follow(node, path)
                : node.Bytes.IsEmpty ? null
                : throw new TrieException("the root's node is neither a list nor empty");
            return _used == proof.Count ? value : throw new TrieException($"{proof.Count - _used} nodes of the proof are not needed");
        }

        private byte[]? Follow(RlpItem node, ReadOnlySpan<byte> path)
        {
            while (true)
            {
                RlpItem child;
                switch (node.Items.Count)
                {
                    case 2:
                        var (way, isLeaf) = Nibbles.Decode(Bytes(node.Items[0]).Span);
                        if (isLeaf)
                            return path.SequenceEqual(way) ? Value(node.Items[1]) : null;
                        if (way.Length == 0)
                            throw new TrieException("an extension that leads nowhere");
                        if (!path.StartsWith(way))
                            return null;
                        child = node.Items[1];
                        path = path[way.Length..];
                        if (!child.IsList && child.Bytes.IsEmpty)
                            throw new TrieException("an extension without a node");
                        break;
                    case MerklePatriciaTrie.Branches + 1:
                        if (path.IsEmpty)
                            return Bytes(node.Items[^1]) is { IsEmpty: false } value ? value.ToArray() : null;
                        child = node.Items[path[0]];
                        path = path[1..];
                        if (!child.IsList && child.Bytes.IsEmpty)
                            return null;
                        break;
                    default:
                        throw new TrieException($"a node of {node.Items.Count} items");
                }

                node = child.IsList ? Inside(child) : Take(child.Bytes.Span);
                if (!node.IsList)
                    throw new TrieException("a node that is not a list");
            }
        }

        private RlpItem Take(ReadOnlySpan<byte> hash)
        {
            if (_used == proof.Count)
                throw new TrieException("the proof ends before the key is reached");
            var encoded = proof[_used++];
            if (!hash.SequenceEqual(Keccak256.Hash(encoded)))
                throw new TrieException($"node {_used - 1} has another hash than the way to it says");
            if (_used > 1 && encoded.Length < Keccak256.HashBytes)
                throw new TrieException($"node {_used - 1} is short enough to lie within the node before");
            try
            {
                return RlpDecoder.Decode(encoded);
            }
            catch (RlpException e)
            {
                throw new TrieException($"node {_used - 1}: {e.Message}");
            }
        }

        // A node of 32 bytes or more stands by its hash; within another it would be a second encoding of the same trie.
        private RlpItem Inside(RlpItem child) => isByHashOnly ? throw new TrieException("a node within another, where only hashes may lead on")
            : RlpEncoder.Encode(child).Length < Keccak256.HashBytes ? child
            : throw new TrieException("a node too long to lie within another");

        private static byte[] Value(RlpItem item) => Bytes(item) is { IsEmpty: false } value
            ? value.ToArray()
            : throw new TrieException("a leaf without a value");

        private static ReadOnlyMemory<byte> Bytes(RlpItem item) =>
            item.IsList ? throw new TrieException("a list where bytes were expected") : item.Bytes;
    }
}
