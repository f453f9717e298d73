using System.CommandLine;
using System.Globalization;
using Platone.Actors.Ethereum;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Bundles;
using Platone.Host.Configuration;
using Platone.Host.Rest.Log;
using Platone.Host.Verbs.Client;
using Platone.Host.Verbs.Files;

namespace Platone.Host.Verbs.Log;

/// <summary><c>platone log trust</c>: makes a trust file.</summary>
internal static class LogTrustVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var logs = new Option<string[]>("--log") { Description = "vkey of a log. Standard: the node's own, which is the node's word: compare it by a way you trust.", HelpName = "VKEY", DefaultValueFactory = _ => [] };
        var witnesses = new Option<string[]>("--witness") { Description = "vkey of a witness; may be there several times.", HelpName = "VKEY", DefaultValueFactory = _ => [] };
        var quorum = new Option<int?>("--quorum") { Description = "How many witnesses must have cosigned. Standard: more than half of those given.", HelpName = "N" };
        var chain = new Option<ulong?>("--chain-id") { Description = "Id of a chain whose block is trusted.", HelpName = "ID" };
        var contract = new Option<string?>("--contract") { Description = "Address of the EventLog there.", HelpName = "ADDRESS" };
        var block = new Option<string?>("--block-hash") { Description = "Hash of a block, from a node or explorer you trust.", HelpName = "HASH" };
        var file = new Option<string?>("--output", "-o") { Description = "The file to write. Standard: standard output.", HelpName = "FILE" };
        var node = new NodeConnection();
        var verb = new Command("trust", "Make a trust file: whom verify, audit, log monitor and log witness are to trust.") { logs, witnesses, quorum, chain, contract, block, file };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var given = parsed.GetValue(witnesses)!;
            var chains = Chain(parsed.GetValue(chain), parsed.GetValue(contract), parsed.GetValue(block));
            List<string> vkeys = [.. parsed.GetValue(logs)!];
            var isNodesWord = vkeys.Count == 0;
            if (isNodesWord)
            {
                using var client = node.Open(parsed);
                vkeys.Add((await client.GetAsync<HeadView>("api/v1/log", cancellation) ?? throw new NodeUnreachableException($"{client.Url} has no log", null)).VerifierKey);
            }

            var count = parsed.GetValue(quorum) ?? (given.Length == 0 ? 0 : given.Length / 2 + 1);
            string text;
            try
            {
                text = TrustFile.Write(vkeys, given, count, chains);
            }
            catch (FormatException e)
            {
                throw new InputException(e.Message, e);
            }

            await OutputFile.WriteAsync(context, parsed.GetValue(file), text, cancellation);
            if (isNodesWord)
                await context.Error.WriteLineAsync($"the log's key is the node's own word: compare {vkeys[0]} by a way you trust");
            if (count == 0 && chains.Count == 0)
                await context.Error.WriteLineAsync("no witness is asked for and no block is known: what is verified with this file stays self-attested");
            return ExitCode.Ok;
        });
        return verb;
    }

    private static IReadOnlyList<TrustedBlock> Chain(ulong? id, string? contract, string? block)
    {
        if (id is null && contract is null && block is null)
            return [];
        if (id is not > 0 || contract is null || block is null)
            throw new InputException("--chain-id (1 or more), --contract and --block-hash go together");
        return [new TrustedBlock(id.Value, Parse("--contract", contract, Address.Parse), Parse("--block-hash", block, text => Hash256.Parse(Prefixed(text))))];
    }

    private static T Parse<T>(string option, string text, Func<string, T> parse)
    {
        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{option} {text}: {e.Message}"), e);
        }
    }

    private static string Prefixed(string text) => text.StartsWith("0x", StringComparison.Ordinal) ? text : $"0x{text}";
}
