using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Markets.Outcomes;
using Platone.Actors.Scd.Markets.Requests;
using Platone.Actors.Scd.Storage;

namespace Platone.Actors.Scd.Markets.Sessions;

/// <summary>
/// A session's power for a chart. What is summed over PODs is summed by the database, so that a row an interval comes back.
/// </summary>
/// <param name="connection">The SCD.</param>
internal sealed class PowerQuery(DataConnection connection)
{
    private const string Pods = """
        with pods as (
            select distinct p.pod
            from award_pod p
            join award a on a.session = p.session and a.request = p.request and a.offer = p.offer
            join session s on s.session = a.session and s.published_round = a.round
            where p.session = @session)
        """;

    /// <summary>One row an interval; empty if there is no such session.</summary>
    public async Task<IReadOnlyList<SessionPowerRow>> OfAsync(MarketSessionId id, CancellationToken cancellation)
    {
        if (await new SessionQueries(connection).RecordAsync(id, cancellation).ConfigureAwait(false) is not { } session)
            return [];
        var terms = SessionQueries.Terms(session);
        var requested = new long[terms.Intervals];
        foreach (var power in await connection.GetTable<RequestRecord>().Where(r => r.Session == id.Value && !r.IsWithdrawn)
            .Select(r => r.PowerW).ToListAsync(cancellation).ConfigureAwait(false))
            Add(requested, power, 0, terms.Intervals);
        var (awarded, activated) = await AwardedAsync(id, terms.Intervals, cancellation).ConfigureAwait(false);
        var baselines = await BaselinesAsync(session, cancellation).ConfigureAwait(false);
        var metered = await MeteredAsync(session, cancellation).ConfigureAwait(false);
        var delivered = await DeliveredAsync(session, cancellation).ConfigureAwait(false);
        return [.. Enumerable.Range(0, terms.Intervals).Select(i =>
        {
            var start = terms.Interval(i).Start;
            var us = start.Us();
            return new SessionPowerRow(i, start, requested[i], awarded[i], activated[i], Mean(delivered.GetValueOrDefault(us)),
                baselines.TryGetValue(us, out var baseline) ? baseline : null, Mean(metered.GetValueOrDefault(us)));
        })];
    }

    private async Task<(long[] Awarded, long[] Activated)> AwardedAsync(MarketSessionId id, int intervals, CancellationToken cancellation)
    {
        var (awarded, activated) = (new long[intervals], new long[intervals]);
        var calls = (await (
            from call in connection.GetTable<ActivationAwardRecord>()
            where call.Session == id.Value
            join activation in connection.GetTable<ActivationRecord>()
                on new { call.Session, call.Activation } equals new { activation.Session, activation.Activation }
            select new { call.Request, call.Offer, activation.FirstInterval, activation.Intervals }).ToListAsync(cancellation)
            .ConfigureAwait(false)).ToLookup(c => (c.Request, c.Offer));
        var awards = await new OutcomeQueries(connection).Published(id).Select(a => new { a.Request, a.Offer, a.PowerW })
            .ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var award in awards)
        {
            Add(awarded, award.PowerW, 0, intervals);
            foreach (var call in calls[(award.Request, award.Offer)])
                Add(activated, award.PowerW, call.FirstInterval, call.FirstInterval + call.Intervals);
        }
        return (awarded, activated);
    }

    private async Task<Dictionary<long, long>> BaselinesAsync(SessionRecord session, CancellationToken cancellation)
    {
        var sums = await connection.QueryToListAsync<Sum>($"""
            {Pods}
            select b.start_us, cast(sum(b.power_w) as bigint) as total, count(*) as pods, count(*) as known
            from pods
            join baseline b on b.pod = pods.pod and b.start_us >= @from and b.start_us < @to and b.at_us < @gate
                and b.event_nr = (
                    select max(x.event_nr) from baseline x where x.pod = b.pod and x.start_us = b.start_us and x.at_us < @gate)
            group by b.start_us
            """, cancellation, Parameters(session)).ConfigureAwait(false);
        return sums.ToDictionary(s => s.StartUs, s => s.Total!.Value);
    }

    private async Task<Dictionary<long, Sum>> MeteredAsync(SessionRecord session, CancellationToken cancellation)
    {
        var sums = await connection.QueryToListAsync<Sum>($"""
            {Pods}
            select q.start_us, cast(sum(q.energy_j) as bigint) as total, (select count(*) from pods) as pods, count(*) as known
            from pods
            join quarter_hour q on q.pod = pods.pod and q.start_us >= @from and q.start_us < @to
            group by q.start_us
            """, cancellation, Parameters(session)).ConfigureAwait(false);
        return sums.ToDictionary(s => s.StartUs);
    }

    // Of a POD and interval the last set point counts: it is what all activations come to.
    private async Task<Dictionary<long, Sum>> DeliveredAsync(SessionRecord session, CancellationToken cancellation)
    {
        var sums = await connection.QueryToListAsync<Sum>($"""
            with told as (
                select s.valid_from_us as start_us, (s.up_w - s.down_w) * {QuarterHour.Seconds} as ordered_j,
                    case when s.up_w >= s.down_w then s.baseline_w * {QuarterHour.Seconds} - q.energy_j
                        else q.energy_j - s.baseline_w * {QuarterHour.Seconds} end as deviation_j
                from set_point s
                left join quarter_hour q on q.pod = s.pod and q.start_us = s.valid_from_us
                where s.session = @session and s.event_nr = (
                    select max(x.event_nr) from set_point x
                    where x.session = s.session and x.pod = s.pod and x.interval_nr = s.interval_nr))
            select start_us, cast(sum(case when deviation_j <= 0 then 0 when deviation_j >= abs(ordered_j) then abs(ordered_j)
                else deviation_j end) as bigint) as total, count(*) as pods, count(deviation_j) as known
            from told
            group by start_us
            """, cancellation, Parameters(session)).ConfigureAwait(false);
        return sums.ToDictionary(s => s.StartUs);
    }

    private static DataParameter[] Parameters(SessionRecord session) =>
    [
        new("session", session.Session), new("from", session.StartUs),
        new("to", session.StartUs + session.Intervals * (long)QuarterHour.Length.TotalMicroseconds), new("gate", session.GateClosesAtUs),
    ];

    private static decimal? Mean(Sum? sum) =>
        sum is { Total: { } joules } && sum.Known == sum.Pods ? joules / (decimal)QuarterHour.Seconds : null;

    private static void Add(long[] sums, string power, int from, int to)
    {
        var watts = Lists.Power(power);
        for (var i = from; i < to; i++)
            sums[i] += watts[i];
    }

    private sealed class Sum
    {
        [Column("start_us")]
        public long StartUs { get; init; }

        [Column("total")]
        public long? Total { get; init; }

        [Column("pods")]
        public long Pods { get; init; }

        [Column("known")]
        public long Known { get; init; }
    }
}
