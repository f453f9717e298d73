using System.Text;
using System.Text.Json;
using CsCheck;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Ethereum.Trie;
using Platone.Testing;

namespace Platone.Actors.Tests.Ethereum;

public sealed class TrieTests
{
    [SkippableFact]
    public void Roots_are_those_of_the_vectors()
    {
        var files = (string[])["eth_mpt_trietest.json", "eth_mpt_trieanyorder.json"];
        var vectors = files.SelectMany(f => Vectors.Read(f).EnumerateObject()).ToList();
        Assert.Equal(5 + 7, vectors.Count);
        foreach (var vector in vectors)
        {
            var trie = new MerklePatriciaTrie(Entries(vector.Value.GetProperty("in")));
            Assert.True(vector.Value.Text("root") == trie.Root.ToHex(prefix: true), vector.Name);
        }
    }

    [SkippableFact]
    public void Paths_are_written_as_the_vectors_do()
    {
        var vectors = Vectors.Read("eth_hexprefix_mpt.json").EnumerateObject().ToList();
        Assert.Equal(12, vectors.Count);
        foreach (var v in vectors.Select(v => v.Value))
        {
            var nibbles = v.GetProperty("seq").EnumerateArray().Select(n => n.GetByte()).ToArray();
            var isLeaf = v.GetProperty("term").GetBoolean();
            Assert.Equal(v.Text("out"), Nibbles.Encode(nibbles, isLeaf).ToHex());
            var decoded = Nibbles.Decode(v.Bytes("out"));
            Assert.Equal(nibbles, decoded.Nibbles);
            Assert.Equal(isLeaf, decoded.IsLeaf);
        }
    }

    [SkippableFact]
    public void A_mapping_s_value_is_where_cast_says() => Assert.Equal(Vectors.Read("cast_oracle.json").Text("mappingSlot_uint64_8_slot0"),
        new HexBigInteger(StorageSlot.OfMapping(8, 0)).HexValue);

    [Fact]
    public void Known_roots()
    {
        Assert.Equal("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421", MerklePatriciaTrie.EmptyRoot.ToHex());
        Assert.Equal("8aad789dff2f538bca5d8ea56e8abe10f4c7ba3a5dea95fea4cd6e7c3a1168d3", new MerklePatriciaTrie(Entries(
            ("doe", "reindeer"), ("dog", "puppy"), ("dogglesworth", "cat"))).Root.ToHex());
    }

    [Fact]
    public void Every_key_is_proved_there_or_not_there() => Tries.Sample((entries, others) =>
    {
        var trie = new MerklePatriciaTrie(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));
        var absent = others.Where(o => !entries.Any(e => e.Key.AsSpan().SequenceEqual(o))).Select(o => (Key: o, Value: (byte[]?)null));
        foreach (var (key, value) in entries.Select(e => (e.Key, (byte[]?)e.Value)).Concat(absent))
            if (!(TrieProof.Verify(trie.Root, key, trie.Prove(key)) ?? []).AsSpan().SequenceEqual(value ?? []))
                return false;
        return true;
    }, iter: Nightly.Times(500, 50_000));

    /// <summary>Whatever is changed in a proof, it proves the same or nothing.</summary>
    [Fact]
    public void A_changed_proof_proves_nothing_else() =>
        Gen.Select(Tries, Gen.Int[0, 10_000], Gen.Int[0, 10_000], Gen.Int[0, 4]).Sample((trie, a, b, kind) =>
    {
        var (entries, others) = trie;
        var built = new MerklePatriciaTrie(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));
        var keys = entries.Select(e => e.Key).Concat(others).ToList();
        var key = keys[a % keys.Count];
        var proof = built.Prove(key).ToList();
        TrieProof.Verify(built.Root, key, proof);
        var node = b % proof.Count;
        switch (kind)
        {
            case 0:
                proof[node] = [.. proof[node]];
                proof[node][b % proof[node].Length] ^= (byte)(1 << (a % 8));
                break;
            case 1:
                proof.RemoveAt(node);
                break;
            case 2:
                proof.Add(proof[node]);
                break;
            case 3:
                proof.Insert(node, proof[node]);
                break;
            default:
                proof[node] = [.. proof[node], 0];
                break;
        }

        Assert.Throws<TrieException>(() => TrieProof.Verify(built.Root, key, proof));
    }, iter: Nightly.Times(1_000, 100_000));

    [Fact]
    public void Any_bytes_as_a_proof_of_an_empty_trie_are_refused_but_the_two_that_nodes_give() =>
        Gen.Select(Gen.OneOf(Fuzz.AnyBytes, Gen.Const<byte[]>([0x80])).Array[0, 4], Gen.Byte.Array[32]).Sample((proof, key) =>
        {
            var isRefused = Vectors.IsRefused(() => Assert.Null(TrieProof.Verify(MerklePatriciaTrie.EmptyRoot, key, proof)));
            return isRefused != (proof is [] or [[0x80]]);
        }, iter: Nightly.Times(1_000, 100_000));

    /// <summary>Nodes whose hashes fit and whose content is anything: what a prover may choose.</summary>
    [Fact]
    public void Any_node_of_the_right_hash_gives_an_answer() => Gen.Select(Gen.OneOf(Fuzz.AnyBytes,
        Fuzz.Mutated(Tries.Select(t => new MerklePatriciaTrie(t.Item1.Select(e => KeyValuePair.Create(e.Key, e.Value))).Prove([])[0]))),
            Gen.Byte.Array[0, 4])
        .Sample((node, key) => Vectors.IsRefused(() => TrieProof.Verify(Keccak256.Hash(node), key, [node])) || true,
            iter: Nightly.Times(5_000, 500_000));

    [Fact]
    public void A_header_is_hashed_as_the_chain_does()
    {
        // Ethereum's first block, and its hash as everyone knows it.
        var genesis = "f90214a00000000000000000000000000000000000000000000000000000000000000000a01dcc4de8dec75d7aab85b567b6ccd41ad31245"
            + "1b948a7413f0a142fd40d49347940000000000000000000000000000000000000000a0d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72da"
            + "d1827a1709da30580f0544a056e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421a056e81f171bcc55a6ff8345"
            + "e692c0f86e5b48e01b996cadc001622fb5e363b421b90100"
            + new string('0', 512)
            + "850400000000808213888080a011bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82faa000000000000000000000"
            + "00000000000000000000000000000000000000000000880000000000000042";
        var header = BlockHeader.Decode(genesis.HexToByteArray());
        Assert.Equal("0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3", header.Hash);
        Assert.Equal("d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544", header.StateRoot.ToHex());
        Assert.Equal((0UL, DateTimeOffset.UnixEpoch, genesis), (header.Number, header.Timestamp, header.Encode().ToHex()));
        Fuzz.Mutated(Gen.Const(header.Encode())).Sample(bytes =>
            Vectors.IsRefused(() => Assert.Equal(bytes, BlockHeader.Decode(bytes).Encode())) || true, iter: Nightly.Times(2_000, 200_000));
    }

    [Fact]
    public void Blocks_of_QBFT_and_IBFT_2_have_their_hash_without_round_and_seals()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.Path("tests/Platone.Actors.Tests/Ethereum/BftBlocks.json")));
        var blocks = file.RootElement.GetProperty("blocks").EnumerateArray().Select(b => b.GetProperty("block").Deserialize<Block>(RpcJson.Options)!).ToList();
        Assert.Equal(4, blocks.Count);
        foreach (var block in blocks)
        {
            var header = BlockHeader.Of(block);
            Assert.Equal(block.Hash, header.Hash);
            Assert.Equal(block.StateRoot, header.StateRoot);
            // What a bundle carries is this form: anybody checks it by its hash alone.
            Assert.Equal(block.Hash, BlockHeader.Decode(header.Encode()).Hash);
        }
        var sealedBlock = blocks.Single(b => b.Number.Value == 0xe5f2);
        var changed = sealedBlock with { StateRoot = new byte[32] };
        Assert.NotEqual(changed.Hash, BlockHeader.Of(changed).Hash);
        // A validator more or less is bound; with the mix hash of another consensus the extra data is taken whole.
        var validators = sealedBlock.ExtraData.ToArray();
        validators[40] ^= 1;
        Assert.NotEqual(sealedBlock.Hash, BlockHeader.Of(sealedBlock with { ExtraData = validators }).Hash);
        Assert.NotEqual(sealedBlock.Hash, BlockHeader.Of(sealedBlock with { MixHash = new byte[32] }).Hash);
        Fuzz.Mutated(Gen.Const(sealedBlock.ExtraData)).Sample(bytes =>
            BlockHeader.Of(sealedBlock with { ExtraData = bytes }).Encode().Length > 0, iter: Nightly.Times(2_000, 200_000));
    }

    private static Gen<((byte[] Key, byte[] Value)[], byte[][])> Tries => Gen.Select(
        Gen.Select(Keys, Gen.OneOf(Gen.Byte.Array[1, 4], Gen.Byte.Array[30, 60])).Array[1, 30].Select(entries =>
            entries.DistinctBy(e => e.Item1.ToHex()).ToArray()),
        Keys.Array[1, 10]);

    // Few different bytes, so that keys share beginnings and lie within each other.
    private static Gen<byte[]> Keys => Gen.OneOf<byte>(0x00, 0x01, 0x10, 0x11, 0xf0).Array[0, 6];

    private static IEnumerable<KeyValuePair<byte[], byte[]>> Entries(params (string Key, string Value)[] entries) =>
        entries.Select(e => KeyValuePair.Create(Bytes(e.Key), Bytes(e.Value)));

    private static IEnumerable<KeyValuePair<byte[], byte[]>> Entries(JsonElement input) => Entries(
        [.. input.ValueKind == JsonValueKind.Object
            ? input.EnumerateObject().Select(p => (p.Name, p.Value.GetString()!))
            : input.EnumerateArray().Select(p => (p[0].GetString()!, p[1].GetString() ?? ""))]);

    private static byte[] Bytes(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? text.HexToByteArray() : Encoding.UTF8.GetBytes(text);
}
