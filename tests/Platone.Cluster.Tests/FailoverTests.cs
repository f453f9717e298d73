using Npgsql;
using Platone.Host.ClusterDemo;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests;

/// <summary>
/// What a cluster of three promises while its nodes, its network and its database come and go under load: readings by MQTT and offers by REST.
/// Every test leaves the cluster whole, and looks at the journal as it is in the database.
/// </summary>
public sealed class FailoverTests(LoadedCluster cluster, ITestOutputHelper output) : IClassFixture<LoadedCluster>, IAsyncLifetime
{
    private static int _sessions;

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(Nightly.Times(6, 60)));
    private readonly ClusterJournal _journal = new(cluster, output);
    private readonly Dictionary<string, IReadOnlyList<string>> _offers = [];

    private FailoverClient Client => cluster.Client;

    private ReadingsLoad Readings => cluster.Readings;

    private OfferLoad Market => cluster.Market;

    public async Task InitializeAsync()
    {
        if (cluster.Missing is not null)
            return;
        await cluster.MakeWholeAsync();
        await cluster.LoadAsync();
        Readings.Start(_deadline.Token);
        await Readings.RecoveredAsync(_deadline.Token);
        Client.Forget();
        Market.Forget();
    }

    public async Task DisposeAsync()
    {
        // After a test that failed half-way devices still send.
        await _deadline.CancelAsync();
        if (cluster.Readings is not null)
            await Readings.GoneAsync();
        _deadline.Dispose();
    }

    [SkippableFact]
    public async Task After_kill_9_of_a_node_every_acknowledged_reading_and_offer_is_there_once_and_its_session_has_its_outcome()
    {
        cluster.Require();
        var random = Seeds.Random(output);
        for (var round = 0; round < Nightly.Times(3, 20); round++)
        {
            // The first one killed is the oldest, where everything runs that there is once.
            var node = cluster.Nodes[round == 0 ? 0 : random.Next(RunningCluster.Size)];
            var session = Session();
            var placing = await BeginAsync(session, gateOpen: 10);
            // Somewhere in the midst of the load, not at a time.
            var midst = Readings.Acknowledged + random.Next(1_000, 8_000);
            await Until.TrueAsync("the load goes on", _ => Task.FromResult(Readings.Acknowledged >= midst));
            await node.KillAsync();
            var recovered = await Readings.RecoveredAsync(_deadline.Token);
            _offers[session] = await placing;
            await Market.PublishedAsync(session, _deadline.Token);
            output.WriteLine($"{node} killed: all devices were served again after {recovered.TotalSeconds:0.0} s; "
                + $"{_offers[session].Count} offers; {Readings.Acknowledged} readings acknowledged so far");
            cluster.Start(node);
            await cluster.ReadyAsync(node);
        }

        await CheckAsync();
    }

    [SkippableFact]
    public async Task Nodes_that_leave_one_after_another_and_come_back_fail_no_request()
    {
        cluster.Require();
        foreach (var node in cluster.Nodes)
        {
            var session = Session();
            var placing = await BeginAsync(session, gateOpen: 8);
            Assert.Equal(0, await node.TerminateAsync());
            await Readings.RecoveredAsync(_deadline.Token);
            _offers[session] = await placing;
            await Market.PublishedAsync(session, _deadline.Token);
            cluster.Start(node);
            await cluster.ReadyAsync(node);
            output.WriteLine($"{node} left and came back; {Client.Requests} requests so far, the hardest asked {Client.MostTries} nodes, "
                + $"offers asked {Market.MostTries}; {Readings.Acknowledged} readings acknowledged so far");
        }

        // A client that turns to another node is served there.
        Assert.InRange(Client.MostTries, 1, RunningCluster.Size);
        Assert.InRange(Market.MostTries, 1, RunningCluster.Size);
        await CheckAsync();
    }

    [SkippableFact]
    public async Task Of_a_divided_cluster_one_side_goes_on_and_nothing_runs_twice()
    {
        cluster.Require();
        var random = Seeds.Random(output);
        var cut = cluster.Nodes[random.Next(RunningCluster.Size)];
        var session = Session();
        var placing = await BeginAsync(session, gateOpen: 15);
        cluster.Wires.CutOff(cut.Number, RunningCluster.Size);
        // The one that is alone sees that it is the smaller side, and ends.
        Assert.NotEqual(0, await cut.EndAsync());
        var recovered = await Readings.RecoveredAsync(_deadline.Token);
        Assert.All(cluster.Nodes.Where(n => n != cut), n => Assert.True(n.Runs));
        _offers[session] = await placing;
        await Market.PublishedAsync(session, _deadline.Token);
        output.WriteLine($"{cut} was cut off and ended by itself; all devices were served again {recovered.TotalSeconds:0.0} s after that");

        cluster.Wires.Heal();
        cluster.Start(cut);
        await cluster.ReadyAsync(cut);
        await CheckAsync();
    }

    [SkippableFact]
    public async Task After_a_crash_of_the_database_all_goes_on()
    {
        cluster.Require();
        var session = Session();
        var placing = await BeginAsync(session, gateOpen: 30);
        await cluster.PostgreSql.KillAsync();
        await cluster.PostgreSql.StartAgainAsync();
        // This process's own connections to it are gone, too.
        NpgsqlConnection.ClearAllPools();
        var recovered = await Readings.RecoveredAsync(_deadline.Token);
        _offers[session] = await placing;
        await Market.PublishedAsync(session, _deadline.Token);
        output.WriteLine($"PostgreSQL was killed and started again; all devices were served again {recovered.TotalSeconds:0.0} s after that");
        Assert.All(cluster.Nodes, n => Assert.True(n.Runs));
        // Nothing waited for an answer that does not come, or was kept from asking: see storage.conf on circuit breakers.
        Assert.DoesNotContain(cluster.Nodes.SelectMany(n => n.Lines), l => l.Contains("RecoveryTimedOutException", StringComparison.Ordinal)
            || l.Contains("OpenCircuitException", StringComparison.Ordinal));
        await CheckAsync();
    }

    private static string Session() => $"session-{Interlocked.Increment(ref _sessions)}";

    // Ends when a first offer is acknowledged, so that there is something to lose; what it gives ends when the gate has closed.
    private async Task<Task<IReadOnlyList<string>>> BeginAsync(string session, double gateOpen)
    {
        var before = Market.Acknowledged;
        var gate = await Market.OpenAsync(session, TimeSpan.FromSeconds(gateOpen), _deadline.Token);
        var placing = Market.PlaceAsync(session, gate, _deadline.Token);
        await Until.TrueAsync("a first offer is acknowledged", _ => Task.FromResult(placing.IsCompleted || Market.Acknowledged > before));
        return placing;
    }

    private async Task CheckAsync()
    {
        await Readings.StopAsync();
        await _journal.ReadAsync();
        _journal.Has(Readings.Devices);
        foreach (var (session, offers) in _offers)
        {
            Assert.NotEmpty(offers);
            _journal.Has(session, offers);
        }
        await _journal.IsFollowedAsync(Client);
        await _journal.IsCleanAsync();
        output.WriteLine($"{Readings.Acknowledged} readings and {_offers.Sum(o => o.Value.Count)} offers acknowledged, each of them there once");
    }
}
