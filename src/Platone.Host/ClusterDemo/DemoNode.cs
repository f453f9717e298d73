using System.Diagnostics;
using System.Globalization;
using Platone.Host.Configuration;

namespace Platone.Host.ClusterDemo;

/// <summary>One node of the demo: <c>platone run</c> as a process of its own, which can be ended and started again.</summary>
/// <param name="address">Where it is reached.</param>
/// <param name="folder">Its data folder.</param>
/// <param name="settings">What its configuration sets.</param>
internal sealed class DemoNode(NodeAddress address, string folder, IReadOnlyList<string> settings) : IAsyncDisposable
{
    // Somewhat more than a node gives itself to hand over what it holds.
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(30);

    private Process? _process;
    private TaskCompletionSource _up = new();

    /// <summary>Where it is reached.</summary>
    public NodeAddress Address => address;

    /// <summary>Its process, to be killed by whoever likes to.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Whether it runs.</summary>
    public bool Runs => _process is { HasExited: false };

    /// <summary>File of what it writes.</summary>
    public string Log => Path.Combine(folder, "node.log");

    /// <summary>The operator's key, if this node made it.</summary>
    public string KeyFile => Path.Combine(folder, "operator.key");

    /// <summary>Starts it.</summary>
    public void Start()
    {
        Directory.CreateDirectory(folder);
        string[] program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [.. ProcessSignals.Apart, Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "platone.dll")]
            : [.. ProcessSignals.Apart, Environment.ProcessPath!];
        IEnumerable<string> arguments = [.. program[1..], "run", "--until-input-ends", "--data", folder, .. settings.SelectMany(s => (string[])["--set", s])];
        _up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (up, log) = (_up, new StreamWriter(Log, append: true) { AutoFlush = true });
        _process = Process.Start(new ProcessStartInfo(program[0], arguments)
        {
            // Held open and never written to: it ends with this process, and the node with it.
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => up.TrySetException(new InputException(
            string.Create(CultureInfo.InvariantCulture, $"node {address.Number} does not start; {Log} says why")));
        DataReceivedEventHandler take = (_, line) =>
        {
            lock (log)
                log.WriteLine(line.Data);
            if (line.Data?.Contains("is up", StringComparison.Ordinal) == true)
                up.TrySetResult();
        };
        _process.OutputDataReceived += take;
        _process.ErrorDataReceived += take;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Waits until it takes work.</summary>
    /// <exception cref="InputException">It ended instead.</exception>
    public Task UpAsync(CancellationToken cancellation) => _up.Task.WaitAsync(cancellation);

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync(CancellationToken cancellation)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(cancellation);
    }

    /// <summary>Asks it to leave, and waits until it has.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> LeaveAsync(CancellationToken cancellation)
    {
        ProcessSignals.Terminate(_process!);
        await _process!.WaitForExitAsync(cancellation);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        if (Runs)
        {
            using var patience = new CancellationTokenSource(LeaveWithin);
            try
            {
                await LeaveAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync(CancellationToken.None);
            }
        }
        _process.Dispose();
    }
}
