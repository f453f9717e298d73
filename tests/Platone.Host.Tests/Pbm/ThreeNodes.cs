using System.Net;
using Platone.Actors.Kernel.Aggregates;
using Platone.Host.Node;
using Platone.Host.Tests.Rest;
using Platone.Host.Verbs;
using Platone.Testing;

namespace Platone.Host.Tests.Pbm;

/// <summary>A cluster of three nodes on one PostgreSQL database, each with a data folder and ports of its own.</summary>
public sealed class ThreeNodes : IAsyncDisposable
{
    private readonly TestDirectory _folder;
    private readonly string[] _settings;
    private readonly List<NodeHost> _hosts = [];

    private ThreeNodes(TestDirectory folder, string database, string[] settings) =>
        (_folder, Database, _settings) = (folder, database, settings);

    /// <summary>Connection string of the database.</summary>
    public string Database { get; }

    /// <summary>The operator's key.</summary>
    public string Key => _hosts[0].OperatorKey!;

    internal IReadOnlyList<NodeHost> Hosts => _hosts;

    /// <summary>Starts it.</summary>
    /// <param name="settings">More settings of every node, <c>key=value</c>.</param>
    /// <exception cref="SkipException">PostgreSQL is not installed.</exception>
    public static async Task<ThreeNodes> StartAsync(params string[] settings)
    {
        var database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync("pbm");
        var nodes = new ThreeNodes(new TestDirectory("three-nodes"), database, settings);
        try
        {
            var seed = FreePort.Next();
            nodes._hosts.Add(await nodes.StartAsync(1, seed, seed));
            nodes._hosts.AddRange(
                await Task.WhenAll(Task.Run(() => nodes.StartAsync(2, 0, seed)), Task.Run(() => nodes.StartAsync(3, 0, seed))));
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    /// <summary>The Akka address of a node.</summary>
    /// <param name="number">1 to 3.</param>
    public string Address(int number) => Akka.Cluster.Cluster.Get(_hosts[number - 1].Node.ActorSystem).SelfAddress.ToString();

    /// <summary>Where operators connect to a node.</summary>
    /// <param name="number">1 to 3.</param>
    public IPEndPoint Pbm(int number) => _hosts[number - 1].Pbm!;

    /// <summary>Runs <c>platone pbm</c> against a node; lines end with \n.</summary>
    /// <param name="number">1 to 3.</param>
    /// <param name="words">The command.</param>
    /// <param name="stop">Stops it, as Ctrl+C does.</param>
    public async Task<(int Code, string Output, string Error)> RunAsync(
        int number, IEnumerable<string> words, CancellationToken stop = default)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var code = await PlatoneCommandLine.InvokeAsync(["pbm", Pbm(number).ToString(), .. words, "--api-key", Key],
            TextWriter.Synchronized(output), TextWriter.Synchronized(errors), stop).WaitAsync(Deadline.Default);
        return (code, output.ToString(), errors.ToString());
    }

    /// <summary>Sends a command to an entity, which must take it.</summary>
    public async Task SendAsync(ICommand command) =>
        Assert.IsType<CommandReply.Done>(
            await _hosts[0].Node.Entities.SendAsync(command, CancellationToken.None).WaitAsync(Deadline.Default));

    public async ValueTask DisposeAsync()
    {
        // The oldest last: it is the one the others hand over to.
        foreach (var host in Enumerable.Reverse(_hosts))
            await host.DisposeAsync();
        _folder.Dispose();
    }

    private Task<NodeHost> StartAsync(int number, int port, int seed)
    {
        var data = Path.Combine(_folder.Path, $"node-{number}");
        Directory.CreateDirectory(data);
        // One platform has one master key.
        if (number > 1)
            File.Copy(Path.Combine(_folder.Path, "node-1", "master.key"), Path.Combine(data, "master.key"));
        var configuration = TestNode.Configuration(data, [.. _settings, "storage.provider=postgresql", $"storage.postgresql={Database}",
            $"akka.remote.dot-netty.tcp.port={port}", $"akka.cluster.seed-nodes=[\"akka.tcp://platone@127.0.0.1:{seed}\"]",
            "logging.level=warning", "market.clock-interval=1h"]);
        return NodeHost.StartAsync(configuration, TimeProvider.System, CancellationToken.None).WaitAsync(Deadline.Default);
    }
}

/// <summary>The cluster that tests share, started by the first that needs it.</summary>
public sealed class SharedThreeNodes : IAsyncLifetime
{
    private readonly Lazy<Task<ThreeNodes>> _nodes = new(() => ThreeNodes.StartAsync());
    private Task? _prepared;

    /// <summary>The cluster.</summary>
    /// <exception cref="SkipException">PostgreSQL is not installed.</exception>
    public Task<ThreeNodes> StartedAsync() => _nodes.Value;

    /// <summary>Prepares it: the first time only. Tests of a class run one after the other.</summary>
    public Task OnceAsync(Func<Task> prepare) => _prepared ??= prepare();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_nodes is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await _nodes.Value).DisposeAsync();
    }
}
