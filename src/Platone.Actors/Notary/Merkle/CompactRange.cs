namespace Platone.Actors.Notary.Merkle;

/// <summary>A tree from its first leaf on, kept as the roots of its perfect subtrees: enough to append and to know the root.</summary>
internal sealed class CompactRange
{
    private readonly List<byte[]> _nodes = [];

    /// <summary>Number of leaves.</summary>
    public ulong Size { get; private set; }

    /// <summary>The root now.</summary>
    public byte[] Root => Subtree.Fold(_nodes);

    /// <summary>Root of the tree over some leaf hashes.</summary>
    public static byte[] RootOf(IEnumerable<byte[]> leafHashes)
    {
        var range = new CompactRange();
        foreach (var hash in leafHashes)
            range.Append(hash);
        return range.Root;
    }

    /// <summary>Appends a leaf.</summary>
    /// <param name="leafHash">Its hash.</param>
    public void Append(byte[] leafHash)
    {
        var hash = leafHash;
        for (var size = Size; (size & 1) == 1; size >>= 1)
        {
            hash = MerkleHash.Node(_nodes[^1], hash);
            _nodes.RemoveAt(_nodes.Count - 1);
        }
        _nodes.Add(hash);
        Size++;
    }
}
