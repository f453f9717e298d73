using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Watches running intervals: projects what was called for to the interval's end, and tells the session where it will fall short. The
/// session decides, once for each request and interval, whether that is beyond its requester's tolerance and what follows.
/// </summary>
internal sealed class DeliveryWatch : PeriodicLook
{
    private readonly IDeliveryReadings _readings;
    private readonly IEntities _entities;
    private readonly TimeProvider _clock;

    /// <summary>A watch.</summary>
    public DeliveryWatch(IDeliveryReadings readings, IEntities entities, TimeSpan interval, TimeProvider clock)
        : base(interval) => (_readings, _entities, _clock) = (readings, entities, clock);

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(IDeliveryReadings readings, IEntities entities, TimeSpan interval, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new DeliveryWatch(readings, entities, interval, clock));

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken stop)
    {
        var now = _clock.GetUtcNow();
        var running = QuarterHour.Of(now);
        // Nothing can be told yet, and nothing need be read.
        if (now < running.Start + RunningQuarterHour.LeastSeen)
            return;
        foreach (var session in await _readings.DeliveringAsync(now, stop).ConfigureAwait(false))
        {
            var outcome = await _entities.AskAsync<SessionOutcome>(new GetOutcome(session), stop).ConfigureAwait(false);
            if (outcome.Phase != SessionPhase.Activating || outcome.Terms is not { } terms)
                continue;
            var interval = (int)(running.Index - terms.First.Index);
            if (interval < 0 || interval >= terms.Intervals || DeliveryProjection.Pods(outcome, interval) is not { Count: > 0 } pods)
                continue;
            var seen = await _readings.RunningAsync(pods, running, terms.GateClosesAt, stop).ConfigureAwait(false);
            foreach (var delivery in DeliveryProjection.Of(outcome, interval, seen).Where(d => d.Awards.Any(a => a.ShortfallW > 0)))
                await _entities.SendAsync(new WatchDelivery(session, delivery, now), stop).ConfigureAwait(false);
        }
    }
}
