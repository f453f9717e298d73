namespace Platone.Actors.Notary.Merkle;

/// <summary>An RFC 9162 tree whose leaves are all there at once: its root, and the inclusion proof of each leaf.</summary>
internal sealed class MerkleTree
{
    // Hashes of the perfect subtrees, level by level.
    private readonly List<byte[][]> _levels = [];

    /// <summary>A tree of leaves.</summary>
    /// <param name="leaves">Data of each leaf.</param>
    public MerkleTree(IEnumerable<byte[]> leaves)
    {
        _levels.Add([.. leaves.Select(l => MerkleHash.Leaf(l))]);
        while (_levels[^1] is { Length: > 1 } below)
            _levels.Add([.. Enumerable.Range(0, below.Length / 2).Select(i => MerkleHash.Node(below[2 * i], below[2 * i + 1]))]);
        Root = HashOf(new Subtree(0, (ulong)Size));
    }

    /// <summary>How many leaves it has.</summary>
    public int Size => _levels[0].Length;

    /// <summary>Its root; of no leaves the hash of nothing.</summary>
    public byte[] Root { get; }

    /// <summary>Proves a leaf (section 2.1.3.1): from its sibling up.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such leaf.</exception>
    public IReadOnlyList<byte[]> Inclusion(int index) => [.. MerkleProof.Inclusion((ulong)index, (ulong)Size).Select(HashOf)];

    private byte[] HashOf(Subtree subtree) => Subtree.Fold([.. subtree.Nodes().Select(n => _levels[n.Level][n.Index])]);
}
