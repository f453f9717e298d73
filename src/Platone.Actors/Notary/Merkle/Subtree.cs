using System.Numerics;

namespace Platone.Actors.Notary.Merkle;

/// <summary>The leaves [begin, end) of a log as a subtree whose hash is a step of some proof.</summary>
/// <param name="Begin">Index of its first leaf.</param>
/// <param name="End">Index after its last leaf.</param>
internal readonly record struct Subtree(ulong Begin, ulong End)
{
    /// <summary>
    /// The perfect subtrees it is made of, left to right. They never change once full, so any past tree can be proven from them.
    /// </summary>
    public IEnumerable<PerfectNode> Nodes()
    {
        var begin = Begin;
        while (begin < End)
        {
            var fits = BitOperations.Log2(End - begin);
            var level = begin == 0 ? fits : Math.Min(fits, BitOperations.TrailingZeroCount(begin));
            yield return new PerfectNode(level, begin >> level);
            begin += 1UL << level;
        }
    }

    /// <summary>Its hash from those of <see cref="Nodes"/>.</summary>
    public static byte[] Fold(IReadOnlyList<byte[]> nodes)
    {
        if (nodes.Count == 0)
            return MerkleHash.Empty;
        var hash = nodes[^1];
        for (var i = nodes.Count - 2; i >= 0; i--)
            hash = MerkleHash.Node(nodes[i], hash);
        return hash;
    }
}

/// <summary>A perfect subtree: 2^level leaves from index * 2^level.</summary>
/// <param name="Level">0 for a leaf.</param>
/// <param name="Index">Among the nodes of its level.</param>
internal readonly record struct PerfectNode(int Level, ulong Index);
