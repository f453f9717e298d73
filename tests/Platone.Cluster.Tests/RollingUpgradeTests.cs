using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests;

/// <summary>
/// An upgrade under load: nodes of an earlier build leave one after another, and come back as this one. Meanwhile both are in the cluster, speak
/// to each other, and use the tables that the first of the new ones has changed.
/// </summary>
public sealed class RollingUpgradeTests(UpgradedCluster cluster, ITestOutputHelper output) : FailoverTests(cluster, output), IClassFixture<UpgradedCluster>
{
    [SkippableFact]
    public async Task Nodes_of_the_build_before_are_replaced_one_after_another_and_nothing_is_lost()
    {
        Cluster.Require();
        foreach (var node in Cluster.Nodes)
        {
            var session = await BeginAsync(gateOpen: 5);
            Assert.Equal(0, await node.TerminateAsync());
            await Readings.RecoveredAsync(Cancellation);
            await BackAsync(node, session);
            Output.WriteLine($"{node} is of this build now; {Readings.Acknowledged} readings acknowledged so far");
        }

        await CheckAsync();
    }
}
