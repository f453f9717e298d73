using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Checkpoints;
using Platone.Actors.Notary.Witnessing;
using Platone.Actors.Tests.Notary.Anchoring.Testing;
using Platone.Actors.Tests.Notary.Testing;
using Platone.Testing;

namespace Platone.Actors.Tests.Notary.Bundles;

/// <summary>
/// <c>contracts/verify</c>, which shares no code with <see cref="BundleVerifier"/>, comes to the same verdicts and exit codes: on a bundle
/// as it is, and with everything in it changed, one thing at a time.
/// </summary>
public abstract class SecondVerifierTests : IAsyncLifetime
{
    private static readonly string[] OtherValues =
        ["null", "true", "1.5", "-1", "0", "9007199254740992", "\"x\"", "\"\"", "[]", "{}", "[null]"];

    private readonly TestDirectory _folder = new("verifiers");
    private string _bundle = "";
    private string _trust = "";

    /// <summary>The event whose bundle is looked at.</summary>
    protected static EventId Event { get; } = new("pod-1", 9);

    public Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A bundle of the event with the units 1 and 3, and a trust file by which it is valid.</summary>
    protected abstract Task<(string Bundle, string Trust)> MakeAsync();

    /// <summary>Records what the bundle is of.</summary>
    private protected static void Record(TestLedger ledger)
    {
        for (var i = 0; i < 40; i++)
            ledger.Journal.Append($"pod-{i % 3}", ["opening \u00e4 \"\\ "], ["reading 1", "", "reading 3"]);
    }

    [SkippableFact]
    public async Task Both_accept_the_bundle_and_refuse_every_change_of_it()
    {
        (_bundle, _trust) = await MakeAsync();
        string[] bundles =
        [
            _bundle,
            .. ChangedBytes(), .. ChangedStructure(), .. OtherForms(),
            .. Enumerable.Range(0, _bundle.Length).Where(i => i % Nightly.Times(7, 1) == 0)
                .Select(i => $"{_bundle[..i]}{(char)(_bundle[i] ^ 1)}{_bundle[(i + 1)..]}"),
        ];
        Assert.InRange(bundles.Length, 800, int.MaxValue);
        var trust = TrustFile.Parse(_trust);
        var first = bundles.Select(b => ExitCode(BundleVerifier.Verify(Encoding.UTF8.GetBytes(b), trust))).ToList();
        var second = await SecondAsync(bundles);
        Assert.Equal(0, first[0]);
        Assert.All(first.Skip(1), code => Assert.NotEqual(0, code));
        for (var i = 0; i < bundles.Length; i++)
            Assert.True(first[i] == second[i], $"exit codes {first[i]} and {second[i]}: {bundles[i]}");
    }

    // As VerifyVerb has it.
    private static int ExitCode(VerificationResult result) => result.IsValid ? 0 : result.Checks is [{ IsOk: false }] ? 2 : 1;

    private async Task<List<int>> SecondAsync(IReadOnlyList<string> bundles)
    {
        var node = Peers.Require("node");
        var trust = _folder.Write("trust.json", _trust);
        var files = bundles.Select((b, i) => _folder.Write($"{i}.json", b)).ToList();
        var result = await ProcessHost.RunAsync(node, [Repository.Path("contracts/verify/verify.mjs"), "--trust", trust, .. files]);
        Assert.True(result.ExitCode is >= 0 and <= 2, result.Error);
        var lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // A bundle's text may be in its summary, so that lines are told by what they begin with.
        return [.. files.Select((f, i) => lines.Single(l => l.Length > 2 && l.AsSpan(2).StartsWith($"{f}: ", StringComparison.Ordinal)))
            .Select(l => int.Parse(l[..1], CultureInfo.InvariantCulture))];
    }

    // Every byte of every value that holds bytes, changed and written in its only form again.
    private IEnumerable<string> ChangedBytes()
    {
        foreach (var text in BundleJson.Values(JsonNode.Parse(_bundle)!).Select(v => v.GetValue<string>()).Distinct().ToList())
        {
            foreach (var (decode, encode) in BundleJson.Encodings)
            {
                if (decode(text) is not { Length: > 0 } bytes || encode(bytes) != text)
                    continue;
                for (var i = 0; i < bytes.Length; i++)
                {
                    bytes[i] ^= 1;
                    yield return _bundle.Replace($"\"{text}\"", $"\"{encode(bytes)}\"", StringComparison.Ordinal);
                    bytes[i] ^= 1;
                }
            }
        }
    }

    private IEnumerable<string> ChangedStructure()
    {
        foreach (var (parent, name) in BundleJson.Fields(JsonNode.Parse(_bundle)!).ToList())
        {
            var known = BundleJson.Find(JsonNode.Parse(_bundle)!, parent)[name]!.ToJsonString();
            yield return BundleJson.Edit(_bundle, parent, o => o.Remove(name));
            foreach (var json in OtherValues.Where(v => v != known))
                yield return BundleJson.Edit(_bundle, parent, o => o[name] = JsonNode.Parse(json));
            yield return BundleJson.Edit(_bundle, parent, o => o["unknown"] = 1);
        }
    }

    private IEnumerable<string> OtherForms()
    {
        var salt = JsonNode.Parse(_bundle)!["units"]![1]!["salt"]!.GetValue<string>();
        var content = JsonNode.Parse(_bundle)!["units"]![1]!["content"]!.GetValue<string>();
        (string Part, string Other)[] changes =
        [
            ("\"sequenceNr\":9", "\"sequenceNr\":09"), ("\"sequenceNr\":9", "\"sequenceNr\":9.0"),
            ("\"sequenceNr\":9", "\"sequenceNr\":9e0"), ("\"sequenceNr\":9", "\"sequenceNr\":\"9\""),
            ("\"format\"", "\"f\\u006frmat\""), ("pod-1", "pod\\u002d1"), ("pod-1", "pod\\ud83d1"),
            ("pod-1", "pod\\t1"), (":{\"persistenceId\"", ": {\"persistenceId\""), ("platone/bundle/v1", "platone/bundle/v2"),
            ("[{\"commitment\":", "[{\"salt\":\"00\",\"commitment\":"),
            ("\"units\":[", "\"format\":\"platone/bundle/v1\",\"units\":["),
            (salt, salt.ToUpperInvariant()), (content, content + "===="), (content, content.Insert(4, "\\n")),
            ("\\n\\n", "\\n"), ("}}", "},\"anchor\":{}}"),
        ];
        foreach (var (part, other) in changes)
        {
            Assert.Contains(part, _bundle, StringComparison.Ordinal);
            yield return _bundle.Replace(part, other, StringComparison.Ordinal);
        }
        foreach (var after in (string[])["\n", " ", "\0", "{}"])
            yield return _bundle + after;
        foreach (var before in (string[])["\n", " ", "\uFEFF"])
            yield return before + _bundle;
        yield return "";
    }
}

/// <summary>A bundle that ends at the log.</summary>
public sealed class LogBundleTests : SecondVerifierTests
{
    private readonly SqliteDatabases _databases = new();

    public override Task DisposeAsync()
    {
        _databases.Dispose();
        return base.DisposeAsync();
    }

    protected override async Task<(string Bundle, string Trust)> MakeAsync()
    {
        var ledger = new TestLedger(await _databases.NewAsync());
        Record(ledger);
        await ledger.FollowAsync();
        var notary = ledger.Reader();
        await notary.SealAsync(default);
        return ((await notary.BundleAsync(Event, [1, 3], default))!, TrustFile.Write([await notary.VerifierKeyAsync(default)], [], 0));
    }
}

/// <summary>A bundle that leads on to a block of a real chain.</summary>
public sealed class AnchoredBundleTests : SecondVerifierTests
{
    protected override async Task<(string Bundle, string Trust)> MakeAsync()
    {
        await using var anvil = await Anvil.StartAsync();
        using var rig = await AnchoringRig.StartAsync(anvil);
        Record(rig.Log);
        await rig.SealAsync(3);
        await rig.LookAsync();
        await anvil.MineAsync(3);
        await rig.LookAsync();
        // The checkpoint is larger than the anchored head.
        await rig.SealAsync(9);
        var notary = rig.Log.Reader();
        var bundle = (await notary.BundleAsync(Event, [1, 3], default))!;
        var block = BundleVerifier.Verify(bundle).Proven!.Anchor!.BlockHash;
        return (bundle, $$"""
            {"format": "platone/trust/v1", "logs": ["{{await notary.VerifierKeyAsync(default)}}"], "witnesses": [], "quorum": 0,
             "chains": [{"chainId": {{anvil.ChainId}}, "contract": "{{Convert.ToHexStringLower(rig.EventLog.Contract.ToBytes())}}",
                         "blockHash": "{{Convert.ToHexStringLower(block.ToBytes())}}"}]}
            """);
    }
}

/// <summary>A bundle whose checkpoint a real witness has cosigned, as the trust file asks.</summary>
public sealed class WitnessedBundleTests : SecondVerifierTests
{
    private readonly SqliteDatabases _databases = new();

    public override Task DisposeAsync()
    {
        _databases.Dispose();
        return base.DisposeAsync();
    }

    protected override async Task<(string Bundle, string Trust)> MakeAsync()
    {
        var ledger = new TestLedger(await _databases.NewAsync());
        Record(ledger);
        await ledger.FollowAsync();
        await ledger.Reader().SealAsync(default);
        var log = await ledger.Reader().VerifierKeyAsync(default);
        var witness = await Witness.OpenAsync(await _databases.NewAsync(), TestLedger.Master, "witness.example/1", [log], ledger.Clock, default);
        var options = new WitnessOptions { Witnesses = [$"http://witness.test {witness.VerifierKey}"] };
        var checkpoint = (await ledger.Reader().CheckpointAsync(default))!;
        var answer = await witness.AddCheckpointAsync(Encoding.UTF8.GetBytes(new AddCheckpointRequest(0, [], checkpoint).ToString()), default);
        var key = NoteKey.Parse(witness.VerifierKey);
        await new CosignatureStore(ledger.Database).AddAsync(40, key, SignedNote.Parse(checkpoint + answer.Body).FindSignature(key)!,
            ledger.Clock.GetUtcNow(), default);
        return ((await ledger.Reader(options).BundleAsync(Event, [1, 3], default))!, TrustFile.Write([log], [witness.VerifierKey], 1));
    }
}
