using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Platone.Testing;

/// <summary>
/// A real process under test: its lines as they come, waiting for one of them, and every way to end it. It never outlives the test
/// process. All waits have a deadline and, when it passes, show what the process wrote.
/// </summary>
public sealed class ProcessHost : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _sync = new();
    private readonly List<string> _lines = [];
    private readonly List<string> _output = [];
    private readonly List<string> _error = [];
    private readonly string _description;
    private readonly Task _end;
    private TaskCompletionSource _changed = NewSignal();
    private bool _ended;
    private bool _disposed;

    private ProcessHost(Process process, string description)
    {
        (_process, _description) = (process, description);
        _end = ReadToEndAsync();
    }

    /// <summary>The system's process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote so far to standard output and standard error, each line whole, in order of arrival.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_sync)
                return [.. _lines];
        }
    }

    /// <summary>What it wrote so far to standard output alone.</summary>
    public IReadOnlyList<string> OutputLines
    {
        get
        {
            lock (_sync)
                return [.. _output];
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="file">Program: a path, or a name on the search path.</param>
    /// <param name="arguments">Each one word, no quoting.</param>
    /// <param name="environment">Added to this process's own; null removes a variable.</param>
    /// <param name="workingDirectory">Null: this process's.</param>
    /// <param name="killSignal">What ends it if this process dies: the name of a signal that it obeys at once.</param>
    public static ProcessHost Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null, string killSignal = "KILL")
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        TestRun.Current.Add(process, killSignal);
        return new ProcessHost(process, $"{Path.GetFileName(file)} {string.Join(' ', start.ArgumentList)}");
    }

    /// <summary>Runs a program to its end and collects what it writes.</summary>
    /// <param name="file">Program: a path, or a name on the search path.</param>
    /// <param name="arguments">Each one word, no quoting.</param>
    /// <param name="input">Its standard input; null: none.</param>
    /// <param name="deadline">Null: <see cref="Deadline.Default"/>.</param>
    /// <param name="environment">Added to this process's own; null removes a variable.</param>
    /// <param name="workingDirectory">Null: this process's.</param>
    /// <exception cref="TimeoutException">It did not end in time; it is dead now.</exception>
    public static async Task<ProcessResult> RunAsync(string file, IEnumerable<string> arguments, string? input = null,
        TimeSpan? deadline = null, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null)
    {
        await using var host = Start(file, arguments, environment, workingDirectory);
        if (input is not null)
            await host._process.StandardInput.WriteAsync(input);
        host._process.StandardInput.Close();
        var exitCode = await host.WaitForExitAsync(deadline);
        return new ProcessResult(exitCode, string.Join('\n', host._output), string.Join('\n', host._error));
    }

    /// <summary>Waits for a line, from the first one on: one that was already written counts.</summary>
    /// <param name="text">What the line contains.</param>
    /// <param name="deadline">Null: <see cref="Deadline.Default"/>.</param>
    /// <exception cref="TimeoutException">None in time.</exception>
    /// <exception cref="ProcessEndedException">The process ended without one.</exception>
    public Task<string> WaitForLineAsync(string text, TimeSpan? deadline = null) =>
        WaitForLineAsync(line => line.Contains(text, StringComparison.Ordinal), 0, deadline, text);

    /// <summary>Waits for a line that satisfies a condition.</summary>
    /// <param name="condition">What the line must be.</param>
    /// <param name="from">How many of the first lines do not count.</param>
    /// <param name="deadline">Null: <see cref="Deadline.Default"/>.</param>
    /// <param name="wanted">What is waited for, for the error message.</param>
    /// <exception cref="TimeoutException">None in time.</exception>
    /// <exception cref="ProcessEndedException">The process ended without one.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> condition, int from = 0, TimeSpan? deadline = null,
        string wanted = "a line") =>
        (await FindLineAsync(condition, from, deadline, wanted)).Line;

    /// <summary>The same, with how many lines there are up to and with the one found.</summary>
    internal async Task<(string Line, int Next)> FindLineAsync(Func<string, bool> condition, int from, TimeSpan? deadline, string wanted)
    {
        using var timeout = new CancellationTokenSource(deadline ?? Deadline.Default);
        while (true)
        {
            Task changed;
            lock (_sync)
            {
                for (; from < _lines.Count; from++)
                    if (condition(_lines[from]))
                        return (_lines[from], from + 1);
                if (_ended)
                    throw new ProcessEndedException($"{_description} ended (exit code {_process.ExitCode}) without '{wanted}':{Output()}");
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{_description}: no '{wanted}' within {deadline ?? Deadline.Default}:{Output()}");
            }
        }
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for its end and the last of its output.</summary>
    /// <param name="deadline">Null: <see cref="Deadline.Default"/>.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan? deadline = null)
    {
        try
        {
            await _end.WaitAsync(deadline ?? Deadline.Default);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{_description} did not end within {deadline ?? Deadline.Default}:{Output()}");
        }

        return _process.ExitCode;
    }

    /// <summary>Ends it as <c>kill -9</c> does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await WaitForExitAsync();
    }

    /// <summary>Asks it to end as Ctrl+C (<c>INT</c>) or a service manager (<c>TERM</c>) does. Not on Windows.</summary>
    public void Signal(PosixSignal signal)
    {
        var number = signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            PosixSignal.SIGQUIT => 3,
            PosixSignal.SIGTERM => 15,
            _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "not one a test sends"),
        };
        if (!_process.HasExited && SendSignal(_process.Id, number) != 0)
            throw new InvalidOperationException($"signal {signal} to {_description}: error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Asks it to end (<c>TERM</c>) and waits until it has.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public Task<int> TerminateAsync(TimeSpan? deadline = null)
    {
        Signal(PosixSignal.SIGTERM);
        return WaitForExitAsync(deadline);
    }

    /// <summary>Kills it if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await WaitForExitAsync();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int processId, int signal);

    private async Task ReadToEndAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput, _output), ReadAsync(_process.StandardError, _error));
        await _process.WaitForExitAsync();
        TestRun.Current.Remove(_process.Id);
        Change(() => _ended = true);
    }

    private async Task ReadAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
            Change(() =>
            {
                lines.Add(line);
                _lines.Add(line);
            });
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_sync)
        {
            change();
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private string Output() => Environment.NewLine + string.Join(Environment.NewLine, Lines.TakeLast(200));

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + signal if a signal ended it.</param>
/// <param name="Output">Standard output, without the last line's end.</param>
/// <param name="Error">Standard error, without the last line's end.</param>
public sealed record ProcessResult(int ExitCode, string Output, string Error)
{
    /// <summary>The result, if the exit code is 0.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public ProcessResult Succeeded() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"exit code {ExitCode}:\n{Error}\n{Output}");
}

/// <summary>A process ended before it did what was waited for.</summary>
public sealed class ProcessEndedException(string message) : Exception(message);
