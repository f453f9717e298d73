using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>One node of a cluster, as a process of its own that can be ended and started again on the same data, address and ports.</summary>
/// <param name="number">From 1.</param>
/// <param name="data">Its data folder.</param>
/// <param name="remoting">The port it listens on for other nodes; they reach it through its <see cref="Wires"/>.</param>
internal sealed class RunningNode(int number, string data, int remoting) : IAsyncDisposable
{
    private ProcessHost? _process;

    public int Number { get; } = number;

    public string Data { get; } = data;

    public int Http { get; } = FreePort.Next();

    public int Mqtt { get; } = FreePort.Next();

    public int Remoting { get; } = remoting;

    public Uri Url => new($"http://127.0.0.1:{Http}/");

    public bool Runs => _process is { HasExited: false };

    public IReadOnlyList<string> Lines => _process?.Lines ?? [];

    public void Start(IReadOnlyDictionary<string, string> settings, string master)
    {
        Assert.False(Runs);
        Directory.CreateDirectory(Data);
        _process = PlatoneHostProcess.Start(["run"], new Dictionary<string, string>(settings)
        {
            ["storage.data"] = Data,
            ["http.listen"] = $"127.0.0.1:{Http}",
            ["mqtt.embedded.listen"] = $"127.0.0.1:{Mqtt}",
            ["akka.remote.dot-netty.tcp.port"] = $"{Remoting}",
        }, new Dictionary<string, string?> { ["PLATONE_MASTER_KEY"] = master });
    }

    public Task UpAsync() => _process!.WaitForLineAsync("is up", Deadline.Default * 2);

    public Task KillAsync() => _process!.KillAsync();

    public Task<int> TerminateAsync() => _process!.TerminateAsync(Deadline.Default * 2);

    public Task<int> EndAsync() => _process!.WaitForExitAsync(Deadline.Default * 2);

    public override string ToString() => $"node {Number}";

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
    }
}
