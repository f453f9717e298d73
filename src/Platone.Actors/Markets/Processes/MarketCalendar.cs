using Akka.Actor;
using Akka.Event;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets.Sessions;

namespace Platone.Actors.Markets.Processes;

/// <summary>
/// Opens the sessions of market areas when they are due (market, "Sessions"). Their ids come from area and time, so that looking again,
/// also after a restart, opens nothing twice; what became due and passed while nobody looked is not opened any more. Of each kind an
/// area's sessions run one after another: the next opens when the one before is published, or can be no longer.
/// </summary>
internal sealed class MarketCalendar : PeriodicLook
{
    private readonly IReadOnlyList<MarketAreaPlan> _plans;
    private readonly ISessionList _sessions;
    private readonly IEntities _entities;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log = Context.GetLogger();

    /// <summary>A calendar.</summary>
    public MarketCalendar(IReadOnlyList<MarketAreaPlan> plans, ISessionList sessions, IEntities entities, TimeSpan interval, TimeProvider clock)
        : base(interval) => (_plans, _sessions, _entities, _clock) = (plans, sessions, entities, clock);

    /// <summary>How an actor system makes one.</summary>
    public static Props Props(
        IReadOnlyList<MarketAreaPlan> plans, ISessionList sessions, IEntities entities, TimeSpan interval, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new MarketCalendar(plans, sessions, entities, interval, clock));

    /// <summary>The sessions of a plan that are to be opened now.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="listed">The area's sessions whose delivery is not over.</param>
    /// <param name="now">Now.</param>
    public static IEnumerable<OpenSession> Due(MarketAreaPlan plan, IReadOnlyList<ListedSession> listed, DateTimeOffset now)
    {
        var busy = listed.Where(s => s.Phase is > SessionPhase.Unopened and < SessionPhase.Published && s.Start > now).Select(s => s.Kind).ToHashSet();
        foreach (var (id, terms) in plan.OpenAt(now))
        {
            if (listed.All(s => s.Id != id) && busy.Add(terms.Kind))
                yield return new OpenSession(id, terms, now);
        }
    }

    /// <inheritdoc/>
    protected override async Task LookAsync(CancellationToken stop)
    {
        var now = _clock.GetUtcNow();
        foreach (var plan in _plans)
        {
            var listed = await _sessions.OfAreaAsync(plan.Area, now, DateTimeOffset.MaxValue, 0, stop).ConfigureAwait(false);
            foreach (var open in Due(plan, listed, now))
            {
                if (await _entities.SendAsync(open, stop).ConfigureAwait(false) is CommandReply.Refused refused)
                    _log.Warning("session {0} cannot be opened: {1}", open.Id, refused.Problem);
            }
        }
    }
}
