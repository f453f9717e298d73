using Platone.Host.Verbs;
using Platone.Host.Verbs.Client;
using Spectre.Console;

namespace Platone.Host.Pbm.Client;

/// <summary>
/// The prompt of <c>platone pbm</c>: a line, its answer, the next line. Ctrl+C ends a command, <c>exit</c> or Ctrl+D the prompt.
/// </summary>
/// <param name="target">The node.</param>
/// <param name="client">The connection to it.</param>
/// <param name="context">The terminal.</param>
/// <param name="json">Whether answers are for programs.</param>
/// <param name="isSure">Whether nothing is asked.</param>
internal sealed class PbmPrompt(PbmTarget target, PbmClient client, VerbContext context, bool json, bool isSure)
{
    private static readonly TimeSpan KeyPause = TimeSpan.FromMilliseconds(40);

    private readonly Lock _keys = new();
    private readonly Queue<ConsoleKeyInfo> _typedAhead = new();

    /// <summary>Prompts until the operator leaves.</summary>
    /// <returns>The exit code, see <see cref="ExitCode"/>.</returns>
    /// <exception cref="NodeUnreachableException">The node has gone.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var editor = new LineEditor(context.Out, NextKey, () => System.Console.WindowWidth,
            History.Load(History.UserFile), line => Completion.Of(client.Welcome.Palettes, line));
        var run = new PbmRun(client, context, json, Confirm);
        var welcome = client.Welcome;
        await context.Out.WriteLineAsync($"{welcome.Node}, Platone {welcome.Version}, as {welcome.Who}. help lists the commands.");
        // Ctrl+C is a key like others: it ends a command, not the prompt.
        System.Console.TreatControlCAsInput = true;
        try
        {
            while (!cancellation.IsCancellationRequested && editor.Read($"[{target}] pbm> ") is { } line)
            {
                if (Words.Split(line) is not { } words)
                    await context.Error.WriteLineAsync("platone: a quote is not closed");
                else if (words is ["exit" or "quit"])
                    break;
                else if (words.Count > 0)
                    await RunAsync(run, words, cancellation);
            }

            return ExitCode.Ok;
        }
        finally
        {
            System.Console.TreatControlCAsInput = false;
        }
    }

    /// <summary>Runs the lines of standard input, which is no terminal, to its end.</summary>
    /// <returns>The gravest exit code of its commands.</returns>
    /// <exception cref="NodeUnreachableException">The node has gone.</exception>
    public async Task<int> RunLinesAsync(TextReader input, Func<string, bool> confirm, CancellationToken cancellation)
    {
        var run = new PbmRun(client, context, json, confirm);
        var gravest = ExitCode.Ok;
        while (await input.ReadLineAsync(cancellation) is { } line)
        {
            var words = Words.Split(line);
            if (words is ["exit" or "quit"])
                break;
            if (words is null)
                await context.Error.WriteLineAsync($"platone: a quote is not closed: {line}");
            var code = words switch { null => ExitCode.BadInput, [] => ExitCode.Ok, _ => await run.RunAsync(words, cancellation) };
            gravest = Math.Max(gravest, code);
        }

        return gravest;
    }

    private async Task RunAsync(PbmRun run, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(stop, over.Token);
        try
        {
            await run.RunAsync(words, stop.Token);
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private ConsoleKeyInfo NextKey() => _typedAhead.TryDequeue(out var key) ? key : System.Console.ReadKey(intercept: true);

    // Looks for Ctrl+C while a command runs. What else is typed meanwhile is for the next line.
    private async Task WatchAsync(CancellationTokenSource stop, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            lock (_keys)
            {
                while (System.Console.KeyAvailable)
                {
                    var key = System.Console.ReadKey(intercept: true);
                    if (key is { Key: ConsoleKey.C, Modifiers: ConsoleModifiers.Control })
                        stop.Cancel();
                    else
                        _typedAhead.Enqueue(key);
                }
            }

            await Task.Delay(KeyPause, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool Confirm(string question)
    {
        if (isSure)
            return true;
        lock (_keys)
            return context.Console.Prompt(new ConfirmationPrompt(Markup.Escape(question)) { DefaultValue = false });
    }
}
