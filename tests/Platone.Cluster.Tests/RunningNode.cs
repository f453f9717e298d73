using System.Net;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>One node of a cluster, as a process of its own that can be ended and started again on the same data, address and ports.</summary>
/// <param name="number">From 1.</param>
/// <param name="data">Its data folder.</param>
/// <param name="remoting">The port it listens on for other nodes; they reach it through its <see cref="Wires"/>.</param>
internal sealed class RunningNode(int number, string data, int remoting) : IAsyncDisposable
{
    private readonly List<ProcessHost> _processes = [];

    public int Number { get; } = number;

    public string Data { get; } = data;

    public int Http { get; } = FreePort.Next();

    public int Mqtt { get; } = FreePort.Next();

    public int Remoting { get; } = remoting;

    /// <summary>Where operators connect.</summary>
    public IPEndPoint Pbm { get; } = new(IPAddress.Loopback, FreePort.Next());

    public Uri Url => new($"http://127.0.0.1:{Http}/");

    public bool Runs => _processes is [.., { HasExited: false }];

    /// <summary>What all its processes wrote.</summary>
    public IEnumerable<string> Lines => _processes.SelectMany(p => p.Lines);

    private ProcessHost Process => _processes[^1];

    public void Start(IReadOnlyDictionary<string, string> settings, string master, string? build = null)
    {
        Assert.False(Runs);
        Directory.CreateDirectory(Data);
        _processes.Add(PlatoneHostProcess.Start(["run"], new Dictionary<string, string>(settings)
        {
            ["storage.data"] = Data,
            ["http.listen"] = $"127.0.0.1:{Http}",
            ["mqtt.embedded.listen"] = $"127.0.0.1:{Mqtt}",
            ["akka.remote.dot-netty.tcp.port"] = $"{Remoting}",
            ["pbm.listen"] = $"{Pbm}",
        }, new Dictionary<string, string?> { ["PLATONE_MASTER_KEY"] = master }, build: build));
    }

    public Task UpAsync() => Process.WaitForLineAsync("is up", Deadline.Default * 2);

    /// <summary>Waits until it listens for operators, though it is in no cluster yet.</summary>
    public Task ListensUnjoinedAsync() => Process.WaitForLineAsync("cluster join -a ADDRESS", Deadline.Default * 2);

    public Task KillAsync() => Process.KillAsync();

    public Task<int> TerminateAsync() => Process.TerminateAsync(Deadline.Default * 2);

    public Task<int> EndAsync() => Process.WaitForExitAsync(Deadline.Default * 2);

    public override string ToString() => $"node {Number}";

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
            await process.DisposeAsync();
    }
}
