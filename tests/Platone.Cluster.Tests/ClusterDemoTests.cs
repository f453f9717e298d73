using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>
/// <c>platone cluster-demo</c> as somebody runs it who wants to see a cluster fail over: it leaves nothing running behind, however it ends.
/// </summary>
public sealed class ClusterDemoTests : IDisposable
{
    private readonly TestDirectory _folder = new("cluster-demo");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task It_keeps_its_promises_over_a_kill_and_a_leave_and_ends_on_control_C()
    {
        await using var demo = Start("--json");
        await demo.WaitForLineAsync("The cluster stays up", Deadline.Default * 4);
        var processes = Processes(demo);
        Assert.True(processes.Count >= 4, string.Join('\n', demo.Lines));

        demo.Signal(PosixSignal.SIGINT);

        Assert.Equal(ExitCode.Ok, await demo.WaitForExitAsync(Deadline.Default * 2));
        AreGone(processes);
        var output = string.Join('\n', demo.OutputLines);
        var summary = JsonNode.Parse(output)!;
        Assert.True((bool)summary["isKept"]!, output);
        Assert.True((long)summary["recorded"]! > 0 && (long)summary["recorded"]! == (long)summary["acknowledged"]!, output);
        Assert.True((int)summary["offersAcknowledged"]! > 0 && (int)summary["outcomes"]! == 2, output);
        Assert.True((bool)summary["leftGracefully"]!, output);
        Assert.Contains(demo.Lines, l => l.Contains("kill -9 of node 1", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Killed_with_9_it_takes_its_nodes_and_its_database_with_it()
    {
        await using var demo = Start();
        await demo.WaitForLineAsync("readings a second to all nodes", Deadline.Default * 2);
        var processes = Processes(demo);
        Assert.Equal(4, processes.Count);

        await demo.KillAsync();

        await Until.TrueAsync("nothing of it runs", _ => Task.FromResult(processes.TrueForAll(p => !Runs(p))));
    }

    private static void AreGone(IEnumerable<int> processes) => Assert.DoesNotContain(processes, Runs);

    // One that is dead and not yet buried by its new parent has no command line.
    private static bool Runs(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Length > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private ProcessHost Start(params string[] more)
    {
        if (!OperatingSystem.IsLinux())
            throw new SkipException("processes are looked up in /proc");
        Peers.Require("initdb", PostgreSqlServer.DebianFolders());
        return PlatoneHostProcess.StartInterruptible(["cluster-demo", "--rate", "200", "--port", $"{FreePort.NextBlock()}", "--data", _folder.Path, .. more]);
    }

    // Those of the nodes, as it names them, and the server's.
    private List<int> Processes(ProcessHost demo)
    {
        var nodes = demo.Lines.Select(l => Regex.Match(l, @"process (\d+)")).Where(m => m.Success)
            .Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
        var server = int.Parse(File.ReadLines(_folder.File("postgresql/data/postmaster.pid")).First(), CultureInfo.InvariantCulture);
        return [.. nodes, server];
    }
}
