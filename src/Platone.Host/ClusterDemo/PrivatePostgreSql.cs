using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platone.Host.Configuration;

namespace Platone.Host.ClusterDemo;

/// <summary>A PostgreSQL server of the demo's own, on a port of the loopback interface, with its files in the demo's folder.</summary>
internal sealed class PrivatePostgreSql : IAsyncDisposable
{
    private const string User = "platone";

    // PostgreSQL does not watch who started it. So a shell does, which reads from this process until it ends, however that comes about, and
    // then has the server shut down fast (SIGINT): connections end, files are closed.
    private const string EndsWithInput =
        """
        exec 3<&0
        "$@" </dev/null &
        server=$!
        { cat <&3 >&- 2>&-; kill -INT "$server"; } &
        watcher=$!
        exec 3<&-
        wait "$server"
        status=$?
        kill "$watcher" 2>&-
        exit "$status"
        """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly Process _server;

    private PrivatePostgreSql(Process server, string connectionString) => (_server, ConnectionString) = (server, connectionString);

    /// <summary>How nodes connect to it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts it, with a fresh database the first time.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="port">Its port.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <exception cref="InputException">PostgreSQL is not installed here, or it does not start.</exception>
    public static async Task<PrivatePostgreSql> StartAsync(string folder, int port, CancellationToken cancellation)
    {
        var (initdb, postgres) = (Find("initdb"), Find("postgres"));
        var data = Path.Combine(folder, "data");
        Directory.CreateDirectory(folder);
        var log = Path.Combine(folder, "server.log");
        if (!Directory.Exists(data))
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", ["postgres:", folder], cancellation);
            // Only this machine's users reach it, and the demo has no secrets.
            await RunAsync(initdb, ["-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], cancellation);
        }

        var server = Serve(postgres, ["-D", data, "-p", port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1",
            "-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "logging_collector=off"]);
        var lines = new StreamWriter(log) { AutoFlush = true };
        server.OutputDataReceived += (_, line) => lines.WriteLine(line.Data);
        server.ErrorDataReceived += (_, line) => lines.WriteLine(line.Data);
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        var connection = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Username = User, Database = "postgres" }.ToString();
        var started = new PrivatePostgreSql(server, connection);
        try
        {
            while (!await AnswersAsync(connection, cancellation))
            {
                if (server.HasExited)
                    throw new InputException($"PostgreSQL does not start; {log} says why");
                await Task.Delay(Look, TimeProvider.System, cancellation);
            }
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (OperatingSystem.IsWindows())
            _server.Kill();
        else
            _server.StandardInput.Close();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    private static async Task<bool> AnswersAsync(string connectionString, CancellationToken cancellation)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var command = source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // Debian keeps the server's programs out of the search path, one folder a version.
    private static string Find(string program)
    {
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(f => f, StringComparer.Ordinal).Select(f => Path.Combine(f, "bin"))
            : [];
        return debian.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            .Select(f => Path.Combine(f, program)).FirstOrDefault(File.Exists)
            ?? throw new InputException($"PostgreSQL's {program} is not installed here: install it, or give a server with --postgresql");
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        using var process = Start(program == "chown" ? [program, .. arguments] : [.. ProcessSignals.Apart, .. AsServer(program, arguments)]);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        await output;
        if (process.ExitCode != 0)
            throw new InputException($"{program} failed: {await error}");
    }

    private static Process Serve(string postgres, string[] arguments) => OperatingSystem.IsWindows()
        ? Start([postgres, .. arguments])
        : Start([.. ProcessSignals.Apart, "/bin/sh", "-c", EndsWithInput, "postgresql", .. AsServer(postgres, arguments)]);

    // PostgreSQL refuses to run as root: then it runs as the user its package made.
    private static string[] AsServer(string program, string[] arguments) => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--", program, .. arguments]
        : [program, .. arguments];

    private static Process Start(string[] command) => Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    })!;
}
