using System.Net;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>The smallest cluster: one node as a process of its own, by default and with seed nodes, started, stopped and started again.</summary>
public sealed class SingleNodeTests : IDisposable
{
    private readonly TestDirectory _directory = new("single-node");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_node_forms_a_cluster_leaves_it_on_SIGTERM_and_comes_back_on_its_data(bool namesItsSeedNode)
    {
        var (http, akka) = (FreePort.Next(), FreePort.Next());
        var settings = new Dictionary<string, string>
        {
            ["storage.data"] = _directory.Path,
            ["http.listen"] = $"127.0.0.1:{http}",
            ["mqtt.embedded.listen"] = $"127.0.0.1:{FreePort.Next()}",
            ["akka.remote.dot-netty.tcp.port"] = $"{akka}",
        };
        if (namesItsSeedNode)
            settings["akka.cluster.seed-nodes"] = $"[\"akka.tcp://platone@127.0.0.1:{akka}\"]";

        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{http}/"), Timeout = Deadline.Default };
        for (var start = 0; start < 2; start++)
        {
            await using var node = PlatoneHostProcess.Start(["run"], settings);
            await node.WaitForLineAsync("is up");
            using var ready = await client.GetAsync("health/ready");
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
            Assert.Equal(0, await node.TerminateAsync());
        }
    }

    public void Dispose() => _directory.Dispose();
}
