using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary.Leaves;
using Platone.Actors.Notary.Merkle;
using Platone.Actors.Tests.Notary.Testing;

namespace Platone.Actors.Tests.Notary.Bundles;

public class LeafTests
{
    // Written out by hand from docs/log.md: a change of these bytes breaks every proof ever given away.
    private const string Golden =
        "00000005" + "706f642d31" +
        "00000008" + "0000000000000002" +
        "00000008" + "00064430b2a81640" +
        "0000000c" + "746573742e6e6f7465642e31" +
        "00000020" + "1111111111111111111111111111111111111111111111111111111111111111" +
        "00000020" + "2222222222222222222222222222222222222222222222222222222222222222";

    private static readonly Leaf Sample = new(new EventId("pod-1", 2), 0x00064430b2a81640, "test.noted.1",
        [.. Enumerable.Repeat((byte)0x11, 32)], [.. Enumerable.Repeat((byte)0x22, 32)]);

    [Fact]
    public void The_leafs_data_is_as_documented()
    {
        Assert.Equal(Golden, Convert.ToHexStringLower(Sample.Encode()));
        Assert.Equal(SHA256.HashData([0, .. Convert.FromHexString(Golden)]), Sample.Hash());
        Assert.Equal(Golden, Convert.ToHexStringLower(Leaf.Decode(Sample.Encode()).Encode()));
    }

    [Fact]
    public void Data_that_is_too_short_or_too_long_is_no_leaf()
    {
        var data = Sample.Encode();
        for (var length = 0; length < data.Length; length++)
            Assert.Throws<FormatException>(() => Leaf.Decode(data.AsSpan(0, length)));
        Assert.Throws<FormatException>(() => Leaf.Decode([.. data, 0]));
    }

    [Fact]
    public void Salts_and_commitments_are_as_documented()
    {
        var key = SHA256.HashData("key"u8);
        var salt = UnitCommitment.Salt(key, new EventId("pod-1", 2), 3);
        Assert.Equal(HMACSHA256.HashData(key, Convert.FromHexString("00000005" + "706f642d31" + "0000000000000002" + "00000003")), salt);
        Assert.Equal(SHA256.HashData([.. salt, .. "unit"u8]), UnitCommitment.Commit(salt, "unit"u8));
        var commitments = NaiveTree.Leaves(5);
        Assert.Equal(NaiveTree.Root([.. commitments.Select(c => MerkleHash.Leaf(c))]), UnitCommitment.Root(commitments));
        Assert.Equal(MerkleHash.Empty, UnitCommitment.Root([]));
    }

    [Fact]
    public void A_leaf_commits_to_the_stored_bytes_and_every_unit()
    {
        var keys = new MemoryKeyStore();
        var entry = new TestJournal(keys).Append("pod-1", ["open"], ["a", "b"]);
        var made = new LeafMaker(keys).Remake(entry, null);
        var (leaf, units) = (made.Leaf, made.Units.Select(u => u.Disclosable!).ToList());
        Assert.Equal(SHA256.HashData(entry.Stored.Span), leaf.StoredHash);
        Assert.Equal(["open", "a", "b"], units.Select(u => Encoding.UTF8.GetString(u.Content.Span)));
        Assert.Equal(entry.Open().RecordedAt, leaf.RecordedAt);
        Assert.Equal(new LeafMaker(keys).Make(entry).Leaf.Hash(), leaf.Hash());
        Assert.Equal(UnitCommitment.Salt(keys.Find(KeyId.For("pod-1", leaf.RecordedAt))!, entry.Id, 2), units[2].Salt);
    }
}
