namespace Platone.Testing;

/// <summary>A program in a terminal of its own (tmux): keys are typed, and the screen is read.</summary>
public sealed class Terminal : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _tmux;
    private readonly string _socket;

    private Terminal(string tmux, string socket) => (_tmux, _socket) = (tmux, socket);

    /// <summary>Starts a program in a terminal of 160 by 50 characters.</summary>
    /// <param name="folder">A folder for the terminal's socket; the program's working folder.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="environment">Variables to set.</param>
    /// <exception cref="Xunit.SkipException">tmux is not installed.</exception>
    /// <exception cref="PeerMissingException">It is not installed, and peers are required.</exception>
    public static async Task<Terminal> StartAsync(string folder, IEnumerable<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var terminal = new Terminal(Peers.Require("tmux"), Path.Combine(folder, "tmux"));
        await terminal.RunAsync(["-f", "/dev/null", "new-session", "-d", "-x", "160", "-y", "50", "-c", folder,
            .. environment.SelectMany(v => (string[])["-e", $"{v.Key}={v.Value}"]), "--", .. command]);
        return terminal;
    }

    /// <summary>Types text and keys, in order. A key has tmux's name: <c>Enter</c>, <c>Tab</c>, <c>Up</c>, <c>C-c</c>.</summary>
    public async Task TypeAsync(params string[] keys) => await RunAsync(["send-keys", .. keys]);

    /// <summary>The screen: its lines without the blanks at their ends, with \n between them.</summary>
    public async Task<string> ScreenAsync() =>
        string.Join('\n', (await RunAsync(["capture-pane", "-p"])).Output.Split('\n').Select(l => l.TrimEnd()));

    /// <summary>Waits until a text is on the screen.</summary>
    /// <exception cref="TimeoutException">It does not come.</exception>
    public async Task WaitAsync(string text)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var screen = await ScreenAsync();
            if (screen.Contains(text, StringComparison.Ordinal))
                return;
            if (deadline.IsCancellationRequested)
                throw new TimeoutException($"'{text}' did not come on the screen:\n{screen}");
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>Waits until the program has ended.</summary>
    /// <exception cref="OperationCanceledException">It does not.</exception>
    public async Task WaitForEndAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while ((await AskAsync(["has-session"])).ExitCode == 0)
            await Task.Delay(Pause, deadline.Token);
    }

    /// <summary>Ends the terminal with what is in it.</summary>
    public async ValueTask DisposeAsync() => await AskAsync(["kill-server"]);

    private Task<ProcessResult> AskAsync(IEnumerable<string> command) => ProcessHost.RunAsync(_tmux, ["-S", _socket, .. command]);

    private async Task<ProcessResult> RunAsync(IEnumerable<string> command) => (await AskAsync(command)).Succeeded();
}
