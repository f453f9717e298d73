using System.CommandLine;
using System.Globalization;
using Platone.Host.Rest.Log;
using Platone.Host.Verbs.Client;
using Platone.Host.Verbs.Files;
namespace Platone.Host.Verbs.Log;

/// <summary><c>platone log</c>: proofs and checkpoints from a running node, and watching a log.</summary>
internal static class LogVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context) => new("log", "Proofs and checkpoints of the Merkle log.")
    {
        Proof(context),
        LogDiscloseVerb.Units(context),
        LogDiscloseVerb.Disclose(context),
        Checkpoint(context),
        Consistency(context),
        LogExportVerb.Create(context),
        LogMonitorVerb.Create(context),
        LogTrustVerb.Create(context),
        LogWitnessVerb.Create(context),
    };

    private static Command Proof(VerbContext context)
    {
        var units = new Option<string?>("--units") { Description = "Numbers of the units to disclose, separated by commas; '' for none. Standard: all.", HelpName = "LIST" };
        var file = new Option<string?>("--output", "-o") { Description = "The file to write. Standard: standard output.", HelpName = "FILE" };
        var named = new EventOptions();
        var node = new NodeConnection();
        var verb = new Command("proof", "Write the proof bundle of an event, for platone verify.") { units, file };
        named.AddTo(verb);
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            var query = $"api/v1/log/proof?{named.Query(parsed)}";
            if (parsed.GetValue(units) is { } disclosed)
                query += $"&units={Uri.EscapeDataString(disclosed)}";
            if (await client.TextAsync(query, cancellation) is not { } bundle)
                return await named.NotThereAsync(context, parsed);

            await OutputFile.WriteAsync(context, parsed.GetValue(file), bundle, cancellation);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static Command Checkpoint(VerbContext context)
    {
        var file = new Option<string?>("--output", "-o") { Description = "The file to write. Standard: standard output.", HelpName = "FILE" };
        var node = new NodeConnection();
        var verb = new Command("checkpoint", "Write the newest signed checkpoint, a C2SP signed note.") { file };
        node.AddTo(verb, isPublic: true);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.OpenPublic(parsed);
            if (await client.TextAsync("log/checkpoint", cancellation) is not { } note)
            {
                await context.Error.WriteLineAsync("platone: nothing is sealed yet");
                return ExitCode.No;
            }

            await OutputFile.WriteAsync(context, parsed.GetValue(file), note, cancellation);
            return ExitCode.Ok;
        });
        return verb;
    }

    private static Command Consistency(VerbContext context)
    {
        var from = new Argument<long>("from") { Description = "The smaller tree's size." };
        var to = new Argument<long>("to") { Description = "The larger tree's size." };
        var file = new Option<string?>("--output", "-o") { Description = "The file to write. Standard: standard output.", HelpName = "FILE" };
        var node = new NodeConnection();
        var verb = new Command("consistency", "Write an RFC 9162 consistency proof between two sizes, one hash a line in base64.") { from, to, file };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.Open(parsed);
            var query = string.Create(CultureInfo.InvariantCulture, $"api/v1/log/consistency?from={parsed.GetValue(from)}&to={parsed.GetValue(to)}");
            var proof = await client.GetAsync<ProofView>(query, cancellation) ?? throw new NodeUnreachableException($"{client.Url} has no log", null);
            await OutputFile.WriteAsync(context, parsed.GetValue(file), string.Concat(proof.Hashes.Select(h => h + "\n")), cancellation);
            return ExitCode.Ok;
        });
        return verb;
    }
}
