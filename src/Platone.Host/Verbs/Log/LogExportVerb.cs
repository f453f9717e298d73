using System.CommandLine;
using Platone.Host.Configuration;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs.Log;

/// <summary><c>platone log export</c>: the log's leaf hashes, for a monitor and as a backup.</summary>
internal static class LogExportVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context)
    {
        var file = new Argument<string>("file") { Description = "The file to write: one leaf hash a line, lower-case hex." };
        var node = new NodeConnection();
        var verb = new Command("export", "Write the leaf hashes that the newest checkpoint covers: what log monitor reads, and the backup a rebuild needs after erasures.") { file };
        node.AddTo(verb, isPublic: true);
        verb.SetAction(async (parsed, cancellation) =>
        {
            using var client = node.OpenPublic(parsed);
            var log = new PublishedLog(client);
            if (await log.CheckpointAsync(cancellation) is not { } checkpoint)
            {
                await context.Error.WriteLineAsync("platone: nothing is sealed yet");
                return ExitCode.No;
            }

            var path = parsed.GetValue(file)!;
            var size = PublishedLog.SizeOf(checkpoint);
            await using (var writer = Create(path))
            {
                await foreach (var leaf in log.LeavesAsync(size, cancellation))
                    await writer.WriteAsync(Convert.ToHexStringLower(leaf) + "\n");
            }

            await context.Out.WriteLineAsync($"{size} leaf hashes in {path}");
            return ExitCode.Ok;
        });
        return verb;
    }

    private static StreamWriter Create(string path)
    {
        try
        {
            return new StreamWriter(path, append: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: {e.Message}", e);
        }
    }
}
