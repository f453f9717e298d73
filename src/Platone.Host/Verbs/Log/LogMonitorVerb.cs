using System.CommandLine;
using Platone.Actors.Notary.Bundles;
using Platone.Actors.Notary.Monitoring;
using Platone.Host.Configuration;
using Platone.Host.Verbs.Client;
using Platone.Host.Verbs.Files;

namespace Platone.Host.Verbs.Log;

/// <summary><c>platone log monitor</c>: derives the log's root anew and holds checkpoints against it.</summary>
internal static class LogMonitorVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var checkpoints = new Argument<string[]>("checkpoint") { Description = "Checkpoint files of one log, of any age.", Arity = ArgumentArity.ZeroOrMore };
        var leaves = new Option<string?>("--leaves") { Description = "Leaf hashes: a file of log export, or a folder of tiles. Standard: the node's own tiles and newest checkpoint.", HelpName = "PATH" };
        var trust = new Option<string?>("--trust") { Description = "Whose signatures the checkpoints must have.", HelpName = "FILE" };
        var save = new Option<string?>("--save") { Description = "Where to keep the node's newest checkpoint if all is well, for the next time.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "One JSON document instead of lines." };
        var node = new NodeConnection();
        var verb = new Command("monitor", "Derive the log's root from its leaf hashes and check that all checkpoints are of the same history.") { checkpoints, leaves, trust, save, json };
        node.AddTo(verb, isPublic: true);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var trusted = await InputFile.TrustAsync(parsed.GetValue(trust), cancellation);
            var notes = new List<string>();
            foreach (var file in parsed.GetValue(checkpoints) ?? [])
                notes.Add(await InputFile.TextAsync(file, cancellation));

            MonitorResult result;
            string? newest = null;
            if (parsed.GetValue(leaves) is { } path)
            {
                if (notes.Count == 0)
                    throw new InputException("--leaves: give at least one checkpoint file to hold against them");
                if (parsed.GetValue(save) is not null)
                    throw new InputException("--save: goes with a node, not with --leaves");
                result = await OfflineAsync(path, notes, trusted, cancellation);
            }
            else
            {
                using var client = node.OpenPublic(parsed);
                var log = new PublishedLog(client);
                newest = await log.CheckpointAsync(cancellation);
                if (newest is null)
                {
                    await context.Error.WriteLineAsync("platone: nothing is sealed yet");
                    return ExitCode.No;
                }

                result = await LogMonitor.RunAsync(log.LeavesAsync(PublishedLog.SizeOf(newest), cancellation), [.. notes, newest], trusted, cancellation);
            }

            if (result.IsConsistent && newest is not null && parsed.GetValue(save) is { } kept)
                await OutputFile.WriteAsync(context, kept, newest, cancellation);
            if (parsed.GetValue(json))
            {
                context.WriteJson(new
                {
                    consistent = result.IsConsistent,
                    size = result.Size,
                    root = result.RootHex,
                    attestation = result.IsConsistent ? Rest.Json.ApiJson.Name(Attested(result, newest, notes.Count)) : null,
                    sealedSize = result.SealedSize,
                    witnessedSize = result.IsConsistent ? result.WitnessedSize : 0,
                    checks = result.Checks.Select(c => new { name = c.Name, ok = c.IsOk, text = c.Text }),
                });
            }
            else
            {
                foreach (var check in result.Checks)
                    await context.Out.WriteLineAsync(check.ToString());
                await context.Out.WriteLineAsync(
                    $"{(result.IsConsistent ? "consistent" : "NOT consistent")}: {result.Size} leaves, root {result.RootHex}");
                if (result.IsConsistent)
                    await context.Out.WriteLineAsync(Said(result, Attested(result, newest, notes.Count)));
            }

            return result.IsConsistent ? ExitCode.Ok : ExitCode.No;
        });
        return verb;
    }

    // A node's log held against checkpoints kept from earlier is vouched for by them. Of files it is not known where they come from.
    private static Attestation Attested(MonitorResult result, string? newest, int kept) =>
        result.Attestation == Attestation.SelfAttested && newest is not null && kept > 0 ? Attestation.ExternalCheckpoint : result.Attestation;

    private static string Said(MonitorResult result, Attestation attestation)
    {
        var all = attestation switch
        {
            Attestation.Witnessed => "by the witnesses of the trust file",
            Attestation.ExternalCheckpoint => "by the checkpoints you kept: nothing they cover was rewritten since",
            _ when result.SealedSize < result.Size => $"self-attested up to {result.SealedSize} leaves: no checkpoint that was given covers the rest",
            _ => "self-attested: nobody but the log's own key vouches for it",
        };
        return attestation != Attestation.Witnessed && result.WitnessedSize > 0
            ? $"by the witnesses of the trust file up to {result.WitnessedSize} leaves; the rest {all}"
            : all;
    }

    private static async Task<MonitorResult> OfflineAsync(string path, IReadOnlyList<string> notes, TrustFile? trusted, CancellationToken cancellation)
    {
        try
        {
            return await LogMonitor.RunAsync(LeafSource.ReadAsync(path, cancellation), notes, trusted, cancellation);
        }
        catch (FormatException e)
        {
            throw new InputException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: {e.Message}", e);
        }
    }
}
