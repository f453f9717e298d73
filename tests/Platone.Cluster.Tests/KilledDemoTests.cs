using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary><c>platone cluster-demo</c>, killed itself.</summary>
public sealed class KilledDemoTests : RunningDemo
{
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
}
