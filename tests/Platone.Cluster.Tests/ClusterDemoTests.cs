using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary><c>platone cluster-demo</c> as somebody runs it who wants to see a cluster fail over.</summary>
public sealed class ClusterDemoTests : RunningDemo
{
    [SkippableFact]
    public async Task It_keeps_its_promises_over_a_kill_and_a_leave_and_ends_on_control_C()
    {
        await using var demo = Start("--json");
        await demo.WaitForLineAsync("The cluster stays up", Deadline.Default * 4);
        var processes = Processes(demo);
        Assert.True(processes.Count >= 4, string.Join('\n', demo.Lines));

        demo.Signal(PosixSignal.SIGINT);

        Assert.Equal(ExitCode.Ok, await demo.WaitForExitAsync(Deadline.Default * 2));
        Assert.DoesNotContain(processes, Runs);
        var output = string.Join('\n', demo.OutputLines);
        var summary = JsonNode.Parse(output)!;
        Assert.True((bool)summary["isKept"]!, output);
        Assert.True((long)summary["recorded"]! > 0 && (long)summary["recorded"]! == (long)summary["acknowledged"]!, output);
        Assert.True((int)summary["offersAcknowledged"]! > 0 && (int)summary["outcomes"]! == 2, output);
        Assert.True((bool)summary["leftGracefully"]!, output);
        Assert.Contains(demo.Lines, l => l.Contains("kill -9 of node 1", StringComparison.Ordinal));
    }
}
