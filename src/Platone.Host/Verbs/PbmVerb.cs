using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platone.Host.Configuration;
using Platone.Host.Pbm.Client;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs;

/// <summary><c>platone pbm</c>: an operator's client of a running node.</summary>
internal static class PbmVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var words = new Argument<string[]>("words")
        {
            Description = $"Where the node is, host:port (standard: {PbmTarget.Standard}), then a command; without one a prompt opens. "
                + "The node itself lists its commands: help.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json")
        {
            Description = "Answers as JSON: one document a command, one row a line of a streaming command.",
        };
        var yes = new Option<bool>("--yes") { Description = "Do not ask before commands that change what others rely on." };
        var tls = new Option<bool>("--tls") { Description = "Speak TLS; a must except on loopback." };
        var authorities = new Option<string?>("--authorities")
        {
            Description = "PEM file of the authorities the node's certificate may come from, in place of the system's. Means --tls.",
            HelpName = "FILE",
        };
        var key = new ApiKeyOption();
        var verb = new Command("pbm", "Operate a running node: a prompt, or one command.") { words, json, yes, tls, authorities };
        key.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var (target, command) = Target(parsed.GetValue(words) ?? [], parsed.GetValue(tls), Authorities(parsed.GetValue(authorities)));
            await using var client = await PbmClient.ConnectAsync(target, key.Read(parsed), cancellation);
            var (asJson, isSure) = (parsed.GetValue(json), parsed.GetValue(yes));
            bool Confirm(string question) => isSure || Confirmation.Ask(context, question);
            if (command.Count > 0)
                return await new PbmRun(client, context, asJson, Confirm).RunAsync(command, cancellation);
            var prompt = new PbmPrompt(target, client, context, asJson, isSure);
            return System.Console.IsInputRedirected
                ? await prompt.RunLinesAsync(System.Console.In, Confirm, cancellation)
                : await prompt.RunAsync(cancellation);
        });
        return verb;
    }

    private static (PbmTarget Target, IReadOnlyList<string> Command) Target(
        string[] words, bool tls, X509Certificate2Collection authorities)
    {
        var isGiven = words.Length > 0 && words[0].Contains(':', StringComparison.Ordinal);
        var text = isGiven ? words[0] : PbmTarget.Standard;
        var (host, port) = Endpoints.TryParseHost(text)
            ?? throw new InputException($"'{text}' must be a host with a port, such as {PbmTarget.Standard}");
        return (new PbmTarget(host, port, tls || authorities.Count > 0, authorities), isGiven ? words[1..] : words);
    }

    private static X509Certificate2Collection Authorities(string? file)
    {
        var authorities = new X509Certificate2Collection();
        if (file is null)
            return authorities;
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InputException($"--authorities {file}: {e.Message}", e);
        }

        return authorities.Count > 0 ? authorities : throw new InputException($"--authorities {file}: there is no certificate in it");
    }
}
