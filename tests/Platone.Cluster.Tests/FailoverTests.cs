using Platone.Host.ClusterDemo;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Cluster.Tests;

/// <summary>
/// What a cluster of three promises while its nodes, its network and its database come and go under load: readings by MQTT and offers by REST.
/// Every test leaves the cluster whole, and looks at the journal as it is in the database. Those of a class share a cluster; the classes,
/// which wait more than they work, run beside one another.
/// </summary>
public abstract class FailoverTests(LoadedCluster cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private static int _sessions;

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromMinutes(Nightly.Times(6, 60)));
    private readonly ClusterJournal _journal = new(cluster, output);
    private readonly Dictionary<string, IReadOnlyList<string>> _offers = [];

    private protected LoadedCluster Cluster => cluster;

    private protected ITestOutputHelper Output => output;

    private protected FailoverClient Client => cluster.Client;

    private protected ReadingsLoad Readings => cluster.Readings;

    private protected OfferLoad Market => cluster.Market;

    private protected CancellationToken Cancellation => _deadline.Token;

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

    /// <summary>Opens a session; ends when a first offer is acknowledged, so that there is something to lose.</summary>
    /// <param name="gateOpen">How long offers are taken, in s.</param>
    private protected async Task<OpenSession> BeginAsync(double gateOpen)
    {
        while (true)
        {
            var before = Market.Acknowledged;
            var (session, gate) = await Market.OpenAsync($"session-{Interlocked.Increment(ref _sessions)}", TimeSpan.FromSeconds(gateOpen),
                _deadline.Token);
            var placing = Market.PlaceAsync(session, gate, _deadline.Token);
            await Until.TrueAsync("a first offer is acknowledged", _ => Task.FromResult(placing.IsCompleted || Market.Acknowledged > before));
            // On a busy machine its gate may have closed before any was.
            if (!placing.IsCompleted || (await placing).Count > 0)
                return new OpenSession(session, placing);
        }
    }

    /// <summary>Waits for a session's outcome.</summary>
    /// <returns>The number of offers that were acknowledged.</returns>
    private protected async Task<int> PublishedAsync(OpenSession session)
    {
        _offers[session.Name] = await session.Placing;
        await Market.PublishedAsync(session.Name, _deadline.Token);
        return _offers[session.Name].Count;
    }

    /// <summary>Starts a node that has ended, and meanwhile waits for a session's outcome.</summary>
    private protected async Task<int> BackAsync(RunningNode node, OpenSession session)
    {
        cluster.Start(node);
        var (published, ready) = (PublishedAsync(session), cluster.ReadyAsync(node));
        await Task.WhenAll(published, ready);
        return await published;
    }

    /// <summary>Ends the load, and holds what was acknowledged against the journal, and everything that follows the journal, too.</summary>
    private protected async Task CheckAsync()
    {
        await Readings.StopAsync();
        await _journal.ReadAsync();
        _journal.Has(Readings.Devices);
        foreach (var (session, offers) in _offers)
        {
            Assert.NotEmpty(offers);
            _journal.Has(session, offers);
        }
        await Task.WhenAll(_journal.IsFollowedAsync(Client), _journal.IsCleanAsync());
        output.WriteLine($"{Readings.Acknowledged} readings and {_offers.Sum(o => o.Value.Count)} offers acknowledged, each of them there once");
    }

    /// <summary>A session that takes offers.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Placing">The offers that were acknowledged, when its gate has closed.</param>
    private protected sealed record OpenSession(string Name, Task<IReadOnlyList<string>> Placing);
}
