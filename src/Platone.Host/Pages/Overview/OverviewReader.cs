using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Participants;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Markets.Notices;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Host.Rest.Access;

namespace Platone.Host.Pages.Overview;

/// <summary>
/// Reads the overview for one viewer. It looks first whether anything was recorded or sealed since the last time, so that a quiet market
/// costs nothing.
/// </summary>
internal sealed class OverviewReader(IScd scd, IMarketScd market, ProofWatch log, TimeProvider clock)
{
    /// <summary>PODs the table shows.</summary>
    public const int ShownPods = 50;

    private const int ShownNotices = 12;
    private const int ShownSessions = 20;
    private const int MostRows = 10_000;

    private string? _seen;

    /// <summary>What there is to see now; null if it is what the last call gave.</summary>
    /// <param name="caller">The viewer.</param>
    /// <param name="wanted">Which session; null for the one that matters now.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<OverviewData?> ReadAsync(Caller caller, MarketSessionId? wanted, CancellationToken cancellation)
    {
        // Market time is shown to the minute, and baselines change with it.
        var now = clock.GetUtcNow();
        var logged = await log.ReadAsync(caller, cancellation);
        var projections = await scd.ProjectionsAsync(cancellation);
        var state = $"{now.UtcTicks / TimeSpan.TicksPerMinute} {wanted} {logged.Size} {logged.Seal?.TreeSize} {string.Join(' ', projections.Select(p => p.Ordering))}";
        if (state == _seen)
            return null;

        var sessions = (await market.SessionsAsync(null, new PageRequest(null, ShownSessions), cancellation)).Items;
        var row = sessions.FirstOrDefault(s => s.Session == wanted) ?? Pick(sessions, now);
        var scope = AccessRules.MarketScope(caller);
        IReadOnlyList<SetPointRow> setPoints = row is null ? [] : await SetPointsAsync(row, scope, cancellation);
        var session = row is null ? null : await SessionAsync(row, caller, scope, setPoints, cancellation);
        var (pods, hasMore, readings) = await PodsAsync(caller, setPoints, now, cancellation);
        var notices = await NoticesAsync(caller, scope, session, cancellation);
        _seen = state;
        return new OverviewData(now, session, sessions, pods, hasMore, readings, notices, logged);
    }

    // What is delivered now, else the last that was opened.
    private static SessionRow? Pick(IReadOnlyList<SessionRow> sessions, DateTimeOffset now) =>
        sessions.FirstOrDefault(s => s.Terms.Start <= now && now < s.Terms.End) ?? sessions.FirstOrDefault();

    private async Task<IReadOnlyList<SetPointRow>> SetPointsAsync(SessionRow row, ParticipantId? scope, CancellationToken cancellation) =>
        row.Phase < SessionPhase.Activating ? [] : (await market.SetPointsAsync(row.Session, scope, new PageRequest(null, MostRows), cancellation)).Items;

    private async Task<SessionData> SessionAsync(SessionRow row, Caller caller, ParticipantId? scope, IReadOnlyList<SetPointRow> setPoints,
        CancellationToken cancellation)
    {
        var first = new PageRequest(null, MostRows);
        var requests = (await market.RequestsAsync(row.Session, scope, first, cancellation)).Items;
        var outcomes = await market.OutcomesAsync(row.Session, cancellation);
        var statements = row.SettlementVersion == 0 ? [] : await market.StatementsAsync(row.Session, null, scope, cancellation);
        IReadOnlyList<SessionPowerRow> power;
        if (scope is null)
        {
            power = await market.PowerAsync(row.Session, cancellation);
        }
        else
        {
            // Who asks sees what it asked for; the others what was published of all requests.
            var requested = caller.Role is Role.Dso or Role.Tso
                ? requests.Where(r => !r.IsWithdrawn).Select(r => r.Request.Power)
                : outcomes.Select(o => o.Requested);
            var awards = (await market.AwardsAsync(row.Session, scope, first, cancellation)).Items;
            var lines = row.SettlementVersion == 0 ? [] : (await market.LinesAsync(row.Session, null, scope, first, cancellation)).Items;
            power = SessionFigures.Power(row.Terms, [.. requested], [.. awards.Select(a => a.Award.Power)], setPoints.Select(s => s.Issued),
                [.. lines.Select(l => l.Line)]);
        }
        return new SessionData(row, scope is null, power, SessionFigures.Totals(power, statements, scope is null), Lines(requests, outcomes), statements);
    }

    private static List<RequestLine> Lines(IReadOnlyList<RequestRow> requests, IReadOnlyList<OutcomeRow> outcomes)
    {
        var got = outcomes.ToDictionary(o => o.Request);
        var lines = requests.Select(r => new RequestLine(r.Request.Id, r.Request.IsDso, r.Request.Direction, r, Joules(r.Request.Power),
            got.GetValueOrDefault(r.Request.Id))).ToList();
        var own = requests.Select(r => r.Request.Id).ToHashSet();
        lines.AddRange(outcomes.Where(o => !own.Contains(o.Request)).Select(o => new RequestLine(o.Request, o.IsDso, o.Direction, null, Joules(o.Requested), o)));
        return lines;
    }

    private static long Joules(PowerProfile power) => power.Over(QuarterHour.Seconds).Joules;

    private async Task<(IReadOnlyList<PodLine> Pods, bool HasMore, long Readings)> PodsAsync(Caller caller, IReadOnlyList<SetPointRow> setPoints,
        DateTimeOffset now, CancellationToken cancellation)
    {
        var scope = AccessRules.Scope(caller);
        var pods = await scd.PodsAsync(scope, new PageRequest(null, ShownPods), cancellation);
        var nodes = (await scd.LightNodesAsync(scope, new PageRequest(null, MostRows), cancellation)).Items;
        var newest = nodes.Where(n => n.LastReading is not null).GroupBy(n => n.Pod).ToDictionary(g => g.Key, g => g.Max(n => n.LastReading!.Value));
        var told = setPoints.GroupBy(s => s.Issued.Pod).ToDictionary(g => g.Key, g => SessionFigures.Current(g, now));
        var quarter = QuarterHour.Of(now);
        var lines = new List<PodLine>();
        foreach (var pod in pods.Items)
        {
            var baseline = (await market.BaselinesAsync(pod.Pod, new Interval(quarter.Start, quarter.End), new PageRequest(null, 1), cancellation)).Items;
            var last = newest.TryGetValue(pod.Pod, out var at)
                ? (await scd.ReadingsAsync(pod.Pod, new Interval(at, at.AddSeconds(1)), new PageRequest(null, 1), cancellation)).Items.FirstOrDefault()
                : null;
            lines.Add(new PodLine(pod, baseline.Count == 0 ? null : baseline[0].PowerW, told.GetValueOrDefault(pod.Pod), last?.Reading.ActivePowerW, last?.Reading.Time));
        }
        return (lines, pods.Next is not null, nodes.Sum(n => n.Readings));
    }

    // Notices are kept by their receiver: who sees all is shown those of the session's parties.
    private async Task<IReadOnlyList<NoticeRow>> NoticesAsync(Caller caller, ParticipantId? scope, SessionData? session, CancellationToken cancellation)
    {
        IEnumerable<ParticipantId> receivers = [caller.Id];
        if (scope is null && session is not null)
        {
            var offers = (await market.OffersAsync(session.Row.Session, null, new PageRequest(null, MostRows), cancellation)).Items;
            receivers = session.Requests.Select(r => r.Placed?.Request.Requester).OfType<ParticipantId>().Concat(offers.Select(o => o.Offer.Aggregator))
                .Append(caller.Id).Distinct().Order().Take(ShownPods);
        }
        var all = new List<NoticeRow>();
        foreach (var receiver in receivers)
            all.AddRange((await market.NoticesAsync(receiver, new PageRequest(null, ShownNotices), cancellation)).Items);
        return [.. all.OrderByDescending(n => n.At).ThenBy(n => n.Participant).Take(ShownNotices)];
    }
}
