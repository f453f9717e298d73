using System.Runtime.InteropServices;
using Npgsql;
using Platone.Testing;

namespace Platone.Host.Tests.Build;

/// <summary>What all tests with real peers stand on does what it says.</summary>
public sealed class PeerTests
{
    [SkippableFact]
    public async Task PostgreSql_is_real_durable_and_gives_each_test_its_own_database()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var (first, second) = (await server.CreateDatabaseAsync("first"), await server.CreateDatabaseAsync("second"));
        await ExecuteAsync(first, "create table t (a int)");
        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(second, "select a from t"));
        Assert.Equal(PostgresErrorCodes.UndefinedTable, error.SqlState);
        Assert.Equal("on", await ExecuteAsync(first, "show fsync"));
        Assert.Equal("on", await ExecuteAsync(first, "show synchronous_commit"));
    }

    [SkippableFact]
    public async Task PostgreSql_of_ones_own_comes_back_after_kill_with_what_was_committed()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await ExecuteAsync(database, "create table t (a text); insert into t values ('kept')");
        await server.KillAsync();
        NpgsqlConnection.ClearAllPools();
        await Assert.ThrowsAsync<NpgsqlException>(() => ExecuteAsync(database, "select a from t"));
        await server.StartAgainAsync();
        Assert.Equal("kept", await ExecuteAsync(database, "select a from t"));
    }

    [SkippableTheory]
    [InlineData("mqttv311")]
    [InlineData("mqttv5")]
    public async Task Mosquitto_and_its_clients_exchange_a_message(string version)
    {
        await using var broker = await Mosquitto.StartAsync();
        await using var subscriber = await MosquittoClients.SubscribeAsync(broker.Port, "-V", version, "-q", "1", "-t", "a/#");
        (await MosquittoClients.PublishAsync(broker.Port, ["-V", version, "-q", "1", "-t", "a/b c", "-l"], "one\ntwo\n")).Succeeded();
        var (one, two) = (await subscriber.NextAsync(), await subscriber.NextAsync());
        Assert.Equal(("a/b c", "one", 1, false), (one.Topic, one.Text, one.Qos, one.Retained));
        Assert.Equal("two", two.Text);
    }

    [SkippableFact]
    public async Task Mosquitto_with_passwords_refuses_a_stranger_also_after_a_restart()
    {
        using var folder = new TestDirectory();
        var passwords = await Mosquitto.WritePasswordFileAsync(folder, ("node", "secret"));
        await using var broker = await Mosquitto.StartAsync($"allow_anonymous false\npassword_file {passwords}");
        await broker.KillAsync();
        await broker.StartAgainAsync();
        Assert.NotEqual(0, (await MosquittoClients.PublishAsync(broker.Port, ["-t", "a", "-m", "x"])).ExitCode);
        (await MosquittoClients.PublishAsync(broker.Port, ["-u", "node", "-P", "secret", "-t", "a", "-m", "x"])).Succeeded();
        await Assert.ThrowsAsync<ProcessEndedException>(() => MosquittoClients.SubscribeAsync(broker.Port, "-t", "a"));
    }

    [SkippableFact]
    public async Task A_process_is_read_waited_for_and_ended()
    {
        Skip.If(OperatingSystem.IsWindows(), "uses a POSIX shell");
        await using var process = ProcessHost.Start("sh",
            ["-c", "trap 'echo asked; exit 7' TERM; echo ready; while read -r line; do echo got $line; done"]);
        await process.WaitForLineAsync("ready");
        await process.WriteLineAsync("this");
        await process.WaitForLineAsync("got this");
        await process.WaitForLineAsync("ready");   // a line already read counts
        await Assert.ThrowsAsync<TimeoutException>(() => process.WaitForLineAsync("never", TimeSpan.FromMilliseconds(50)));
        process.Signal(PosixSignal.SIGTERM);
        try
        {
            await process.WriteLineAsync("so that read returns");
        }
        catch (IOException)
        {
            // It was reading when the signal came, and has ended already.
        }
        Assert.Equal(7, await process.WaitForExitAsync());
        var error = await Assert.ThrowsAsync<ProcessEndedException>(() => process.WaitForLineAsync("never"));
        Assert.Contains("asked", error.Message);
    }

    [SkippableFact]
    public async Task A_killed_process_is_gone_and_its_exit_code_says_so()
    {
        Skip.If(OperatingSystem.IsWindows(), "uses a POSIX shell");
        await using var process = ProcessHost.Start("sh", ["-c", "echo ready; read -r never"]);
        await process.WaitForLineAsync("ready");
        await process.KillAsync();
        Assert.Equal(128 + 9, await process.WaitForExitAsync());
    }

    [Fact]
    public void An_absent_peer_skips_a_test_or_fails_it_where_peers_are_required()
    {
        var error = Assert.ThrowsAny<Exception>(() => Peers.Require("no-such-program"));
        Assert.IsType(Peers.AreRequired ? typeof(PeerMissingException) : typeof(SkipException), error);
        Assert.Contains("no-such-program is not installed", error.Message);
    }

    [Fact]
    public async Task The_executable_runs()
    {
        var result = (await PlatoneHostProcess.RunAsync(["--version"])).Succeeded();
        Assert.NotEmpty(result.Output);
    }

    [Fact]
    public void A_port_is_given_once()
    {
        var ports = Enumerable.Range(0, 50).Select(_ => FreePort.Next()).ToList();
        Assert.Equal(ports.Count, ports.Distinct().Count());
    }

    private static async Task<string?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }
}
