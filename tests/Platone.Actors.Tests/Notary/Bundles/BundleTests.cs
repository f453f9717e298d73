using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Bundles;

public sealed class BundleTests : IAsyncLifetime
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly EventId Event = new("pod-1", 9);

    private readonly SqliteDatabases _databases = new();
    private TestLedger _ledger = null!;
    private INotary _notary = null!;
    private string _bundle = "";
    private string _vkey = "";

    public async Task InitializeAsync()
    {
        _ledger = new TestLedger(await _databases.NewAsync());
        for (var i = 0; i < 40; i++)
            _ledger.Journal.Append($"pod-{i % 3}", ["opening \u00e4 \"\\ "], ["reading 1", "", "reading 3"]);
        await _ledger.FollowAsync();
        _notary = _ledger.Reader();
        await _notary.SealAsync(Never);
        _bundle = (await _notary.BundleAsync(Event, [1, 3], Never))!;
        _vkey = await _notary.VerifierKeyAsync(Never);
    }

    public Task DisposeAsync()
    {
        _databases.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void A_bundle_alone_is_valid_and_self_attested()
    {
        var result = BundleVerifier.Verify(Encoding.UTF8.GetBytes(_bundle));
        Assert.True(result.IsValid, string.Join('\n', result.Checks));
        Assert.Equal(Attestation.SelfAttested, result.Attestation);
        Assert.Contains("self-attested", result.Summary, StringComparison.Ordinal);
        Assert.Equal(["format", "units", "leaf", "checkpoint", "inclusion", "signature"], result.Checks.Select(c => c.Name));
        var proven = result.Proven!;
        Assert.Equal((Event, "test.noted.1", 4, 40UL), (proven.Event, proven.Manifest, proven.UnitCount, proven.TreeSize));
        Assert.Equal(_ledger.Journal.Rows.Single(r => r.Id == Event).Open().RecordedAt, proven.RecordedAt);
        Assert.Equal([1, 3], proven.Units.Select(u => u.Number));
        Assert.Equal(["reading 1", "reading 3"], proven.Units.Select(u => Encoding.UTF8.GetString(u.Content.Span)));
        Assert.DoesNotContain(Convert.ToBase64String("opening"u8)[..8], _bundle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Units_are_disclosed_as_asked()
    {
        Assert.Equal([0, 1, 2, 3], Units(await _notary.BundleAsync(Event, null, Never)));
        Assert.Equal([], Units(await _notary.BundleAsync(Event, [], Never)));
        Assert.Equal([0, 2], Units(await _notary.BundleAsync(Event, [2, 0], Never)));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _notary.BundleAsync(Event, [4], Never));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _notary.BundleAsync(Event, [-1], Never));

        static IEnumerable<int> Units(string? bundle) => BundleVerifier.Verify(bundle!).Proven!.Units.Select(u => u.Number);
    }

    [Fact]
    public async Task There_is_no_bundle_of_what_is_unknown_or_not_sealed_or_erased_or_forged()
    {
        Assert.Null(await _notary.BundleAsync(new EventId("pod-1", 99), null, Never));
        var late = _ledger.Journal.Append("pod-0", ["late"], []);
        Assert.Null(await _notary.BundleAsync(late.Id, null, Never));
        await _ledger.FollowAsync();
        Assert.Null(await _notary.BundleAsync(late.Id, null, Never));
        await _notary.SealAsync(Never);
        Assert.NotNull(await _notary.BundleAsync(late.Id, null, Never));

        _ledger.Keys.Erase("pod-2", _ledger.Clock.GetUtcNow());
        await Assert.ThrowsAsync<ErasedSubjectException>(() => _notary.BundleAsync(new EventId("pod-2", 1), null, Never));
        // Proofs of others hold, old and new.
        Assert.True(BundleVerifier.Verify(_bundle).IsValid);
        Assert.True(BundleVerifier.Verify((await _notary.BundleAsync(Event, null, Never))!).IsValid);

        _ledger.Journal.Replace(0, _ledger.Journal.Encode("pod-0", "forged"));
        await Assert.ThrowsAsync<LogCorruptException>(() => _notary.BundleAsync(new EventId("pod-0", 1), null, Never));
    }

    [Fact]
    public void Every_changed_lost_or_added_character_is_refused()
    {
        for (var i = 0; i < _bundle.Length; i++)
        {
            AssertRefused($"{_bundle[..i]}{(char)(_bundle[i] ^ 1)}{_bundle[(i + 1)..]}");
            AssertRefused(_bundle.Remove(i, 1));
            AssertRefused(_bundle.Insert(i, i % 2 == 0 ? " " : "0"));
        }
    }

    [Fact]
    public void Every_changed_byte_of_every_binary_value_is_refused()
    {
        var json = JsonNode.Parse(_bundle)!;
        var changed = 0;
        foreach (var value in BundleJson.Values(json).ToList())
        {
            var text = value.GetValue<string>();
            foreach (var (decode, encode) in BundleJson.Encodings)
            {
                if (decode(text) is not { Length: > 0 } bytes || encode(bytes) != text)
                    continue;
                // Every byte; every bit at night.
                for (var bit = 0; bit < bytes.Length * 8; bit += Nightly.Times(8, 1))
                {
                    bytes[bit / 8] ^= (byte)(1 << bit % 8);
                    var quoted = $"\"{encode(bytes)}\"";
                    AssertRefused(_bundle.Replace($"\"{text}\"", quoted, StringComparison.Ordinal));
                    bytes[bit / 8] ^= (byte)(1 << bit % 8);
                    changed++;
                }
            }
        }
        // Two hashes, a salt each, contents, commitments, and the proof of a tree of 40.
        Assert.InRange(changed, 32 * 11, int.MaxValue);
    }

    [Fact]
    public void Every_field_missing_twice_moved_or_of_another_kind_is_refused()
    {
        foreach (var (parent, name) in BundleJson.Fields(JsonNode.Parse(_bundle)!).ToList())
        {
            AssertRefused(Edit(parent, o => o.Remove(name)));
            AssertRefused(Edit(parent, o => o[name] = null));
            AssertRefused(Edit(parent, o => o[name] = true));
            AssertRefused(Edit(parent, o => o[name] = 1.5));
            AssertRefused(Edit(parent, o => o[name] = "x"));
            AssertRefused(Edit(parent, o => o[name] = new JsonArray()));
            AssertRefused(Edit(parent, o => o[name] = new JsonObject()));
            AssertRefused(Edit(parent, o => o["unknown"] = 1));
            var moved = Edit(parent, o =>
            {
                var value = o[name]!.DeepClone();
                o.Remove(name);
                o[name] = value;
            });
            if (moved != _bundle)
                AssertRefused(moved);
        }
        AssertRefused(_bundle.Replace("\"units\":[", "\"format\":\"platone/bundle/v1\",\"units\":[", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"sequenceNr\":9", "\"sequenceNr\":09", "")]
    [InlineData("\"sequenceNr\":9", "\"sequenceNr\":9.0", "entry.sequenceNr")]
    [InlineData("\"sequenceNr\":9", "\"sequenceNr\":9e0", "entry.sequenceNr")]
    [InlineData("\"sequenceNr\":9", "\"sequenceNr\":-9", "entry.sequenceNr")]
    [InlineData("\"sequenceNr\":9", "\"sequenceNr\":9007199254740992", "entry.sequenceNr")]
    [InlineData("\"sequenceNr\":9", "\"sequenceNr\":\"9\"", "entry.sequenceNr")]
    [InlineData("\"format\"", "\"f\\u006frmat\"", "canonical")]
    [InlineData("pod-1", "pod\\u002d1", "canonical")]
    [InlineData("pod-1", "pod\\ud83d1", "Unicode")]
    [InlineData(":{\"persistenceId\"", ": {\"persistenceId\"", "canonical")]
    [InlineData("platone/bundle/v1", "platone/bundle/v2", "platone/bundle/v1")]
    [InlineData("[{\"commitment\":", "[{\"salt\":\"00\",\"commitment\":", "commitment")]
    public void Other_encodings_of_the_same_are_refused_with_a_reason(string part, string other, string reason)
    {
        Assert.Contains(part, _bundle, StringComparison.Ordinal);
        var result = BundleVerifier.Verify(_bundle.Replace(part, other, StringComparison.Ordinal));
        Assert.False(result.IsValid);
        Assert.Contains(reason, result.Checks.Single(c => !c.IsOk).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Upper_case_hex_other_base64_and_bytes_around_are_refused()
    {
        var salt = JsonNode.Parse(_bundle)!["units"]![1]!["salt"]!.GetValue<string>();
        AssertRefused(_bundle.Replace(salt, salt.ToUpperInvariant(), StringComparison.Ordinal));
        var content = JsonNode.Parse(_bundle)!["units"]![1]!["content"]!.GetValue<string>();
        Assert.Equal("cmVhZGluZyAx", content);
        AssertRefused(_bundle.Replace(content, content + "====", StringComparison.Ordinal));
        AssertRefused(_bundle.Replace(content, content.Insert(4, "\\n"), StringComparison.Ordinal));
        foreach (var after in (string[])["\n", " ", "\0", "{}"])
            AssertRefused(_bundle + after);
        foreach (var before in (string[])["\n", " ", "\uFEFF"])
            AssertRefused(before + _bundle);
        AssertRefused("");
        Assert.False(BundleVerifier.Verify([.. Encoding.UTF8.GetBytes(_bundle), 0xff]).IsValid);
        Assert.False(BundleVerifier.Verify([0xff]).IsValid);
    }

    [Fact]
    public void A_forger_with_another_key_is_only_self_attested_and_refused_by_a_trust_file()
    {
        var origin = NoteKey.Parse(_vkey).Name;
        var forger = new LogKey(origin, LogKey.NewSeed());
        var json = JsonNode.Parse(_bundle)!;
        var note = SignedNote.Parse(json["log"]!["checkpoint"]!.GetValue<string>());
        var forged = (ProofBundle.Parse(_bundle) with
        {
            VerifierKey = forger.VerifierKey.ToString(),
            Checkpoint = forger.Sign(note.Text).ToString(),
        }).ToJson();
        Assert.Equal(Attestation.SelfAttested, BundleVerifier.Verify(forged).Attestation);
        Assert.True(BundleVerifier.Verify(forged).IsValid);

        var trust = TrustFile.Parse(TrustFile.Write([_vkey], [], 0));
        Assert.False(BundleVerifier.Verify(forged, trust).IsValid);
        var honest = BundleVerifier.Verify(_bundle, trust);
        Assert.True(honest.IsValid);
        // The key's holder could still rewrite everything.
        Assert.Equal(Attestation.SelfAttested, honest.Attestation);
        Assert.Contains(honest.Checks, c => c is { Name: "log key", IsOk: true });
    }

    [Fact]
    public void A_trusted_key_does_not_vouch_for_another_log()
    {
        var elsewhere = new LogKey("elsewhere", LogKey.NewSeed());
        var bundle = ProofBundle.Parse(_bundle);
        var forged = bundle with
        {
            VerifierKey = elsewhere.VerifierKey.ToString(),
            Checkpoint = elsewhere.Sign(SignedNote.Parse(bundle.Checkpoint).Text).ToString(),
        };
        var trust = TrustFile.Parse(TrustFile.Write([elsewhere.VerifierKey.ToString()], [], 0));
        Assert.False(BundleVerifier.Verify(forged.ToJson(), trust).IsValid);
        Assert.False(BundleVerifier.Verify(forged.ToJson()).IsValid);
    }

    [Fact]
    public void A_quorum_of_witnesses_is_asked_for()
    {
        var witnesses = Enumerable.Range(0, 3).Select(i => new Witness($"witness.example/{i}")).ToList();
        var bundle = ProofBundle.Parse(_bundle);
        string Cosigned(params IEnumerable<Witness> by) => (bundle with
        {
            Checkpoint = by.Aggregate(SignedNote.Parse(bundle.Checkpoint), (n, w) => w.Cosign(n)).ToString(),
        }).ToJson();
        var trust = TrustFile.Parse(TrustFile.Write([_vkey], witnesses.Select(w => w.Key.ToString()), 2));

        Assert.False(BundleVerifier.Verify(_bundle, trust).IsValid);
        Assert.False(BundleVerifier.Verify(Cosigned(witnesses[0]), trust).IsValid);
        // One witness twice is one; strangers do not count.
        Assert.False(BundleVerifier.Verify(Cosigned(witnesses[0], witnesses[0]), trust).IsValid);
        Assert.False(BundleVerifier.Verify(Cosigned(witnesses[0], new Witness("stranger")), trust).IsValid);
        var good = BundleVerifier.Verify(Cosigned(witnesses[0], witnesses[2]), trust);
        Assert.True(good.IsValid, string.Join('\n', good.Checks));
        Assert.Equal(Attestation.Witnessed, good.Attestation);
        // A wrong signature of a known witness spoils the note, though two others are good.
        var bad = SignedNote.Parse(witnesses[1].Cosign(SignedNote.Parse(bundle.Checkpoint)).ToString());
        bad.Signatures[^1].Signature[20] ^= 1;
        var spoiled = (bundle with { Checkpoint = witnesses[2].Cosign(witnesses[0].Cosign(bad)).ToString() }).ToJson();
        Assert.False(BundleVerifier.Verify(spoiled, trust).IsValid);
        // Without a trust file nobody knows the witnesses.
        Assert.Equal(Attestation.SelfAttested, BundleVerifier.Verify(Cosigned(witnesses)).Attestation);
    }

    [Fact]
    public async Task An_external_checkpoint_vouches_if_it_is_of_the_same_history()
    {
        var first = (await _notary.CheckpointAsync(Never))!;
        var same = BundleVerifier.Verify(_bundle, null, new ExternalCheckpoint(first));
        Assert.True(same.IsValid);
        Assert.Equal(Attestation.ExternalCheckpoint, same.Attestation);

        _ledger.Journal.Fill(100);
        await _ledger.FollowAsync();
        await _notary.SealAsync(Never);
        var second = (await _notary.CheckpointAsync(Never))!;
        var proof = await _notary.ConsistencyAsync(40, 140, Never);
        Assert.False(BundleVerifier.Verify(_bundle, null, new ExternalCheckpoint(second)).IsValid);
        Assert.True(BundleVerifier.Verify(_bundle, null, new ExternalCheckpoint(second, proof)).IsValid);
        Assert.False(BundleVerifier.Verify(_bundle, null, new ExternalCheckpoint(second, [.. proof.Skip(1)])).IsValid);

        // The other way: an old checkpoint that one kept, and a new bundle.
        var newer = (await _notary.BundleAsync(Event, null, Never))!;
        Assert.Equal(Attestation.ExternalCheckpoint, BundleVerifier.Verify(newer, null, new ExternalCheckpoint(first, proof)).Attestation);
        var late = (await _notary.BundleAsync(_ledger.Journal.Rows[^1].Id, null, Never))!;
        var older = BundleVerifier.Verify(late, null, new ExternalCheckpoint(first, proof));
        Assert.False(older.IsValid);
        Assert.Contains("older than the leaf", older.Summary, StringComparison.Ordinal);
        var trust = TrustFile.Parse(TrustFile.Write([_vkey], [], 0));
        Assert.True(BundleVerifier.Verify(newer, trust, new ExternalCheckpoint(first, proof)).IsValid);
        Assert.False(BundleVerifier.Verify(newer, trust, new ExternalCheckpoint("nothing")).IsValid);

        // A rewritten log of the same key and size.
        var other = new TestLedger(await _databases.NewAsync());
        var key = (await _ledger.Store.KeyAsync(Never))!.Value;
        await other.Store.AddKeyAsync(key.Origin, key.Sealed, Never);
        other.Journal.Fill(40);
        await other.FollowAsync();
        await other.Reader().SealAsync(Never);
        var rewritten = BundleVerifier.Verify(_bundle, trust, new ExternalCheckpoint((await other.Reader().CheckpointAsync(Never))!));
        Assert.False(rewritten.IsValid);
        Assert.Contains("another history", rewritten.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_witnesses_may_be_on_the_external_checkpoint()
    {
        var witness = new Witness("witness.example/1");
        var external = new ExternalCheckpoint(witness.Cosign(SignedNote.Parse(ProofBundle.Parse(_bundle).Checkpoint)).ToString());
        var trust = TrustFile.Parse(TrustFile.Write([_vkey], [witness.Key.ToString()], 1));
        Assert.False(BundleVerifier.Verify(_bundle, trust).IsValid);
        Assert.Equal(Attestation.Witnessed, BundleVerifier.Verify(_bundle, trust, external).Attestation);
    }

    [Fact]
    public void A_tlog_proof_says_the_same_and_no_change_of_it_passes()
    {
        var text = BundleVerifier.ToTlogProof(_bundle);
        Assert.StartsWith("c2sp.org/tlog-proof@v1\nextra ", text, StringComparison.Ordinal);
        Assert.Equal(text, TlogProof.Parse(text).ToString());
        var trust = TrustFile.Parse(TrustFile.Write([_vkey], [], 0));
        var result = BundleVerifier.VerifyTlogProof(text, trust);
        Assert.True(result.IsValid, string.Join('\n', result.Checks));
        Assert.Equal(Event, result.Proven!.Event);
        for (var i = 0; i < text.Length; i++)
        {
            var changed = $"{text[..i]}{(char)(text[i] ^ 1)}{text[(i + 1)..]}";
            Assert.False(BundleVerifier.VerifyTlogProof(changed, trust).IsValid, $"character {i}");
            Assert.False(BundleVerifier.VerifyTlogProof(text.Remove(i, 1), trust).IsValid, $"character {i} removed");
        }
        Assert.False(BundleVerifier.VerifyTlogProof(text + "\n", trust).IsValid);
    }

    [Theory]
    [InlineData("""{"format":"platone/trust/v1","logs":[VKEY],"witnesses":[]}""", "quorum")]
    [InlineData("""{"format":"platone/trust/v1","logs":[VKEY],"witnesses":[],"quorum":1}""", "quorum")]
    [InlineData("""{"format":"platone/trust/v1","logs":[VKEY],"witnesses":[],"quorum":-1}""", "quorum")]
    [InlineData("""{"format":"platone/trust/v1","logs":[VKEY,VKEY],"witnesses":[],"quorum":0}""", "twice")]
    [InlineData("""{"format":"platone/trust/v1","logs":[],"witnesses":[],"quorum":0}""", "logs")]
    [InlineData("""{"format":"platone/trust/v1","logs":["a+b"],"witnesses":[],"quorum":0}""", "vkey")]
    [InlineData("""{"format":"platone/trust/v1","logs":[1],"witnesses":[],"quorum":0}""", "logs[0]")]
    [InlineData("""{"format":"platone/trust/v1","logs":[VKEY],"witnesses":[VKEY],"quorum":0}""", "witnesses")]
    [InlineData("""{"format":"platone/trust/v1","logs":[VKEY],"witnesses":[],"quorum":0,"quorum":0}""", "")]
    [InlineData("""{"format":"platone/trust/v1","logs":[VKEY],"witnesses":[],"quorum":0,"chain":1}""", "chain")]
    [InlineData("""{"format":"platone/trust/v9","logs":[VKEY],"witnesses":[],"quorum":0}""", "v9")]
    [InlineData("""[]""", "object")]
    public void Wrong_trust_files_are_refused_with_a_reason(string json, string reason)
    {
        var e = Assert.Throws<FormatException>(() => TrustFile.Parse(json.Replace("VKEY", $"\"{_vkey}\"", StringComparison.Ordinal)));
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trust_file_reads_as_it_was_written()
    {
        var witness = new Witness("witness.example/1").Key.ToString();
        var block = new TrustedBlock(1337, new Address(Enumerable.Range(0, 20).Select(i => (byte)i).ToArray()),
            new Hash256(Enumerable.Range(0, 32).Select(i => (byte)(i * 7)).ToArray()));
        var read = TrustFile.Parse(TrustFile.Write([_vkey], [witness], 1, [block]));
        Assert.Equal((1, block), (read.Quorum, read.Chains.Single()));
        Assert.Equal([_vkey], read.LogKeys);
        Assert.Equal(witness, read.Witnesses.Single().ToString());
        Assert.Empty(TrustFile.Parse(TrustFile.Write([_vkey], [], 0, [])).Chains);
        Assert.Throws<FormatException>(() => TrustFile.Write([_vkey], [witness], 2));
    }

    private string Edit(string parent, Action<JsonObject> edit) => BundleJson.Edit(_bundle, parent, edit);

    private static void AssertRefused(string bundle)
    {
        var result = BundleVerifier.Verify(bundle);
        Assert.False(result.IsValid, bundle);
        Assert.Null(result.Proven);
    }

    private sealed class Witness
    {
        private readonly byte[] _seed = LogKey.NewSeed();

        public Witness(string name)
        {
            var publicKey = new byte[32];
            Ed25519.GeneratePublicKey(_seed, 0, publicKey, 0);
            Key = NoteKey.Create(name, NoteKeyType.Cosignature, publicKey);
        }

        public NoteKey Key { get; }

        public SignedNote Cosign(SignedNote note)
        {
            const ulong time = 1_795_000_000;
            var message = NoteKey.CosignedMessage(note.Text, time);
            var signature = new byte[8 + 64];
            BinaryPrimitives.WriteUInt64BigEndian(signature, time);
            Ed25519.Sign(_seed, 0, message, 0, message.Length, signature, 8);
            return note.With(new NoteSignature(Key.Name, Key.Id, signature));
        }
    }
}
