using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Npgsql;
using Xunit;

namespace Platone.Testing;

/// <summary>
/// A real PostgreSQL server on a free loopback port, with the durable settings of production (<c>fsync</c> and
/// <c>synchronous_commit</c> on). One is shared by all tests of a process; a test that stops or kills its server starts its own.
/// <c>PLATONE_TEST_POSTGRES</c> (a connection string of a user that may create databases) names a running one to use instead.
/// </summary>
public sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgreSqlServer>> Shared = new(async () =>
        Environment.GetEnvironmentVariable("PLATONE_TEST_POSTGRES") is { Length: > 0 } given
            ? new PostgreSqlServer(given)
            : await StartAsync());

    private static int _databases;
    private readonly TestDirectory? _directory;
    private readonly Func<ProcessHost>? _start;
    private ProcessHost? _process;

    private PostgreSqlServer(string connectionString) => ConnectionString = connectionString;

    private PostgreSqlServer(string connectionString, TestDirectory directory, Func<ProcessHost> start)
        : this(connectionString) => (_directory, _start) = (directory, start);

    /// <summary>To the database <c>postgres</c>, as a user that may create others.</summary>
    public string ConnectionString { get; }

    /// <summary>The server all tests of this process share, started when the first asks. It ends with the process.</summary>
    /// <exception cref="SkipException">PostgreSQL is not installed.</exception>
    /// <exception cref="PeerMissingException">It is not installed, and peers are required.</exception>
    public static Task<PostgreSqlServer> SharedAsync() => Shared.Value;

    /// <summary>Starts a server of one's own; dispose of it.</summary>
    /// <exception cref="SkipException">PostgreSQL is not installed.</exception>
    /// <exception cref="PeerMissingException">It is not installed, and peers are required.</exception>
    public static async Task<PostgreSqlServer> StartAsync()
    {
        var binaries = DebianFolders().ToList();
        var initdb = Peers.Require("initdb", binaries);
        var postgres = Peers.Require("postgres", binaries);
        var user = ServerUser();

        var directory = new TestDirectory("postgresql");
        var data = directory.File("data");
        var password = RandomNumberGenerator.GetHexString(32);
        var passwordFile = directory.Write("password", password);
        if (user.Length > 0)
            (await ProcessHost.RunAsync("chown", ["-R", "postgres:", directory.Path])).Succeeded();
        (await Run(user, initdb, ["-D", data, "-U", "platone", "--pwfile", passwordFile, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C",
            "--no-sync"])).Succeeded();

        var port = FreePort.Next();
        string[] arguments =
        [
            "-D", data, "-p", $"{port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300",
            "-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on", "-c", "logging_collector=off",
        ];
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = port, Username = "platone", Password = password, Database = "postgres",
        };
        var server = new PostgreSqlServer(connection.ToString(), directory, () =>
        {
            var (file, all) = Command(user, postgres, arguments);
            return ProcessHost.Start(file, all, workingDirectory: directory.Path, killSignal: "QUIT");   // its immediate shutdown
        });
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Makes an empty database and gives the connection string to it.</summary>
    /// <param name="name">Goes into its name, for a person who looks at it: lower-case letters, digits, underscores.</param>
    public async Task<string> CreateDatabaseAsync(string name = "test")
    {
        var database = $"{name}_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand($"create database \"{database}\"");
        await command.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ToString();
    }

    /// <summary>Ends a server of one's own as a power failure of its machine would, as far as a process can: <c>kill -9</c>.</summary>
    public Task KillAsync() => Own().KillAsync();

    /// <summary>Starts it again, on its old port and data, after <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = (_start ?? throw NotOwn())();
        await _process.WaitForLineAsync("database system is ready to accept connections");
    }

    /// <summary>Ends a server of one's own and deletes its data. One that <c>PLATONE_TEST_POSTGRES</c> names stays.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!OperatingSystem.IsWindows())
            {
                _process.Signal(PosixSignal.SIGQUIT);   // immediate, and its shared memory goes too
                await _process.WaitForExitAsync();
            }

            await _process.DisposeAsync();
        }

        _directory?.Dispose();
    }

    private ProcessHost Own() => _process ?? throw NotOwn();

    private static InvalidOperationException NotOwn() =>
        new("the server that PLATONE_TEST_POSTGRES names is not the tests' to stop: use StartAsync");

    /// <summary>Debian keeps the server's programs out of the search path, one folder a version: the newest first.</summary>
    public static IEnumerable<string> DebianFolders() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(f => int.TryParse(Path.GetFileName(f), out var version) ? version : 0)
            .Select(f => Path.Combine(f, "bin"))
        : [];

    // PostgreSQL refuses to run as root: then it runs as the user its package made.
    private static string[] ServerUser()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return [];
        if (!File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)))
            throw Peers.Missing("the tests run as root, PostgreSQL may not, and there is no user 'postgres'");
        return Peers.Find("setpriv") is { } setpriv
            ? [setpriv, "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]
            : throw Peers.Missing("the tests run as root, PostgreSQL may not, and there is no setpriv (util-linux)");
    }

    private static Task<ProcessResult> Run(string[] user, string program, string[] arguments)
    {
        var (file, all) = Command(user, program, arguments);
        return ProcessHost.RunAsync(file, all, workingDirectory: "/");
    }

    private static (string File, string[] Arguments) Command(string[] user, string program, string[] arguments) =>
        user is [var first, .. var rest] ? (first, [.. rest, program, .. arguments]) : (program, arguments);
}
