using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Merkle;
using Platone.Actors.Notary.Witnessing;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Witnessing;

/// <summary>A history of a log: leaves, and whatever its key's holder signs of them.</summary>
internal sealed class SignedHistory(LogKey key, IReadOnlyList<byte[]> leaves)
{
    /// <summary>Leaves that begin alike and go apart at one.</summary>
    public static SignedHistory Of(LogKey key, int size, int forkAt, string branch) => new(key,
        [.. Enumerable.Range(0, size).Select(i => MerkleHash.Leaf(System.Text.Encoding.UTF8.GetBytes(i < forkAt ? $"{i}" : $"{branch} {i}")))]);

    /// <summary>The root of the first leaves.</summary>
    public byte[] Root(int size) => NaiveTree.Root(leaves.Take(size).ToArray());

    /// <summary>The signed checkpoint of a size.</summary>
    public string Note(int size) => key.Sign(new Checkpoint(key.Origin, (ulong)size, Root(size), []).ToText()).ToString();

    /// <summary>The hashes of a consistency proof.</summary>
    public IReadOnlyList<byte[]> Proof(int from, int to) =>
        [.. MerkleProof.Consistency((ulong)from, (ulong)to).Select(s => NaiveTree.Root(leaves.Skip((int)s.Begin).Take((int)(s.End - s.Begin)).ToArray()))];

    /// <summary>What an honest log sends.</summary>
    public AddCheckpointRequest Request(int old, int size) => new((ulong)old, Proof(old, size), Note(size));
}
