using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Platone.Actors;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Serialization;
using Platone.Host.Configuration;
using Platone.Host.Verbs.Files;
using Platone.Host.Verbs.Log;

namespace Platone.Host.Verbs;

/// <summary><c>platone verify</c>: checks a proof without a network.</summary>
internal static class VerifyVerb
{
    private const string TlogProofStart = "c2sp.org/tlog-proof@";

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var bundle = new Argument<string>("bundle") { Description = "A proof bundle (JSON), or a C2SP tlog-proof, which needs --trust." };
        var trust = new Option<string?>("--trust") { Description = "Whom to trust: keys of logs and witnesses. Keys inside a bundle are never trusted.", HelpName = "FILE" };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint of the log from elsewhere: kept from earlier, or another party's.", HelpName = "FILE" };
        var consistency = new Option<string?>("--consistency") { Description = "Consistency proof between that checkpoint and the bundle's, where their sizes differ.", HelpName = "FILE" };
        var rpc = new Option<string?>("--rpc") { Description = "JSON-RPC of a node: asks the chain, too, whether the bundle's block is of it and the contract has the head.", HelpName = "URL" };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines." };
        var verb = new Command("verify", "Check that an event was recorded in a log and never changed. Needs no network without --rpc.") { bundle, trust, checkpoint, consistency, rpc, json };
        verb.SetAction(async (parsed, cancellation) =>
        {
            var trusted = await InputFile.TrustAsync(parsed.GetValue(trust), cancellation);
            var external = parsed.GetValue(checkpoint) is { } note
                ? new ExternalCheckpoint(await InputFile.TextAsync(note, cancellation), await InputFile.ProofAsync(parsed.GetValue(consistency), cancellation))
                : parsed.GetValue(consistency) is null ? null : throw new InputException("--consistency: goes with --checkpoint");
            var path = parsed.GetValue(bundle)!;
            var content = await InputFile.BytesAsync(path, cancellation);
            var result = content.AsSpan().StartsWith(Encoding.ASCII.GetBytes(TlogProofStart))
                ? BundleVerifier.VerifyTlogProof(Encoding.UTF8.GetString(content),
                    trusted ?? throw new InputException($"{path}: a tlog-proof shows no key: give --trust FILE"), external)
                : BundleVerifier.Verify(content, trusted, external);
            if (parsed.GetValue(rpc) is { } url)
                result = await AskChainAsync(result, url, cancellation);
            if (parsed.GetValue(json))
                context.WriteJson(Document(result));
            else
                await WriteAsync(context, result);
            // A file that is no proof is bad input; a proof that does not hold is a no.
            return result.IsValid ? ExitCode.Ok : result.Checks is [{ IsOk: false }] ? ExitCode.BadInput : ExitCode.No;
        });
        return verb;
    }

    /// <summary>The node that <c>--rpc</c> names.</summary>
    /// <exception cref="InputException">It is no URL.</exception>
    public static Uri NodeOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var node) && node.Scheme is ("http" or "https")
        ? node
        : throw new InputException("--rpc: must be an http or https URL");

    private static async Task<VerificationResult> AskChainAsync(VerificationResult result, string url, CancellationToken cancellation)
    {
        var node = NodeOf(url);
        if (result.Proven is not { } proven)
            return result;
        IReadOnlyList<VerificationCheck> asked = proven.Anchor is { } anchor
            ? await ChainLookup.CheckAsync(node, anchor, cancellation)
            : [new VerificationCheck("node", false, "the proof has no anchor: there is nothing to ask a chain about")];
        List<VerificationCheck> checks = [.. result.Checks, .. asked];
        return result with { Checks = checks, Proven = asked.All(c => c.IsOk) ? proven : null };
    }

    private static async Task WriteAsync(VerbContext context, VerificationResult result)
    {
        foreach (var check in result.Checks)
            await context.Out.WriteLineAsync(check.ToString());
        if (result.Proven is { } proven)
        {
            await context.Out.WriteLineAsync(OneLine.Of($"event  {proven.Event} ({proven.Manifest}), recorded {proven.RecordedAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"));
            foreach (var unit in proven.Units)
                await context.Out.WriteLineAsync(OneLine.Of($"shows  {LogDiscloseVerb.Describe(proven, unit)}"));
        }

        await context.Out.WriteLineAsync(result.Summary);
    }

    private static object Document(VerificationResult result) => new
    {
        valid = result.IsValid,
        attestation = result.IsValid ? Rest.Json.ApiJson.Name(result.Attestation) : null,
        summary = result.Summary,
        checks = result.Checks.Select(c => new { name = c.Name, ok = c.IsOk, text = c.Text }),
        proven = result.Proven is not { } p ? null : new
        {
            persistenceId = p.Event.PersistenceId,
            sequenceNr = p.Event.SequenceNr,
            recordedAt = Rest.Json.UtcTime.Text(p.RecordedAt),
            manifest = p.Manifest,
            storedSha256 = p.StoredSha256Hex,
            leafHash = p.LeafHashHex,
            leafIndex = p.LeafIndex,
            origin = p.Origin,
            treeSize = p.TreeSize,
            root = p.RootHex,
            unitCount = p.UnitCount,
            anchor = p.Anchor is not { } a ? null : new
            {
                chainId = a.ChainId,
                contract = a.Contract.ToString(),
                seq = a.Seq,
                treeSize = a.Size,
                root = a.Root.ToString(),
                block = a.Block,
                blockHash = a.BlockHash.ToString(),
            },
            units = p.Units.Select(u => Unit(p, u)),
        },
    };

    private static object Unit(ProvenEvent proven, DisclosedUnit unit)
    {
        var read = UnitText.Read(PlatoneEvents.Registry, proven.Manifest, unit.Number, unit.Content);
        return new
        {
            number = unit.Number,
            content = Convert.ToBase64String(unit.Content.Span),
            sha256 = unit.Sha256Hex,
            message = read?.Message,
            fields = read is null ? null : JsonNode.Parse(read.Json),
        };
    }
}
