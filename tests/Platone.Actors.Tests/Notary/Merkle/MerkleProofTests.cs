using CsCheck;
using Platone.Actors.Notary.Merkle;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Merkle;

public class MerkleProofTests
{
    private static readonly byte[][] Leaves = NaiveTree.Leaves(300);

    [Fact]
    public void Roots_equal_those_of_the_recursive_definition()
    {
        var (range, edge) = (new CompactRange(), new TreeEdge());
        for (var size = 0; size <= Leaves.Length; size++)
        {
            var root = NaiveTree.Root(Leaves.AsSpan(0, size));
            Assert.Equal(root, range.Root);
            Assert.Equal(root, edge.Root());
            Assert.Equal(root, HashOf(new Subtree(0, (ulong)size)));
            if (size == Leaves.Length)
                break;
            range.Append(Leaves[size]);
            edge.Append(Leaves[size]);
        }
    }

    [Fact]
    public void Inclusion_proofs_equal_the_recursive_definition_and_verify() =>
        Gen.Int[1, 300].SelectMany(size => Gen.Int[0, size - 1].Select(index => (index, size))).Sample(t =>
        {
            var leaves = Leaves.AsSpan(0, t.size);
            var proof = MerkleProof.Inclusion((ulong)t.index, (ulong)t.size).Select(HashOf).ToList();
            Assert.Equal(NaiveTree.Path(t.index, leaves), proof);
            var root = NaiveTree.Root(leaves);
            Assert.True(MerkleProof.VerifyInclusion(Leaves[t.index], (ulong)t.index, (ulong)t.size, proof, root));
            // The same proof for any other leaf or place is wrong.
            var other = (t.index + 1) % t.size;
            if (other != t.index)
            {
                Assert.False(MerkleProof.VerifyInclusion(Leaves[t.index], (ulong)other, (ulong)t.size, proof, root));
                Assert.False(MerkleProof.VerifyInclusion(Leaves[other], (ulong)t.index, (ulong)t.size, proof, root));
            }
        }, iter: 300);

    [Fact]
    public void Consistency_proofs_equal_the_recursive_definition_and_verify() =>
        Gen.Int[1, 300].SelectMany(second => Gen.Int[1, second].Select(first => (first, second))).Sample(t =>
        {
            var proof = MerkleProof.Consistency((ulong)t.first, (ulong)t.second).Select(HashOf).ToList();
            Assert.Equal(NaiveTree.Proof(t.first, Leaves.AsSpan(0, t.second)), proof);
            var (older, newer) = (NaiveTree.Root(Leaves.AsSpan(0, t.first)), NaiveTree.Root(Leaves.AsSpan(0, t.second)));
            Assert.True(MerkleProof.VerifyConsistency((ulong)t.first, (ulong)t.second, older, newer, proof));
            var rewritten = Leaves.ToArray();
            rewritten[0] = Leaves[^1];
            var other = NaiveTree.Root(rewritten.AsSpan(0, t.first));
            Assert.False(MerkleProof.VerifyConsistency((ulong)t.first, (ulong)t.second, other, newer, proof));
        }, iter: 300);

    [Fact]
    public void Sizes_beyond_a_signed_integer_have_proofs_of_the_right_length()
    {
        const ulong size = ulong.MaxValue;
        Assert.Equal(64, MerkleProof.Inclusion(0, size).Count);
        Assert.Equal(64, MerkleProof.Inclusion(1UL << 62, size).Count);
        Assert.All(MerkleProof.Consistency((1UL << 63) + 1, size), s => Assert.NotEmpty(s.Nodes()));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProof.Inclusion(size, size));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleProof.Consistency(2, 1));
    }

    [Fact]
    public void The_empty_tree_is_consistent_with_itself_only()
    {
        Assert.True(MerkleProof.VerifyConsistency(0, 0, MerkleHash.Empty, MerkleHash.Empty, []));
        Assert.False(MerkleProof.VerifyConsistency(0, 1, MerkleHash.Empty, Leaves[0], []));
    }

    private static byte[] HashOf(Subtree subtree)
    {
        // From perfect nodes, as the store does it.
        return Subtree.Fold([.. subtree.Nodes().Select(n =>
            MerkleHash.Perfect([.. Leaves.Skip((int)n.Index << n.Level).Take(1 << n.Level).SelectMany(h => h)]))]);
    }
}
