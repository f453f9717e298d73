using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>Wakes the sessions whose time has come: to close their gate, and to end delivery.</summary>
internal sealed class MarketClock : PeriodicLook
{
    private readonly IMarketWatchlist _watchlist;
    private readonly IEntities _entities;
    private readonly TimeProvider _clock;

    /// <summary>A clock.</summary>
    public MarketClock(IMarketWatchlist watchlist, IEntities entities, TimeSpan interval, TimeProvider clock)
        : base(interval) => (_watchlist, _entities, _clock) = (watchlist, entities, clock);

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(IMarketWatchlist watchlist, IEntities entities, TimeSpan interval, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new MarketClock(watchlist, entities, interval, clock));

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken stop)
    {
        var now = _clock.GetUtcNow();
        var gates = await _watchlist.GatesDueAsync(now, stop).ConfigureAwait(false);
        await SendAsync(_entities, gates.Select(s => new CloseGate(s, now)), stop).ConfigureAwait(false);
        var deliveries = await _watchlist.DeliveriesDueAsync(now, stop).ConfigureAwait(false);
        await SendAsync(_entities, deliveries.Select(s => new EndDelivery(s, now)), stop).ConfigureAwait(false);
    }
}
