using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Actors.Metering.Processes;

/// <summary>
/// Wakes the light nodes that time concerns: those with a quarter hour whose grace has run out, and those that have fallen silent.
/// </summary>
public sealed class MeteringClock : PeriodicLook
{
    private readonly INodeWatchlist _watchlist;
    private readonly IEntities _entities;
    private readonly MeteringClockOptions _options;
    private readonly TimeProvider _clock;

    /// <summary>A clock.</summary>
    public MeteringClock(INodeWatchlist watchlist, IEntities entities, MeteringClockOptions options, TimeProvider clock)
        : base(options.Interval) => (_watchlist, _entities, _options, _clock) = (watchlist, entities, options, clock);

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(INodeWatchlist watchlist, IEntities entities, MeteringClockOptions options, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new MeteringClock(watchlist, entities, options, clock));

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken stop)
    {
        var now = _clock.GetUtcNow();
        var overdue = await _watchlist.OverdueAsync(now, _options.Grace, stop).ConfigureAwait(false);
        await SendAsync(_entities, overdue.Select(n => new CloseOverdue(n, now)), stop).ConfigureAwait(false);
        var quiet = await _watchlist.QuietAsync(now, _options.SilentAfter, stop).ConfigureAwait(false);
        await SendAsync(_entities, quiet.Select(n => new MarkSilent(n, _options.SilentAfter, now)), stop).ConfigureAwait(false);
    }
}
