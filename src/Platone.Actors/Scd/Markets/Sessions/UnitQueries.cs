using LinqToDB.Data;
using Platone.Actors.Kernel.Identity;

namespace Platone.Actors.Scd.Markets.Sessions;

/// <summary>Which units of a session's events are whose.</summary>
internal static class UnitQueries
{
    // The opening is every session's first event; what a clearing found is for everybody once it is published, as the outcomes are.
    private const string Units = """
        select 0 as unit from session where session = @session and (@nr = 1 or published_event_nr = @nr)
        union
        select 0 from outcome o join session s on s.session = o.session and s.published_round = o.round
            where o.session = @session and o.event_nr = @nr
        union
        select 0 from request where session = @session and event_nr = @nr and requester = @me
        union
        select unit from offer where session = @session and event_nr = @nr and aggregator = @me
        union
        select l.unit from offer_reliability l join offer o on o.session = l.session and o.offer = l.offer
            where l.session = @session and l.event_nr = @nr and l.unit is not null and o.aggregator = @me
        union
        select a.unit from award a
            join session s on s.session = a.session and s.published_round = a.round
            join offer o on o.session = a.session and o.offer = a.offer
            join request r on r.session = a.session and r.request = a.request
            where a.session = @session and a.event_nr = @nr and (o.aggregator = @me or r.requester = @me)
        union
        select 0 from activation c where c.session = @session and c.event_nr = @nr and (c.requester = @me or exists (
            select 1 from activation_award a join offer o on o.session = a.session and o.offer = a.offer
            where a.session = c.session and a.activation = c.activation and o.aggregator = @me))
        union
        select t.unit from set_point t where t.session = @session and t.event_nr = @nr and exists (
            select 1 from award_pod p join offer o on o.session = p.session and o.offer = p.offer
            where p.session = t.session and p.pod = t.pod and o.aggregator = @me)
        union
        select 0 from alarm a join request r on r.session = a.session and r.request = a.request
            where a.session = @session and a.event_nr = @nr and r.requester = @me
        union
        select unit from statement where session = @session and event_nr = @nr and participant = @me
        union
        select unit from settlement_line
            where session = @session and event_nr = @nr and (requester = @me or aggregator = @me or customer = @me)
        union
        select u.unit from dispute d
            join (select 0 as unit union all select 1) u on 1 = 1
            join request r on r.session = d.session and r.request = d.request
            join offer o on o.session = d.session and o.offer = d.offer
            left join offer_pod p on p.session = d.session and p.offer = d.offer and p.pod = d.pod
            where d.session = @session and (d.event_nr = @nr or d.resolved_event_nr = @nr)
                and (r.requester = @me or o.aggregator = @me or p.customer = @me)
        """;

    /// <summary>The numbers of the units of an event that are a participant's, ascending.</summary>
    public static async Task<IReadOnlyList<int>> UnitsAsync(this DataConnection connection, MarketSessionId session, long eventNr,
        ParticipantId participant, CancellationToken cancellation) =>
        await connection.QueryToListAsync<int>($"select unit from ({Units}) u order by unit", cancellation,
            new DataParameter("session", session.Value), new DataParameter("nr", eventNr), new DataParameter("me", participant.Value))
            .ConfigureAwait(false);
}
