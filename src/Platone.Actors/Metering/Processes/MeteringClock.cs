using Akka.Actor;
using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Metering.LightNodes;

namespace Platone.Actors.Metering.Processes;

/// <summary>
/// Wakes the light nodes that time concerns: those with a quarter hour whose grace has run out, and those that have fallen silent.
/// A cluster singleton, so that an entity need not stay in memory, or survive, to be on time.
/// </summary>
public sealed class MeteringClock : UntypedActor, IWithTimers
{
    private readonly INodeWatchlist _watchlist;
    private readonly IEntities _entities;
    private readonly MeteringClockOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stop = new();
    private bool _looking;

    /// <summary>A clock.</summary>
    public MeteringClock(INodeWatchlist watchlist, IEntities entities, MeteringClockOptions options, TimeProvider clock) =>
        (_watchlist, _entities, _options, _clock) = (watchlist, entities, options, clock);

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(INodeWatchlist watchlist, IEntities entities, MeteringClockOptions options, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new MeteringClock(watchlist, entities, options, clock));

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Instance, _options.Interval);

    /// <inheritdoc/>
    protected override void PostStop() => _stop.Cancel();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Look when !_looking:
                _looking = true;
                LookAsync(_stop.Token).PipeTo(Self, success: () => Looked.Instance, failure: e => new Status.Failure(e));
                break;
            case Looked:
                _looking = false;
                break;
            case Status.Failure failure:
                _looking = false;
                if (!_stop.IsCancellationRequested)
                    _log.Warning(failure.Cause, "the metering clock looks again in {0}", _options.Interval);
                break;
            case Look:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var now = _clock.GetUtcNow();
        foreach (var node in await _watchlist.OverdueAsync(now, _options.Grace, stop).ConfigureAwait(false))
            await _entities.SendAsync(new CloseOverdue(node, now), stop).ConfigureAwait(false);
        foreach (var node in await _watchlist.QuietAsync(now, _options.SilentAfter, stop).ConfigureAwait(false))
            await _entities.SendAsync(new MarkSilent(node, _options.SilentAfter, now), stop).ConfigureAwait(false);
    }

    private sealed class Look
    {
        public static Look Instance { get; } = new();
    }

    private sealed class Looked
    {
        public static Looked Instance { get; } = new();
    }
}
