using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rlp;
using Platone.Actors.Ethereum.Trie;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.Driving;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Leaves;

namespace Platone.Actors.Tests.Notary.Bundles;

/// <summary>
/// A bundle as a forger makes one: a log of one leaf with a key of its own, a state and a block that nobody mined. Whatever is changed in it
/// is hashed and signed again, so that verifiers come as far as the form of what the hashes are of.
/// </summary>
internal sealed class ForgedBundle
{
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
    private static readonly byte[] Seed = SHA256.HashData("forger"u8);
    private static readonly Address Contract = new(Enumerable.Range(1, 20).Select(i => (byte)i).ToArray());

    /// <summary>The forger's key.</summary>
    public static LogKey Key { get; } = new("forged.example/log", Seed);

    /// <summary>The event.</summary>
    public EventId Event { get; init; } = new("pod-1", 9);

    /// <summary>Its manifest.</summary>
    public string Manifest { get; init; } = "test.noted.1";

    /// <summary>When it was recorded, microseconds since 1970.</summary>
    public long RecordedAt { get; init; } = 1_795_000_000_123_457;

    /// <summary>The units.</summary>
    public IReadOnlyList<BundleUnit> Units { get; init; } = [Disclosed("reading")];

    /// <summary>The vkey the bundle shows.</summary>
    public string VerifierKey { get; init; } = Key.VerifierKey.ToString();

    /// <summary>How the checkpoint's text is signed: key id and signature.</summary>
    public Func<string, NoteSignature> Sign { get; init; } = text => Key.Sign(text).Signatures.Single();

    /// <summary>The header's fields, changed.</summary>
    public Func<List<RlpItem>, IReadOnlyList<RlpItem>> Header { get; init; } = fields => fields;

    /// <summary>The header's bytes, changed.</summary>
    public Func<byte[], byte[]> HeaderBytes { get; init; } = bytes => bytes;

    /// <summary>The account's fields, changed.</summary>
    public Func<List<RlpItem>, IReadOnlyList<RlpItem>> Account { get; init; } = fields => fields;

    /// <summary>What the slot holds, made of the 32 bytes it is to hold.</summary>
    public Func<byte[], RlpItem> Value { get; init; } = head => RlpItem.Of(new BigInteger(head, isUnsigned: true, isBigEndian: true));

    /// <summary>A trie of a key (hashed already) and a value: its root and the nodes to the key.</summary>
    public Func<byte[], byte[], (byte[] Root, IReadOnlyList<byte[]> Nodes)> Storage { get; init; } = Trie;

    /// <summary>Whether it leads on to a block.</summary>
    public bool IsAnchored { get; init; }

    /// <summary>A unit that is shown.</summary>
    public static BundleUnit Disclosed(string content)
    {
        var unit = new SaltedUnit(SHA256.HashData("salt"u8), Encoding.UTF8.GetBytes(content));
        return new BundleUnit(unit.Commitment(), unit);
    }

    /// <summary>A trie that holds others besides, so that there are branches.</summary>
    public static (byte[] Root, IReadOnlyList<byte[]> Nodes) Trie(byte[] key, byte[] value)
    {
        var others = Enumerable.Range(0, 40).Select(i => KeyValuePair.Create(SHA256.HashData([(byte)i]), SHA256.HashData([(byte)i, 1])));
        var trie = new MerklePatriciaTrie(others.Append(KeyValuePair.Create(key, value)));
        return (trie.Root, trie.Prove(key));
    }

    /// <summary>A trie of one leaf whose node is written otherwise.</summary>
    public static Func<byte[], byte[], (byte[] Root, IReadOnlyList<byte[]> Nodes)> Leaf(Func<byte[], byte[], byte[]> node) => (key, value) =>
    {
        var encoded = node(key, value);
        return (Keccak256.Hash(encoded), [encoded]);
    };

    /// <summary>A signature whose first half is a point of small order: it holds by the equation with the cofactor, and of the neutral
    /// point also by that without.</summary>
    public static NoteSignature SmallOrder(string text, byte[] point)
    {
        var secret = SHA512.HashData(Seed)[..32];
        secret[0] &= 248;
        secret[31] = (byte)((secret[31] & 127) | 64);
        var hash = SHA512.HashData([.. point, .. Key.VerifierKey.PublicKey, .. Encoding.UTF8.GetBytes(text)]);
        var scalar = Number(hash) * Number(secret) % Order;
        return new NoteSignature(Key.VerifierKey.Name, Key.VerifierKey.Id, [.. point, .. Bytes(scalar)]);
    }

    /// <summary>A vkey of any 32 bytes, with the id that fits them.</summary>
    public static (string VerifierKey, uint Id) AnyKey(byte[] key, byte type = 1)
    {
        byte[] typed = [type, .. key];
        var hash = SHA256.HashData([.. Encoding.UTF8.GetBytes(Key.VerifierKey.Name), (byte)'\n', .. typed]);
        var id = (uint)((hash[0] << 24) | (hash[1] << 16) | (hash[2] << 8) | hash[3]);
        return ($"{Key.VerifierKey.Name}+{id:x8}+{Convert.ToBase64String(typed)}", id);
    }

    /// <summary>The bundle.</summary>
    public string ToJson()
    {
        var leaf = new Leaf(Event, RecordedAt, Manifest, SHA256.HashData("stored"u8), UnitCommitment.Root(Units.Select(u => u.Commitment)));
        var text = new Checkpoint(Key.VerifierKey.Name, 1, leaf.Hash(), []).ToText();
        var note = new SignedNote(text, [Sign(text)]).ToString();
        return new ProofBundle(leaf, Units, VerifierKey, 0, [], note, IsAnchored ? Anchor(leaf.Hash()) : null).ToJson();
    }

    private static BigInteger Number(byte[] littleEndian) => new(littleEndian, isUnsigned: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true);
        return [.. bytes, .. new byte[32 - bytes.Length]];
    }

    private BundleAnchor Anchor(byte[] root)
    {
        const long seq = 7;
        var head = EventLogWork.HeadHash(1, new Hash256(root)).ToBytes();
        var slot = Keccak256.Hash(StorageSlot.ToBytes(AnchorCheck.SlotOf((ulong)seq)));
        var (storageRoot, storage) = Storage(slot, RlpEncoder.Encode(Value(head)));
        var account = Account([RlpItem.Of(BigInteger.One), RlpItem.Of(BigInteger.Zero), RlpItem.Of(storageRoot), RlpItem.Of(Keccak256.Hash([]))]);
        var (stateRoot, state) = Trie(Keccak256.Hash(Contract.ToBytes()), RlpEncoder.Encode(RlpItem.List([.. account])));
        List<RlpItem> fields = [.. Enumerable.Range(0, 15).Select(i => i switch
        {
            3 => RlpItem.Of(stateRoot),
            8 => RlpItem.Of(new BigInteger(1234)),
            _ => RlpItem.Of(SHA256.HashData([(byte)i])),
        })];
        var header = HeaderBytes(RlpEncoder.Encode(RlpItem.List([.. Header(fields)])));
        return new BundleAnchor(Contract.ToBytes(), seq, 1, root, [], Keccak256.Hash(header), header, state, storage);
    }
}
