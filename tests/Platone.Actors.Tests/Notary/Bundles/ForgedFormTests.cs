using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rlp;
using Platone.Actors.Ethereum.Trie;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Checkpoints;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Bundles;

/// <summary>
/// Both verifiers come to the same verdict on bundles whose hashes are all right and whose forms are wrong or odd: what a changed byte never
/// reaches, since the hash of it is looked at first.
/// </summary>
public sealed class ForgedFormTests : IDisposable
{
    private const int Holds = 0;
    private const int DoesNot = 1;
    private const int IsNone = 2;

    private static readonly byte[] Neutral = [1, .. new byte[31]];
    private static readonly byte[] OfOrderTwo = [0xec, .. Enumerable.Repeat((byte)0xff, 30), 0x7f];

    private readonly TestDirectory _folder = new("forged");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Both_verifiers_say_the_same_of_every_form()
    {
        List<(string Name, string Bundle, int Verdict)> cases = [.. Headers(), .. Accounts(), .. Tries(), .. Keys(), .. Entries()];
        foreach (var (name, bundle, verdict) in cases)
            Assert.True(verdict == ExitCode(BundleVerifier.Verify(Encoding.UTF8.GetBytes(bundle))), $"{name}: platone verify");

        var node = Peers.Require("node");
        var files = cases.Select((c, i) => _folder.Write($"{i}.json", c.Bundle)).ToList();
        var result = await ProcessHost.RunAsync(node, [Repository.Path("contracts/verify/verify.mjs"), .. files]);
        Assert.True(result.ExitCode is >= 0 and <= 2, result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(cases.Count, lines.Length);
        foreach (var ((name, _, verdict), line) in cases.Zip(lines))
            Assert.True(line.StartsWith(verdict.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), $"{name}: verify.mjs says {line}");
    }

    [SkippableFact]
    public async Task No_name_in_a_bundle_adds_a_line_to_what_a_verifier_prints()
    {
        const string forged = "pod-1\nok     witnesses: 2 of 2 cosigned\r\u0085\u2028\u2029\u001b[2J\u009b1A\u202e\u200b\nvalid, by the witnesses of the trust file";
        foreach (var hostile in (ForgedBundle[])
            [new() { Event = new EventId(forged.Replace("\r", "", StringComparison.Ordinal).Replace("\u001b", "", StringComparison.Ordinal), 9) },
                new() { Manifest = "a\nvalid, by the chain of the trust file\u0085" }])
        {
            var bundle = hostile.ToJson();
            var result = BundleVerifier.Verify(bundle);
            Assert.True(result.IsValid, result.Summary);
            Assert.All(result.Checks.Select(c => c.ToString()).Append(result.Summary), AssertOneLine);

            var printed = await ProcessHost.RunAsync(Peers.Require("node"),
                [Repository.Path("contracts/verify/verify.mjs"), _folder.Write("hostile.json", bundle)]);
            Assert.Equal((Holds, ""), (printed.ExitCode, printed.Error));
            var lines = printed.Output.TrimEnd('\n').Split('\n');
            Assert.Equal([.. result.Checks.Select(c => $"ok     {c.Name}"), result.Summary], lines.Select(l => l.Split(": ")[0] is var head
                && head.StartsWith("ok ", StringComparison.Ordinal) ? head : l));
            Assert.All(lines, AssertOneLine);
        }
        // A fault names what is wrong, and that is a name of the bundle's, too.
        var refused = BundleVerifier.Verify(new ForgedBundle { VerifierKey = "x\nvalid, by the witnesses of the trust file\n" }.ToJson());
        Assert.False(refused.IsValid);
        AssertOneLine(refused.Summary);
        AssertOneLine(Assert.Single(refused.Checks).ToString());
    }

    // As VerifyVerb has it.
    private static int ExitCode(VerificationResult result) => result.IsValid ? Holds : result.Checks is [{ IsOk: false }] ? IsNone : DoesNot;

    private static void AssertOneLine(string line) => Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u202e' or '\u200b');

    private static (string Name, string Bundle, int Verdict) Case(string name, int verdict, ForgedBundle bundle) => (name, bundle.ToJson(), verdict);

    private static IEnumerable<(string, string, int)> Headers()
    {
        var word = RlpItem.Of(new byte[32]);
        yield return Case("14 fields", DoesNot, new ForgedBundle { IsAnchored = true, Header = f => f[..14] });
        foreach (var count in (int[])[15, 16, 17, 18, 19, 20, 21, 22, 40])
            yield return Case($"{count} fields", Holds, new ForgedBundle { IsAnchored = true, Header = f => [.. f, .. Enumerable.Repeat(word, count - 15)] });
        yield return With("a state root of 31 bytes", DoesNot, 3, RlpItem.Of(new byte[31]));
        yield return With("a list as state root", DoesNot, 3, RlpItem.List());
        yield return With("block 0", Holds, 8, RlpItem.Of(BigInteger.Zero));
        yield return With("a number of 8 bytes", Holds, 8, RlpItem.Of(Enumerable.Repeat((byte)0xff, 8).ToArray()));
        yield return With("a number of 9 bytes", DoesNot, 8, RlpItem.Of(Enumerable.Repeat((byte)1, 9).ToArray()));
        yield return With("a number with a leading zero", DoesNot, 8, RlpItem.Of(new byte[] { 0, 1 }));
        yield return With("a list as number", DoesNot, 8, RlpItem.List());
        yield return With("a list as parent", Holds, 0, RlpItem.List(word));
        yield return With("64 lists", Holds, 12, Nested(63));
        yield return With("65 lists", DoesNot, 12, Nested(64));
        yield return With("2^18 items", Holds, 12, RlpItem.List([.. Enumerable.Repeat(RlpItem.Of(new byte[] { 1 }), (1 << 18) - 16)]));
        yield return With("2^18 items and one", DoesNot, 12, RlpItem.List([.. Enumerable.Repeat(RlpItem.Of(new byte[] { 1 }), (1 << 18) - 15)]));
        yield return With("4 MiB and more", DoesNot, 12, RlpItem.Of(new byte[4 << 20]));
        yield return Bytes("20,000 lists", _ => Nest(20_000));
        yield return Bytes("a byte behind", b => [.. b, 0]);
        yield return Bytes("a byte less", b => b[..^1]);
        yield return Bytes("a longer length", b => [0xfa, 0, b[1], b[2], .. b[3..]]);
        yield return Bytes("a length of 8 bytes", b => [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, .. b[3..]]);

        static (string, string, int) With(string name, int verdict, int field, RlpItem item) => Case(name, verdict, new ForgedBundle
        {
            IsAnchored = true,
            Header = f => [.. f[..field], item, .. f[(field + 1)..]],
        });

        static (string, string, int) Bytes(string name, Func<byte[], byte[]> change) =>
            Case(name, DoesNot, new ForgedBundle { IsAnchored = true, HeaderBytes = change });
    }

    private static IEnumerable<(string, string, int)> Accounts()
    {
        yield return Case("an account", Holds, new ForgedBundle { IsAnchored = true });
        foreach (var (name, field, item) in ((string, int, RlpItem)[])
        [
            ("a list as nonce", 0, RlpItem.List()), ("nonce 0 as a byte", 0, RlpItem.Of(new byte[1])), ("a nonce of 9 bytes", 0, RlpItem.Of(BigInteger.Pow(2, 64))),
            ("a balance with a leading zero", 1, RlpItem.Of(new byte[] { 0, 1 })), ("a balance of 33 bytes", 1, RlpItem.Of(BigInteger.Pow(2, 256))),
            ("a list as balance", 1, RlpItem.List()), ("a storage root of 33 bytes", 2, RlpItem.Of(new byte[33])), ("a list as storage root", 2, RlpItem.List()),
            ("a code hash of 31 bytes", 3, RlpItem.Of(new byte[31])), ("a list as code hash", 3, RlpItem.List()),
        ])
        {
            yield return Case(name, DoesNot, new ForgedBundle { IsAnchored = true, Account = f => [.. f[..field], item, .. f[(field + 1)..]] });
        }
        yield return Case("an account of three", DoesNot, new ForgedBundle { IsAnchored = true, Account = f => f[..3] });
        yield return Case("an account of five", DoesNot, new ForgedBundle { IsAnchored = true, Account = f => [.. f, RlpItem.List()] });
        yield return Case("a value with a leading zero", DoesNot, new ForgedBundle { IsAnchored = true, Value = v => RlpItem.Of(new byte[] { 0 }.Concat(v).ToArray()) });
        yield return Case("a value in a list", DoesNot, new ForgedBundle { IsAnchored = true, Value = v => RlpItem.List(RlpItem.Of(v)) });
        yield return Case("no value", DoesNot, new ForgedBundle { IsAnchored = true, Value = _ => RlpItem.Of(Array.Empty<byte>()) });
        yield return Case("another value", DoesNot, new ForgedBundle { IsAnchored = true, Value = v => RlpItem.Of(SHA256.HashData(v)) });
    }

    private static IEnumerable<(string, string, int)> Tries()
    {
        yield return Node("a leaf alone", Holds, (k, v) => Encode(0x20, k, v));
        yield return Node("a leaf with a flag of 4", DoesNot, (k, v) => Encode(0x40, k, v));
        yield return Node("a leaf with something in the unused half byte", DoesNot, (k, v) => Encode(0x21, k, v));
        yield return Node("a leaf that calls itself an extension", DoesNot, (k, v) => Encode(0x00, k, v));
        yield return Node("a leaf of three", DoesNot, (k, v) => RlpEncoder.Encode(RlpItem.List(RlpItem.Of(new byte[] { 0x20 }.Concat(k).ToArray()), RlpItem.Of(v), RlpItem.Of(v))));
        yield return Node("a leaf with a list as value", DoesNot, (k, v) => RlpEncoder.Encode(RlpItem.List(RlpItem.Of(new byte[] { 0x20 }.Concat(k).ToArray()), RlpItem.List(RlpItem.Of(v)))));
        yield return Node("a leaf without a path", DoesNot, (_, v) => RlpEncoder.Encode(RlpItem.List(RlpItem.Of(Array.Empty<byte>()), RlpItem.Of(v))));
        yield return Node("a leaf with a list as path", DoesNot, (_, v) => RlpEncoder.Encode(RlpItem.List(RlpItem.List(), RlpItem.Of(v))));
        yield return Node("bytes for a node", DoesNot, (_, v) => RlpEncoder.Encode(RlpItem.Of(v)));
        yield return Node("the empty trie", DoesNot, (_, _) => [0x80]);
        yield return Node("a leaf within a branch", DoesNot, (k, _) => Branch(k[0] >> 4, RlpItem.List(RlpItem.Of(new byte[] { 0x20 }), RlpItem.Of(new byte[] { 5 }))));
        yield return Node("a branch that leads nowhere", DoesNot, (k, _) => Branch(k[0] >> 4, RlpItem.Of(Array.Empty<byte>())));
        yield return Case("a node too many", DoesNot, new ForgedBundle { IsAnchored = true, Storage = (k, v) => ForgedBundle.Trie(k, v) is var t ? (t.Root, [.. t.Nodes, t.Nodes[0]]) : t });
        yield return Case("no node", DoesNot, new ForgedBundle { IsAnchored = true, Storage = (_, _) => (MerklePatriciaTrie.EmptyRoot, []) });
        yield return Case("an extension of one half byte after another", Holds, new ForgedBundle { IsAnchored = true, Storage = (k, v) => Chain(k, v, 64) });
        yield return Case("an extension of nothing", DoesNot, new ForgedBundle { IsAnchored = true, Storage = (k, v) => Behind(ForgedBundle.Trie(k, v)) });

        static (string, string, int) Node(string name, int verdict, Func<byte[], byte[], byte[]> node) =>
            Case(name, verdict, new ForgedBundle { IsAnchored = true, Storage = ForgedBundle.Leaf(node) });

        static byte[] Encode(byte flag, byte[] key, byte[] value) =>
            RlpEncoder.Encode(RlpItem.List(RlpItem.Of(new byte[] { flag }.Concat(key).ToArray()), RlpItem.Of(value)));

        static byte[] Branch(int nibble, RlpItem child)
        {
            var items = Enumerable.Repeat(RlpItem.Of(Array.Empty<byte>()), 17).ToArray();
            items[nibble] = child;
            return RlpEncoder.Encode(RlpItem.List(items));
        }

        // The longest way there can be: a node for each half byte, and the leaf.
        static (byte[] Root, IReadOnlyList<byte[]> Nodes) Chain(byte[] key, byte[] value, int length)
        {
            var nibbles = Nibbles.Of(key);
            List<byte[]> nodes = [RlpEncoder.Encode(RlpItem.List(RlpItem.Of(Nibbles.Encode(nibbles.AsSpan(length), isLeaf: true)), RlpItem.Of(value)))];
            for (var i = length - 1; i >= 0; i--)
                nodes.Insert(0, RlpEncoder.Encode(RlpItem.List(RlpItem.Of(Nibbles.Encode(nibbles.AsSpan(i, 1), isLeaf: false)), RlpItem.Of(Keccak256.Hash(nodes[0])))));
            return (Keccak256.Hash(nodes[0]), nodes);
        }

        static (byte[] Root, IReadOnlyList<byte[]> Nodes) Behind((byte[] Root, IReadOnlyList<byte[]> Nodes) trie)
        {
            var extension = RlpEncoder.Encode(RlpItem.List(RlpItem.Of(Nibbles.Encode([], isLeaf: false)), RlpItem.Of(trie.Root)));
            return (Keccak256.Hash(extension), [extension, .. trie.Nodes]);
        }
    }

    private static IEnumerable<(string, string, int)> Keys()
    {
        foreach (var (name, key) in ((string, byte[])[])
        [
            ("the neutral point", Neutral), ("a point of order 2", OfOrderTwo), ("a point of order 4", new byte[32]),
            ("a point in another form", [0xee, .. Enumerable.Repeat((byte)0xff, 30), 0x7f]), ("no point", [2, .. new byte[31]]),
            ("the base point and one of order 2 together", [0x95, .. Enumerable.Repeat((byte)0x99, 31)]),
        ])
        {
            var (vkey, id) = ForgedBundle.AnyKey(key);
            // By such a key the neutral point and 0 are a signature of everything.
            yield return Case($"{name} for a key", IsNone, new ForgedBundle
            {
                VerifierKey = vkey,
                Sign = _ => new NoteSignature(ForgedBundle.Key.VerifierKey.Name, id, [.. Neutral, .. new byte[32]]),
            });
        }
        yield return Case("a witness's key", DoesNot, new ForgedBundle { VerifierKey = ForgedBundle.AnyKey(ForgedBundle.Key.VerifierKey.PublicKey, 4).VerifierKey });
        foreach (var (name, point) in ((string, byte[])[])[("the neutral point", Neutral), ("a point of order 2", OfOrderTwo), ("a point of order 4", new byte[32])])
            yield return Case($"a signature by {name}", DoesNot, new ForgedBundle { Sign = text => ForgedBundle.SmallOrder(text, point) });
        yield return Case("a signature as it should be", Holds, new ForgedBundle());
    }

    private static IEnumerable<(string, string, int)> Entries()
    {
        foreach (var id in (string[])["", "a\nb", "\u0085\u2028\u2029\u007f\u009b", "\ufeff\ud83d\ude00", "\\n\"", "__proto__"])
            yield return Case($"id {Uri.EscapeDataString(id)}", Holds, new ForgedBundle { Event = new EventId(id, 0), Manifest = id });
        foreach (var at in (long[])[0, -1, -62_135_596_800_000_000, 253_402_300_799_999_999])
            yield return Case($"recorded at {at}", Holds, new ForgedBundle { RecordedAt = at });
        yield return Case("the largest number", Holds, new ForgedBundle { Event = new EventId("pod-1", (1L << 53) - 1) });
        yield return Case("a number too large", IsNone, new ForgedBundle { Event = new EventId("pod-1", 1L << 53) });
        yield return Case("no unit", Holds, new ForgedBundle { Units = [] });
        yield return Case("a unit of nothing", Holds, new ForgedBundle { Units = [ForgedBundle.Disclosed("")] });
        yield return Case("300 units", Holds, new ForgedBundle { Units = [.. Enumerable.Range(0, 300).Select(i => ForgedBundle.Disclosed($"{i}"))] });
        yield return Case("a unit of 8 MB", Holds, new ForgedBundle { Units = [ForgedBundle.Disclosed(new string('x', 8_000_000))] });
        yield return Case("an id of 8 MB of newlines", Holds, new ForgedBundle { Event = new EventId(new string('\n', 8_000_000), 1) });
    }

    private static RlpItem Nested(int lists) => lists == 1 ? RlpItem.List() : RlpItem.List(Nested(lists - 1));

    private static byte[] Nest(int lists)
    {
        var lengths = new List<byte[]>();
        for (var (i, size) = (0, 0); i < lists; i++)
        {
            byte[] prefix = size <= 55 ? [(byte)(0xc0 + size)]
                : size <= 0xff ? [0xf8, (byte)size]
                : size <= 0xffff ? [0xf9, (byte)(size >> 8), (byte)size]
                : [0xfa, (byte)(size >> 16), (byte)(size >> 8), (byte)size];
            lengths.Add(prefix);
            size += prefix.Length;
        }
        lengths.Reverse();
        return [.. lengths.SelectMany(p => p)];
    }
}
