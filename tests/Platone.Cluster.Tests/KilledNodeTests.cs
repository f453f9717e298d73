using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests;

/// <summary>Nodes that die as processes do: at any moment, without a word.</summary>
public sealed class KilledNodeTests(LoadedCluster cluster, ITestOutputHelper output) : FailoverTests(cluster, output), IClassFixture<LoadedCluster>
{
    [SkippableFact]
    public async Task After_kill_9_of_a_node_every_acknowledged_reading_and_offer_is_there_once_and_its_session_has_its_outcome()
    {
        Cluster.Require();
        var random = Seeds.Random(Output);
        for (var round = 0; round < Nightly.Times(3, 20); round++)
        {
            // The first one killed is the oldest, where everything runs that there is once.
            var node = Cluster.Nodes[round == 0 ? 0 : random.Next(RunningCluster.Size)];
            var session = await BeginAsync(gateOpen: 10);
            // Somewhere in the midst of the load, not at a time.
            var midst = Readings.Acknowledged + random.Next(1_000, 8_000);
            await Until.TrueAsync("the load goes on", _ => Task.FromResult(Readings.Acknowledged >= midst));
            await node.KillAsync();
            var recovered = await Readings.RecoveredAsync(Cancellation);
            var offers = await BackAsync(node, session);
            Output.WriteLine($"{node} killed: all devices were served again after {recovered.TotalSeconds:0.0} s; "
                + $"{offers} offers; {Readings.Acknowledged} readings acknowledged so far");
        }

        await CheckAsync();
    }
}
