using Platone.Field.Simulation;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Pods;

namespace Platone.Host.ClusterDemo;

/// <summary>Many devices that send all the time, and what was acknowledged to them.</summary>
internal sealed class ReadingsLoad
{
    private const int RegisteredAtOnce = 8;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    // Before the first reading.
    private static readonly DateTimeOffset ValidFrom = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IReadOnlyList<NodeAddress> _nodes;
    private readonly int _batch;
    private readonly TimeProvider _clock;
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private ReadingsLoad(IReadOnlyList<NodeAddress> nodes, int batch, TimeProvider clock, IReadOnlyList<LoadDevice> devices) =>
        (_nodes, _batch, _clock, Devices) = (nodes, batch, clock, devices);

    /// <summary>The devices.</summary>
    public IReadOnlyList<LoadDevice> Devices { get; }

    /// <summary>Readings acknowledged to all of them.</summary>
    public long Acknowledged => Devices.Sum(d => d.Acknowledged);

    /// <summary>Registers the devices, each with a POD of its own. The same again is the same.</summary>
    /// <param name="client">An operator's.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="name">Of this load: the devices of another have other serials.</param>
    /// <param name="devices">How many.</param>
    /// <param name="perSecond">Readings a second of all of them.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Ends it.</param>
    public static async Task<ReadingsLoad> RegisterAsync(FailoverClient client, IReadOnlyList<NodeAddress> nodes, string name, int devices,
        int perSecond, TimeProvider clock, CancellationToken cancellation)
    {
        var registered = new LoadDevice[devices];
        await Parallel.ForEachAsync(Enumerable.Range(0, devices),
            new ParallelOptions { MaxDegreeOfParallelism = RegisteredAtOnce, CancellationToken = cancellation }, async (i, stop) =>
            {
                var (code, serial) = (FormattableString.Invariant($"POD-{name}-{i:D4}"), FormattableString.Invariant($"{name}-{i:D4}"));
                var pod = (await client.PostAsync<PodBody, RegisteredPodView>("api/v1/pods",
                    new PodBody(code, ValidFrom, "load", "Europe/Rome", 10_000), stop)).Pod;
                var node = await client.PostAsync<LightNodeBody, RegisteredLightNodeView>("api/v1/light-nodes",
                    new LightNodeBody(serial, pod, ValidFrom), stop);
                registered[i] = new LoadDevice(i, pod, node.LightNode, serial, new NodeCredentials(node.Mqtt.UserName, node.Mqtt.Password));
            });
        return new ReadingsLoad(nodes, Math.Max(1, (int)(perSecond * Beat.TotalSeconds / devices)), clock, registered);
    }

    /// <summary>Begins to send, or goes on after it was stopped.</summary>
    /// <param name="cancellation">Ends it at once.</param>
    public void Start(CancellationToken cancellation)
    {
        _stop = new CancellationTokenSource();
        var stop = _stop.Token;
        _running = Task.WhenAll(Devices.Select(d => Task.Run(() => d.RunAsync(_nodes, _batch, Beat, _clock, stop, cancellation), cancellation)));
    }

    /// <summary>Waits until every device had something acknowledged that it sent from now on.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How long the last of them took.</returns>
    public async Task<TimeSpan> RecoveredAsync(CancellationToken cancellation)
    {
        var since = _clock.GetTimestamp();
        while (true)
        {
            var acknowledged = Devices.Select(d => d.AcknowledgedAfter(since)).ToList();
            if (acknowledged.TrueForAll(a => a is not null))
                return _clock.GetElapsedTime(since, acknowledged.Max() ?? since);
            if (_running.IsFaulted)
                await _running;
            await Task.Delay(Look, _clock, cancellation);
        }
    }

    /// <summary>Waits until nothing is sent any more, after <see cref="Start"/> was cancelled.</summary>
    public async Task GoneAsync() => await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Lets every device end with an acknowledgement.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }
}
