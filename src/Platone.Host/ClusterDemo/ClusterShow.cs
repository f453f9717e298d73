using Platone.Actors.Kernel.Keys;
using Platone.Host.Rest.LightNodes;

namespace Platone.Host.ClusterDemo;

/// <summary>A cluster of nodes as processes of their own, with a load, of which one node is killed and another leaves.</summary>
internal sealed class ClusterShow : IAsyncDisposable
{
    private const int Devices = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan GateOpen = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BeforeKill = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly TextWriter _said;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyList<DemoNode> _nodes;
    private readonly IReadOnlyList<NodeAddress> _addresses;
    private readonly List<(string Session, IReadOnlyList<string> Offers)> _sessions = [];
    private FailoverClient? _client;
    private OfferLoad? _market;
    private ReadingsLoad? _readings;

    private ClusterShow(IReadOnlyList<DemoNode> nodes, TextWriter said, TimeProvider clock) =>
        (_nodes, _addresses, _said, _clock) = (nodes, [.. nodes.Select(n => n.Address)], said, clock);

    /// <summary>Sets the nodes up; starts none.</summary>
    /// <param name="folder">The demo's folder.</param>
    /// <param name="count">How many nodes.</param>
    /// <param name="port">Node N has its REST at this plus N, its broker 100 above, the other nodes 200 above.</param>
    /// <param name="postgreSql">The database all of them share.</param>
    /// <param name="said">Where progress is told.</param>
    /// <param name="clock">The clock.</param>
    public static ClusterShow Of(string folder, int count, int port, string postgreSql, TextWriter said, TimeProvider clock)
    {
        // All nodes open the same key store, so they have the same master key.
        var master = Path.Combine(folder, "master.key");
        _ = MasterKey.Load(master);
        var seeds = string.Join(", ", Enumerable.Range(1, count).Select(n => FormattableString.Invariant($"127.0.0.1:{port + 200 + n}")));
        return new ClusterShow([.. Enumerable.Range(1, count).Select(Node)], said, clock);

        DemoNode Node(int n)
        {
            var data = Path.Combine(folder, FormattableString.Invariant($"node-{n}"));
            Directory.CreateDirectory(data);
            var key = Path.Combine(data, "master.key");
            if (!File.Exists(key))
                SecretFile.Create(key, File.ReadAllText(master));
            var address = new NodeAddress(n, new Uri(FormattableString.Invariant($"http://127.0.0.1:{port + n}/")), port + 100 + n);
            return new DemoNode(address, data,
            [
                "storage.provider=postgresql", $"storage.postgresql={postgreSql}", FormattableString.Invariant($"http.listen=127.0.0.1:{port + n}"),
                FormattableString.Invariant($"mqtt.embedded.listen=127.0.0.1:{port + 100 + n}"),
                FormattableString.Invariant($"akka.remote.dot-netty.tcp.port={port + 200 + n}"), $"cluster.seeds=[{seeds}]", "mqtt.intake.burst=1000000",
                FormattableString.Invariant($"pbm.listen=127.0.0.1:{port + 300 + n}"),
            ]);
        }
    }

    /// <summary>Starts all nodes and the load.</summary>
    /// <param name="perSecond">Readings a second.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task StartAsync(int perSecond, CancellationToken cancellation)
    {
        await SayAsync($"starting {_nodes.Count} nodes");
        foreach (var node in _nodes)
            node.Start();
        await Task.WhenAll(_nodes.Select(n => n.UpAsync(cancellation)));
        foreach (var node in _nodes)
            await SayAsync($"node {node.Address.Number} is up: {node.Address.Rest} process {node.ProcessId}, log {node.Log}");
        var key = _nodes.Select(n => n.KeyFile).First(File.Exists);
        _client = new FailoverClient(_addresses, (await File.ReadAllTextAsync(key, cancellation)).Trim(), Patience);
        var run = _clock.GetUtcNow().ToUnixTimeSeconds();
        _readings = await ReadingsLoad.RegisterAsync(_client, _addresses, FormattableString.Invariant($"D{run}"), Devices, perSecond, _clock, cancellation);
        _market = await OfferLoad.PrepareAsync(_addresses, _client, [.. _readings.Devices.Select(d => d.Pod)], Patience, _clock, cancellation);
        _readings.Start(cancellation);
        await _readings.RecoveredAsync(cancellation);
        await SayAsync($"{Devices} devices send {perSecond} readings a second to all nodes");
    }

    /// <summary>Kills one node and lets another leave, each while a session is open; then counts.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ClusterSummary> PlayAsync(CancellationToken cancellation)
    {
        var run = _clock.GetUtcNow().ToUnixTimeSeconds();
        var recovered = TimeSpan.Zero;
        await DuringAsync(FormattableString.Invariant($"kill-{run}"), async () =>
        {
            var killed = _nodes[0];
            await SayAsync($"kill -9 of node {killed.Address.Number}, the oldest: everything there is once in the cluster runs on it");
            await killed.KillAsync(cancellation);
            recovered = await _readings!.RecoveredAsync(cancellation);
            await SayAsync(FormattableString.Invariant($"all devices are served again, {recovered.TotalSeconds:0.0} s after the kill"));
            await BackAsync(killed, cancellation);
        }, cancellation);

        var code = -1;
        await DuringAsync(FormattableString.Invariant($"leave-{run}"), async () =>
        {
            var leaving = _nodes[^1];
            await SayAsync($"node {leaving.Address.Number} is asked to leave (SIGTERM)");
            code = await leaving.LeaveAsync(cancellation);
            await SayAsync($"it handed over what it had and ended with exit code {code}");
            await BackAsync(leaving, cancellation);
        }, cancellation);

        await _readings!.StopAsync();
        var (recorded, offers, outcomes) = await CountAsync(cancellation);
        return new ClusterSummary(_nodes.Count, _readings.Acknowledged, recorded, _sessions.Sum(s => s.Offers.Count), offers, outcomes, _sessions.Count,
            recovered.TotalSeconds, code == 0, Math.Max(_client!.MostTries, _market!.MostTries));
    }

    /// <summary>Names the processes, to be killed and started by hand, until it is cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async Task StayAsync(CancellationToken cancellation)
    {
        await SayAsync("The cluster stays up; Ctrl+C ends it. A node whose process you kill is started again after it was missed.");
        while (!cancellation.IsCancellationRequested)
        {
            foreach (var node in _nodes.Where(n => !n.Runs))
            {
                await SayAsync($"node {node.Address.Number} is gone");
                await BackAsync(node, cancellation);
            }
            await Task.Delay(Look, _clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _market?.Dispose();
        _client?.Dispose();
        await Task.WhenAll(_nodes.Select(n => n.DisposeAsync().AsTask()));
    }

    private async Task DuringAsync(string name, Func<Task> events, CancellationToken cancellation)
    {
        var (session, gate) = await _market!.OpenAsync(name, GateOpen, cancellation);
        await SayAsync(FormattableString.Invariant($"session {session} is open until {gate:HH:mm:ss}"));
        var placing = _market.PlaceAsync(session, gate, cancellation);
        await Task.Delay(BeforeKill, _clock, cancellation);
        await events();
        _sessions.Add((session, await placing));
        var ended = await _market.PublishedAsync(session, cancellation);
        await SayAsync($"session {session} has its outcome, from {ended.Offers} offers");
    }

    private async Task BackAsync(DemoNode node, CancellationToken cancellation)
    {
        node.Start();
        await node.UpAsync(cancellation);
        await SayAsync($"node {node.Address.Number} is back: process {node.ProcessId}");
    }

    // The read models come to the journal's end in their own time.
    private async Task<(long Readings, int Offers, int Outcomes)> CountAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var readings = 0L;
            foreach (var device in _readings!.Devices)
                readings += (await _client!.GetAsync<LightNodeView>($"api/v1/light-nodes/{device.LightNode}", cancellation))?.Readings ?? 0;
            var sessions = await Task.WhenAll(_sessions.Select(s => _market!.PublishedAsync(s.Session, cancellation)));
            if (readings >= _readings.Acknowledged)
                return (readings, sessions.Sum(s => s.Offers), sessions.Length);
            await Task.Delay(Look, _clock, cancellation);
        }
    }

    private Task SayAsync(string what) => _said.WriteLineAsync(FormattableString.Invariant($"{_clock.GetUtcNow():HH:mm:ss} {what}"));
}
