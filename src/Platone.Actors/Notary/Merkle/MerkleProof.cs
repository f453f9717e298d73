using System.Numerics;

namespace Platone.Actors.Notary.Merkle;

/// <summary>RFC 9162 proofs: which subtrees they consist of, and their verification. Pure.</summary>
internal static class MerkleProof
{
    /// <summary>The subtrees of an inclusion proof, from the leaf's sibling up (RFC 9162, section 2.1.3.1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The leaf is not in the tree.</exception>
    public static IReadOnlyList<Subtree> Inclusion(ulong index, ulong size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<Subtree>();
        var (begin, end) = (0UL, size);
        while (end - begin > 1)
        {
            var split = begin + Split(end - begin);
            if (index < split)
            {
                path.Add(new Subtree(split, end));
                end = split;
            }
            else
            {
                path.Add(new Subtree(begin, split));
                begin = split;
            }
        }
        path.Reverse();
        return path;
    }

    /// <summary>The subtrees of a consistency proof (RFC 9162, section 2.1.4.1). From size 0 there is nothing to prove: empty.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first tree is larger than the second.</exception>
    public static IReadOnlyList<Subtree> Consistency(ulong first, ulong second)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        if (first == 0)
            return [];
        var path = new List<Subtree>();
        var (begin, end) = (0UL, second);
        while (first != end)
        {
            var split = begin + Split(end - begin);
            if (first <= split)
            {
                path.Add(new Subtree(split, end));
                end = split;
            }
            else
            {
                path.Add(new Subtree(begin, split));
                begin = split;
            }
        }
        if (begin > 0)
            path.Add(new Subtree(begin, end));
        path.Reverse();
        return path;
    }

    /// <summary>Whether a proof shows a leaf to be in a tree (RFC 9162, section 2.1.3.2).</summary>
    public static bool VerifyInclusion(ReadOnlySpan<byte> leafHash, ulong index, ulong size, IReadOnlyList<byte[]> proof,
        ReadOnlySpan<byte> root)
    {
        if (index >= size || leafHash.Length != MerkleHash.Size || !AreHashes(proof))
            return false;
        var (position, last, hash) = (index, size - 1, leafHash.ToArray());
        foreach (var step in proof)
        {
            if (last == 0)
                return false;
            if ((position & 1) == 1 || position == last)
            {
                hash = MerkleHash.Node(step, hash);
                for (; (position & 1) == 0 && position != 0; last >>= 1)
                    position >>= 1;
            }
            else
                hash = MerkleHash.Node(hash, step);
            (position, last) = (position >> 1, last >> 1);
        }
        return last == 0 && root.SequenceEqual(hash);
    }

    /// <summary>Whether a proof shows that the second tree extends the first (RFC 9162, section 2.1.4.2).</summary>
    /// <remarks>Nothing is consistent with the empty tree but the empty tree: a proof from it would say nothing.</remarks>
    public static bool VerifyConsistency(ulong first, ulong second, ReadOnlySpan<byte> firstRoot, ReadOnlySpan<byte> secondRoot,
        IReadOnlyList<byte[]> proof)
    {
        if (first == second)
            return proof.Count == 0 && firstRoot.SequenceEqual(secondRoot) && (first != 0 || firstRoot.SequenceEqual(MerkleHash.Empty));
        if (first == 0 || first > second || proof.Count == 0 || firstRoot.Length != MerkleHash.Size || !AreHashes(proof))
            return false;

        var (position, last) = (first - 1, second - 1);
        for (; (position & 1) == 1; last >>= 1)
            position >>= 1;
        // The old tree, where it is perfect, is itself the first step and not sent.
        var (start, next) = BitOperations.IsPow2(first) ? (firstRoot.ToArray(), 0) : (proof[0], 1);
        var (firstHash, secondHash) = (start, start);
        for (; next < proof.Count; next++)
        {
            if (last == 0)
                return false;
            if ((position & 1) == 1 || position == last)
            {
                firstHash = MerkleHash.Node(proof[next], firstHash);
                secondHash = MerkleHash.Node(proof[next], secondHash);
                for (; (position & 1) == 0 && position != 0; last >>= 1)
                    position >>= 1;
            }
            else
                secondHash = MerkleHash.Node(secondHash, proof[next]);
            (position, last) = (position >> 1, last >> 1);
        }
        return last == 0 && firstRoot.SequenceEqual(firstHash) && secondRoot.SequenceEqual(secondHash);
    }

    // The largest power of two smaller than the count: where RFC 9162 splits a tree.
    private static ulong Split(ulong count) => 1UL << BitOperations.Log2(count - 1);

    private static bool AreHashes(IReadOnlyList<byte[]> proof) => proof.All(p => p.Length == MerkleHash.Size);
}
