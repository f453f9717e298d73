using System.Buffers.Text;
using System.Security.Cryptography;
using Platone.Host.Rest.Health;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>Three nodes as processes of their own on one PostgreSQL server, all started at once.</summary>
public class RunningCluster : IAsyncLifetime
{
    internal const int Size = 3;

    private readonly TestDirectory _directory = new("cluster");
    private readonly Wires _wires = new();
    private readonly string _master = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    private readonly List<RunningNode> _nodes = [];
    private Dictionary<string, string> _settings = [];
    private string? _build;

    internal IReadOnlyList<RunningNode> Nodes => _nodes;

    internal Wires Wires => _wires;

    internal PostgreSqlServer PostgreSql { get; private set; } = null!;

    internal string ConnectionString { get; private set; } = "";

    internal string OperatorKey { get; private set; } = "";

    internal string Master => _master;

    /// <summary>What is missing; the tests are skipped then.</summary>
    internal Exception? Missing { get; private set; }

    /// <summary>What the nodes are set to besides.</summary>
    private protected virtual IReadOnlyDictionary<string, string> More => new Dictionary<string, string>();

    /// <summary>The folder of the build that the nodes are first started from; null for this one.</summary>
    private protected virtual string? FirstBuild => null;

    public async Task InitializeAsync()
    {
        try
        {
            _build = FirstBuild;
            PostgreSql = await PostgreSqlServer.StartAsync();
        }
        catch (SkipException e)
        {
            Missing = e;
            return;
        }

        ConnectionString = await PostgreSql.CreateDatabaseAsync("cluster");
        for (var number = 1; number <= Size; number++)
            _nodes.Add(new RunningNode(number, _directory.File($"node-{number}"), FreePort.Next()));
        foreach (var node in _nodes)
            _wires.Connect(node.Number, node.Remoting);
        _settings = new Dictionary<string, string>
        {
            ["storage.provider"] = "postgresql",
            ["storage.postgresql"] = ConnectionString,
            ["cluster.seeds"] = $"[{string.Join(", ", _nodes.Select(n => $"\"127.0.0.{10 + n.Number}:{_wires.Port}\""))}]",
            ["akka.remote.dot-netty.tcp.public-port"] = $"{_wires.Port}",
            ["mqtt.intake.burst"] = "1000000",
            ["notary.seal-after"] = "5s",
            ["logging.level"] = "warning",
        };
        foreach (var (key, value) in More)
            _settings[key] = value;
        foreach (var node in _nodes)
            Start(node);
        await Task.WhenAll(_nodes.Select(n => n.UpAsync()));
        _build = null;
        // One of them made the operator's key, whichever was first.
        OperatorKey = (await File.ReadAllTextAsync(_nodes.Select(n => Path.Combine(n.Data, "operator.key")).Single(File.Exists))).Trim();
    }

    /// <summary>Starts a node, with settings of its own.</summary>
    internal void Start(RunningNode node, params IEnumerable<(string Key, string Value)> settings)
    {
        var all = new Dictionary<string, string>(_settings) { ["akka.remote.dot-netty.tcp.public-hostname"] = $"127.0.0.{10 + node.Number}" };
        foreach (var (key, value) in settings)
            all[key] = value;
        node.Start(all, _master, _build);
    }

    /// <summary>How the other nodes know a node.</summary>
    internal string Address(RunningNode node) => $"akka.tcp://platone@127.0.0.{10 + node.Number}:{_wires.Port}";

    /// <summary>Tests that need a cluster are skipped where PostgreSQL is not installed.</summary>
    internal void Require()
    {
        if (Missing is { } missing)
            throw missing;
    }

    /// <summary>A client of one node.</summary>
    internal NodeClient ClientOf(RunningNode node, string? key = null) => new(node.Url, key ?? OperatorKey);

    /// <summary>Waits until a node says that it is ready.</summary>
    internal async Task ReadyAsync(RunningNode node)
    {
        await node.UpAsync();
        using var client = ClientOf(node);
        await Until.TrueAsync($"{node} is ready",
            async stop => await client.GetAsync<ReadinessView>("health/ready", stop) is { Ready: true });
    }

    /// <summary>After a test that failed half-way.</summary>
    internal async Task MakeWholeAsync()
    {
        _wires.Heal();
        foreach (var node in _nodes.Where(n => !n.Runs))
            Start(node);
        await Task.WhenAll(_nodes.Select(ReadyAsync));
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await KeepLogsAsync();
        await _wires.DisposeAsync();
        if (PostgreSql is not null)
            await PostgreSql.DisposeAsync();
        _directory.Dispose();
    }

    // For whoever looks for the cause of something: what the nodes wrote is gone with the tests otherwise.
    private async Task KeepLogsAsync()
    {
        if (Environment.GetEnvironmentVariable("PLATONE_TEST_LOGS") is not { Length: > 0 } folder)
            return;
        folder = Directory.CreateDirectory(Path.Combine(folder, Path.GetFileName(_directory.Path))).FullName;
        foreach (var node in _nodes)
            await File.WriteAllLinesAsync(Path.Combine(folder, $"node-{node.Number}.log"), node.Lines);
    }
}
