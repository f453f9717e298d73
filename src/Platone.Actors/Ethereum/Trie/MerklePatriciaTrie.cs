using Platone.Actors.Ethereum.Rlp;

namespace Platone.Actors.Ethereum.Trie;

/// <summary>
/// Ethereum's Merkle-Patricia trie (Yellow Paper, appendix D), built at once from all its entries: its root, and proofs of keys. The order
/// of the entries does not matter.
/// </summary>
internal sealed class MerklePatriciaTrie
{
    /// <summary>Half bytes have 16 values; a branch has a child for each.</summary>
    public const int Branches = 16;

    private readonly SortedDictionary<byte[], byte[]> _entries = new(Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)));

    /// <summary>A trie of entries.</summary>
    /// <param name="entries">Keys and values; of several with one key the last counts, and an empty value deletes.</param>
    public MerklePatriciaTrie(IEnumerable<KeyValuePair<byte[], byte[]>> entries)
    {
        foreach (var (key, value) in entries)
            if (value.Length > 0)
                _entries[Nibbles.Of(key)] = value;
            else
                _entries.Remove(Nibbles.Of(key));
    }

    /// <summary>Keccak-256 of the RLP of nothing: the root of an empty trie.</summary>
    public static byte[] EmptyRoot => Keccak256.Hash(EmptyNode);

    /// <summary>Its root, 32 bytes.</summary>
    public byte[] Root => Keccak256.Hash(RootNode());

    private static byte[] EmptyNode => RlpEncoder.Encode(RlpItem.Of(Array.Empty<byte>()));

    /// <summary>The nodes from the root to a key, or to where it would be.</summary>
    public IReadOnlyList<byte[]> Prove(ReadOnlySpan<byte> key)
    {
        var nodes = new List<byte[]>();
        RootNode(Nibbles.Of(key), nodes);
        nodes.Reverse();
        return nodes;
    }

    private byte[] RootNode(byte[]? proved = null, List<byte[]>? nodes = null)
    {
        if (_entries.Count == 0)
            return EmptyNode;
        var root = RlpEncoder.Encode(Node([.. _entries], 0, proved, nodes));
        nodes?.Add(root);
        return root;
    }

    /// <summary>The node of entries that share their first half bytes, whose number is <paramref name="depth"/>.</summary>
    /// <param name="entries">Sorted, one or more.</param>
    /// <param name="depth">Half bytes of the keys that the way here used up.</param>
    /// <param name="proved">The key whose nodes are collected, if it comes this way.</param>
    /// <param name="nodes">Where they go, deepest first; those that lie within another are left out.</param>
    private static RlpItem Node(ReadOnlySpan<KeyValuePair<byte[], byte[]>> entries, int depth, byte[]? proved, List<byte[]>? nodes)
    {
        if (entries.Length == 1)
            return RlpItem.List(RlpItem.Of(Nibbles.Encode(entries[0].Key.AsSpan(depth), isLeaf: true)), RlpItem.Of(entries[0].Value));
        var first = entries[0].Key;
        var shared = first.AsSpan(depth).CommonPrefixLength(entries[^1].Key.AsSpan(depth));
        if (shared > 0)
        {
            var way = first.AsSpan(depth, shared);
            return RlpItem.List(RlpItem.Of(Nibbles.Encode(way, isLeaf: false)), Child(entries, depth + shared,
                proved is not null && proved.AsSpan(depth).StartsWith(way) ? proved : null, nodes));
        }

        var items = new RlpItem[Branches + 1];
        // A key that ends here is the first: it is a prefix of all others.
        items[Branches] = RlpItem.Of(first.Length == depth ? entries[0].Value : []);
        entries = first.Length == depth ? entries[1..] : entries;
        for (byte nibble = 0; nibble < Branches; nibble++)
        {
            var count = 0;
            while (count < entries.Length && entries[count].Key[depth] == nibble)
                count++;
            items[nibble] = count == 0
                ? RlpItem.Of(Array.Empty<byte>())
                : Child(entries[..count], depth + 1,
                    proved is not null && proved.Length > depth && proved[depth] == nibble ? proved : null, nodes);
            entries = entries[count..];
        }

        return RlpItem.List(items);
    }

    /// <summary>How a node holds another: itself if shorter than 32 bytes, else its hash.</summary>
    private static RlpItem Child(ReadOnlySpan<KeyValuePair<byte[], byte[]>> entries, int depth, byte[]? proved, List<byte[]>? nodes)
    {
        var node = Node(entries, depth, proved, nodes);
        var encoded = RlpEncoder.Encode(node);
        if (encoded.Length < Keccak256.HashBytes)
            return node;
        if (proved is not null)
            nodes?.Add(encoded);
        return RlpItem.Of(Keccak256.Hash(encoded));
    }
}
