using Npgsql;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests;

/// <summary>Nodes that leave and come back, a network that divides, a database that crashes.</summary>
public sealed class ChangingClusterTests(LoadedCluster cluster, ITestOutputHelper output) : FailoverTests(cluster, output), IClassFixture<LoadedCluster>
{
    [SkippableFact]
    public async Task Nodes_that_leave_one_after_another_and_come_back_fail_no_request()
    {
        Cluster.Require();
        foreach (var node in Cluster.Nodes)
        {
            var session = await BeginAsync(gateOpen: 5);
            Assert.Equal(0, await node.TerminateAsync());
            await Readings.RecoveredAsync(Cancellation);
            await BackAsync(node, session);
            Output.WriteLine($"{node} left and came back; {Client.Requests} requests so far, the hardest asked {Client.MostTries} nodes, "
                + $"offers asked {Market.MostTries}; {Readings.Acknowledged} readings acknowledged so far");
        }

        // A client that turns to another node is served there.
        Assert.InRange(Client.MostTries, 1, RunningCluster.Size);
        Assert.InRange(Market.MostTries, 1, RunningCluster.Size);
        await CheckAsync();
    }

    [SkippableFact]
    public async Task Of_a_divided_cluster_one_side_goes_on_and_nothing_runs_twice()
    {
        Cluster.Require();
        var random = Seeds.Random(Output);
        var cut = Cluster.Nodes[random.Next(RunningCluster.Size)];
        var session = await BeginAsync(gateOpen: 15);
        Cluster.Wires.CutOff(cut.Number, RunningCluster.Size);
        // The one that is alone sees that it is the smaller side, and ends.
        Assert.NotEqual(0, await cut.EndAsync());
        var recovered = await Readings.RecoveredAsync(Cancellation);
        Assert.All(Cluster.Nodes.Where(n => n != cut), n => Assert.True(n.Runs));
        Output.WriteLine($"{cut} was cut off and ended by itself; all devices were served again {recovered.TotalSeconds:0.0} s after that");

        Cluster.Wires.Heal();
        await BackAsync(cut, session);
        await CheckAsync();
    }

    [SkippableFact]
    public async Task After_a_crash_of_the_database_all_goes_on()
    {
        Cluster.Require();
        var session = await BeginAsync(gateOpen: 10);
        await Cluster.PostgreSql.KillAsync();
        await Cluster.PostgreSql.StartAgainAsync();
        // This process's own connections to it are gone, too.
        NpgsqlConnection.ClearAllPools();
        var recovered = await Readings.RecoveredAsync(Cancellation);
        await PublishedAsync(session);
        Output.WriteLine($"PostgreSQL was killed and started again; all devices were served again {recovered.TotalSeconds:0.0} s after that");
        Assert.All(Cluster.Nodes, n => Assert.True(n.Runs));
        // Nothing waited for an answer that does not come, or was kept from asking: see storage.conf on circuit breakers.
        Assert.DoesNotContain(Cluster.Nodes.SelectMany(n => n.Lines), l => l.Contains("RecoveryTimedOutException", StringComparison.Ordinal)
            || l.Contains("OpenCircuitException", StringComparison.Ordinal));
        await CheckAsync();
    }
}
