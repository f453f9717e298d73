using Xunit;

namespace Platone.Testing;

/// <summary>A real mosquitto broker on a free loopback port.</summary>
public sealed class Mosquitto : IAsyncDisposable
{
    private readonly TestDirectory _directory;
    private readonly Func<ProcessHost> _start;
    private ProcessHost _process;

    private Mosquitto(TestDirectory directory, int port, Func<ProcessHost> start) =>
        (_directory, Port, _start, _process) = (directory, port, start, start());

    /// <summary>The port of its listener on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>What it logged: every connection, subscription and message (<c>-v</c>).</summary>
    public IReadOnlyList<string> Log => _process.Lines;

    /// <summary>Starts a broker and waits until it listens.</summary>
    /// <param name="configuration">Lines of <c>mosquitto.conf</c>; anonymous clients may come unless they say otherwise.</param>
    /// <exception cref="SkipException">mosquitto is not installed.</exception>
    /// <exception cref="PeerMissingException">It is not installed, and peers are required.</exception>
    public static async Task<Mosquitto> StartAsync(string configuration = "")
    {
        var program = Peers.Require("mosquitto");
        var directory = new TestDirectory("mosquitto");
        var port = FreePort.Next();
        var anonymous = configuration.Contains("allow_anonymous", StringComparison.Ordinal) ? "" : "allow_anonymous true";
        // Started as root it would become another user, who cannot read the tests' files.
        var file = directory.Write("mosquitto.conf",
            $"user {Environment.UserName}\nlistener {port} 127.0.0.1\n{anonymous}\n{configuration}\n");
        var broker = new Mosquitto(directory, port, () => ProcessHost.Start(program, ["-v", "-c", file], workingDirectory: directory.Path));
        await broker.ReadyAsync();
        return broker;
    }

    /// <summary>Writes a password file for <c>password_file</c>, by mosquitto's own program.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="users">Names and passwords.</param>
    /// <returns>The file's path.</returns>
    public static async Task<string> WritePasswordFileAsync(TestDirectory directory,
        params IEnumerable<(string User, string Password)> users)
    {
        var file = directory.Write("passwords", "");
        foreach (var (user, password) in users)
            (await ProcessHost.RunAsync(Peers.Require("mosquitto_passwd"), ["-b", file, user, password])).Succeeded();
        return file;
    }

    /// <summary>Ends it at once: its clients lose their connections.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Starts it again on its old port, after <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        await _process.DisposeAsync();
        _process = _start();
        await ReadyAsync();
    }

    /// <summary>Waits for a line of its log, such as <c>Received SUBSCRIBE from</c>: one already written counts.</summary>
    public Task<string> WaitForLogAsync(string text, TimeSpan? deadline = null) => _process.WaitForLineAsync(text, deadline);

    /// <summary>Ends it and deletes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _directory.Dispose();
    }

    private Task ReadyAsync() => _process.WaitForLineAsync(
        line => line.Contains("mosquitto version", StringComparison.Ordinal) && line.EndsWith(" running", StringComparison.Ordinal),
        wanted: "running");
}
