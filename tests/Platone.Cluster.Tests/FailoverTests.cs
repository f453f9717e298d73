using Npgsql;
using Platone.Host.ClusterDemo;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests;

/// <summary>
/// What a cluster of three promises while its nodes, its network and its database come and go under load: readings by MQTT and offers by REST.
/// Every test leaves the cluster whole, and looks at the journal as it is in the database.
/// </summary>
public sealed class FailoverTests(RunningCluster cluster, ITestOutputHelper output) : IClassFixture<RunningCluster>, IAsyncLifetime
{
    private const int Devices = 40;
    private const int ReadingsPerSecond = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);
    private static int _sessions;

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(Nightly.Times(6, 60)));
    private readonly ClusterJournal _journal = new(cluster, output);
    private readonly Dictionary<string, IReadOnlyList<string>> _offers = [];
    private FailoverClient _client = null!;
    private ReadingsLoad _readings = null!;
    private OfferLoad _market = null!;

    public async Task InitializeAsync()
    {
        if (cluster.Missing is not null)
            return;
        await cluster.MakeWholeAsync();
        var nodes = cluster.Nodes.Select(n => new NodeAddress(n.Number, n.Url, n.Mqtt)).ToList();
        _client = new FailoverClient(nodes, cluster.OperatorKey, Patience);
        // Other devices for each test: what an earlier one had acknowledged is its own.
        _readings = await ReadingsLoad.RegisterAsync(_client, nodes, $"T{Interlocked.Increment(ref _sessions)}", Devices, ReadingsPerSecond,
            TimeProvider.System, _deadline.Token);
        _market = await OfferLoad.PrepareAsync(nodes, _client, [.. _readings.Devices.Select(d => d.Pod)], Patience, TimeProvider.System,
            _deadline.Token);
        _readings.Start(_deadline.Token);
        await _readings.RecoveredAsync(_deadline.Token);
        _client.Forget();
    }

    public Task DisposeAsync()
    {
        _market?.Dispose();
        _client?.Dispose();
        _deadline.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task After_kill_9_of_a_node_every_acknowledged_reading_and_offer_is_there_once_and_its_session_has_its_outcome()
    {
        Require();
        var random = Seeds.Random(output);
        for (var round = 0; round < Nightly.Times(3, 20); round++)
        {
            // The first one killed is the oldest, where everything runs that there is once.
            var node = cluster.Nodes[round == 0 ? 0 : random.Next(RunningCluster.Size)];
            var session = Session();
            var placing = await BeginAsync(session, gateOpen: 10);
            // Somewhere in the midst of the load, not at a time.
            var midst = _readings.Acknowledged + random.Next(1_000, 8_000);
            await Until.TrueAsync("the load goes on", _ => Task.FromResult(_readings.Acknowledged >= midst));
            await node.KillAsync();
            var recovered = await _readings.RecoveredAsync(_deadline.Token);
            _offers[session] = await placing;
            await _market.PublishedAsync(session, _deadline.Token);
            output.WriteLine($"{node} killed: all devices were served again after {recovered.TotalSeconds:0.0} s; "
                + $"{_offers[session].Count} offers; {_readings.Acknowledged} readings acknowledged so far");
            cluster.Start(node);
            await cluster.ReadyAsync(node);
        }

        await CheckAsync();
    }

    [SkippableFact]
    public async Task Nodes_that_leave_one_after_another_and_come_back_fail_no_request()
    {
        Require();
        foreach (var node in cluster.Nodes)
        {
            var session = Session();
            var placing = await BeginAsync(session, gateOpen: 8);
            Assert.Equal(0, await node.TerminateAsync());
            await _readings.RecoveredAsync(_deadline.Token);
            _offers[session] = await placing;
            await _market.PublishedAsync(session, _deadline.Token);
            cluster.Start(node);
            await cluster.ReadyAsync(node);
            output.WriteLine($"{node} left and came back; {_client.Requests} requests so far, the hardest asked {_client.MostTries} nodes, "
                + $"offers asked {_market.MostTries}; {_readings.Acknowledged} readings acknowledged so far");
        }

        // A client that turns to another node is served there.
        Assert.InRange(_client.MostTries, 1, RunningCluster.Size);
        Assert.InRange(_market.MostTries, 1, RunningCluster.Size);
        await CheckAsync();
    }

    [SkippableFact]
    public async Task Of_a_divided_cluster_one_side_goes_on_and_nothing_runs_twice()
    {
        Require();
        var random = Seeds.Random(output);
        var cut = cluster.Nodes[random.Next(RunningCluster.Size)];
        var session = Session();
        var placing = await BeginAsync(session, gateOpen: 15);
        cluster.Wires.CutOff(cut.Number, RunningCluster.Size);
        // The one that is alone sees that it is the smaller side, and ends.
        Assert.NotEqual(0, await cut.EndAsync());
        var recovered = await _readings.RecoveredAsync(_deadline.Token);
        Assert.All(cluster.Nodes.Where(n => n != cut), n => Assert.True(n.Runs));
        _offers[session] = await placing;
        await _market.PublishedAsync(session, _deadline.Token);
        output.WriteLine($"{cut} was cut off and ended by itself; all devices were served again {recovered.TotalSeconds:0.0} s after that");

        cluster.Wires.Heal();
        cluster.Start(cut);
        await cluster.ReadyAsync(cut);
        await CheckAsync();
    }

    [SkippableFact]
    public async Task After_a_crash_of_the_database_all_goes_on()
    {
        Require();
        var session = Session();
        var placing = await BeginAsync(session, gateOpen: 30);
        await cluster.PostgreSql.KillAsync();
        await cluster.PostgreSql.StartAgainAsync();
        // This process's own connections to it are gone, too.
        NpgsqlConnection.ClearAllPools();
        var recovered = await _readings.RecoveredAsync(_deadline.Token);
        _offers[session] = await placing;
        await _market.PublishedAsync(session, _deadline.Token);
        output.WriteLine($"PostgreSQL was killed and started again; all devices were served again {recovered.TotalSeconds:0.0} s after that");
        Assert.All(cluster.Nodes, n => Assert.True(n.Runs));
        await CheckAsync();
    }

    private static string Session() => $"session-{Interlocked.Increment(ref _sessions)}";

    // Ends when a first offer is acknowledged, so that there is something to lose; what it gives ends when the gate has closed.
    private async Task<Task<IReadOnlyList<string>>> BeginAsync(string session, double gateOpen)
    {
        var before = _market.Acknowledged;
        var gate = await _market.OpenAsync(session, TimeSpan.FromSeconds(gateOpen), _deadline.Token);
        var placing = _market.PlaceAsync(session, gate, _deadline.Token);
        await Until.TrueAsync("a first offer is acknowledged", _ => Task.FromResult(placing.IsCompleted || _market.Acknowledged > before));
        return placing;
    }

    private void Require()
    {
        if (cluster.Missing is { } missing)
            throw missing;
    }

    private async Task CheckAsync()
    {
        await _readings.StopAsync();
        await _journal.ReadAsync();
        _journal.Has(_readings.Devices);
        foreach (var (session, offers) in _offers)
        {
            Assert.NotEmpty(offers);
            _journal.Has(session, offers);
        }
        await _journal.IsFollowedAsync(_client);
        await _journal.IsCleanAsync();
        output.WriteLine($"{_readings.Acknowledged} readings and {_offers.Sum(o => o.Value.Count)} offers acknowledged, each of them there once");
    }
}
