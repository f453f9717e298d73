using Platone.Host.ClusterDemo;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>A cluster with devices that send and a market that takes offers, registered once: the tests use them one after the other.</summary>
public class LoadedCluster : RunningCluster
{
    private const int Devices = 40;
    private const int ReadingsPerSecond = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private Task? _prepared;

    internal FailoverClient Client { get; private set; } = null!;

    internal ReadingsLoad Readings { get; private set; } = null!;

    internal OfferLoad Market { get; private set; } = null!;

    /// <summary>Registers devices and participants: the first time only.</summary>
    internal Task LoadAsync() => _prepared ??= PrepareAsync();

    public override async Task DisposeAsync()
    {
        Market?.Dispose();
        Client?.Dispose();
        await base.DisposeAsync();
    }

    private async Task PrepareAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline.Default * 2);
        var nodes = Nodes.Select(n => new NodeAddress(n.Number, n.Url, n.Mqtt)).ToList();
        Client = new FailoverClient(nodes, OperatorKey, Patience);
        Readings = await ReadingsLoad.RegisterAsync(Client, nodes, "T", Devices, ReadingsPerSecond, TimeProvider.System, deadline.Token);
        Market = await OfferLoad.PrepareAsync(nodes, Client, [.. Readings.Devices.Select(d => d.Pod)], Patience, TimeProvider.System, deadline.Token);
    }
}
