using System.Text.Json;
using Platone.Actors.Notary.Merkle;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Merkle;

public class MerkleVectorTests
{
    [SkippableFact]
    public void Inclusion_probes_are_accepted_exactly_where_they_are_right()
    {
        var probes = Read("rfc6962_inclusion_probes.json").EnumerateArray().ToList();
        Assert.Equal(98, probes.Count);
        foreach (var probe in probes)
        {
            var isAccepted = MerkleProof.VerifyInclusion(Bytes(probe, "leafHash"), Number(probe, "leafIdx"), Number(probe, "treeSize"),
                Hashes(probe), Bytes(probe, "root"));
            Assert.True(isAccepted != probe.GetProperty("wantErr").GetBoolean(), probe.GetProperty("file").GetString());
        }
    }

    [SkippableFact]
    public void Consistency_probes_are_accepted_exactly_where_they_are_right()
    {
        var probes = Read("rfc6962_consistency_probes.json").EnumerateArray().ToList();
        Assert.Equal(98, probes.Count);
        foreach (var probe in probes)
        {
            var isAccepted = MerkleProof.VerifyConsistency(Number(probe, "size1"), Number(probe, "size2"), Bytes(probe, "root1"),
                Bytes(probe, "root2"), Hashes(probe));
            Assert.True(isAccepted != probe.GetProperty("wantErr").GetBoolean(), probe.GetProperty("file").GetString());
        }
    }

    [SkippableFact]
    public void Roots_of_the_reference_tree_are_reproduced()
    {
        var reference = Read("rfc6962_reference_tree.json");
        var roots = reference.GetProperty("roots").EnumerateArray().Select(r => r.GetString()).ToList();
        var (tree, edge) = (new CompactRange(), new TreeEdge());
        Assert.Equal(roots[0], Hex(tree.Root));
        foreach (var (i, leaf) in reference.GetProperty("leavesHex").EnumerateArray().Index())
        {
            var hash = MerkleHash.Leaf(Convert.FromHexString(leaf.GetString()!));
            tree.Append(hash);
            edge.Append(hash);
            Assert.Equal(roots[i + 1], Hex(tree.Root));
            Assert.Equal(roots[i + 1], Hex(edge.Root()));
        }
        var hasher = reference.GetProperty("hasher");
        Assert.Equal(hasher.GetProperty("empty").GetString(), Hex(MerkleHash.Empty));
        Assert.Equal(hasher.GetProperty("emptyLeaf").GetString(), Hex(MerkleHash.Leaf([])));
        Assert.Equal(hasher.GetProperty("leaf_L123456").GetString(), Hex(MerkleHash.Leaf("L123456"u8)));
    }

    private static JsonElement Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SharedData.Require($"ledger/{file}")));
        return document.RootElement.Clone();
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static byte[] Bytes(JsonElement probe, string name) => probe.GetProperty(name).GetBytesFromBase64();

    // A few numbers went through a double on their way into the file: 2^64 - 1 became 18446744073709552000.
    private static ulong Number(JsonElement probe, string name) =>
        ulong.TryParse(probe.GetProperty(name).GetRawText(), out var number) ? number : ulong.MaxValue;

    private static List<byte[]> Hashes(JsonElement probe) => probe.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof
        ? [.. proof.EnumerateArray().Select(p => p.GetBytesFromBase64())]
        : [];
}
