using LinqToDB;
using LinqToDB.Async;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Communities;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.GridOperations;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Metering.LightNodes;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd.Markets;

/// <summary>The market as the SCD shows it: what the session said, to whom it may concern.</summary>
public abstract partial class MarketSpec(DatabaseProvider provider)
{
    private static readonly PageRequest All = new(null, 1_000);
    private static readonly QuarterHour FirstInterval = QuarterHour.Of(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly MarketSessionId Id = new("rt-1");
    private static readonly ParticipantId Dso = new("dso-1");
    private static readonly ParticipantId Tso = new("tso-1");
    private static readonly ParticipantId Agg1 = new("agg-1");
    private static readonly ParticipantId Agg2 = new("agg-2");

    [SkippableFact]
    public async Task A_session_is_there_with_its_terms_and_goes_through_its_phases()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var events = new List<IDomainEvent>();
        var tale = new MarketTale(Id, FirstInterval, events.Add);
        Assert.Null(await world.Market.SessionAsync(Id, default));
        Action[] steps = [.. Preparation(tale), tale.CloseGate, tale.Clear, () => tale.Withdraw(tale.State.Awards[0].Id.Offer), tale.Clear,
            () => tale.Validate(Finding.Rejected), tale.Clear, () => tale.Validate(), () => tale.Publish(isRefused: true), tale.Clear,
            () => tale.Validate(), () => tale.Publish(), () => tale.Activate(0, 1, 2), tale.EndDelivery, () => tale.Settle(), () => tale.Settle((_, _) => 1),
            tale.Close];
        foreach (var step in steps)
        {
            events.Clear();
            step();
            await world.RecordAsync(events);
            var row = (await world.Market.SessionAsync(Id, default))!;
            Assert.Equal((tale.Terms, tale.State.Phase, tale.State.Round, tale.State.SettlementVersion),
                (row.Terms, row.Phase, row.Round, row.SettlementVersion));
            Assert.Equal((tale.State.Requests.Values.Count(r => !r.IsWithdrawn), tale.State.Offers.Values.Count(o => !o.IsWithdrawn)),
                (row.Requests, row.Offers));
            Assert.Equal(world.Journal.Last($"market-session-{Id}"), row.Event);
        }
        Assert.Equal(SessionPhase.Closed, tale.State.Phase);
        Assert.Equal(4, tale.State.Round);
    }

    [SkippableFact]
    public async Task Sessions_are_listed_latest_delivery_first_and_by_area()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        foreach (var n in Enumerable.Range(0, 7))
        {
            var events = new List<IDomainEvent>();
            var first = new QuarterHour(FirstInterval.Index + n / 2);
            var tale = new MarketTale(new MarketSessionId($"s{n}"), first, events.Add);
            tale = new MarketTale(new MarketSessionId($"s{n}"), first, events.Add)
            {
                Terms = tale.Terms with { Area = new MarketAreaId($"area-{n % 3}") },
            };
            tale.Open();
            await world.RecordAsync(events);
        }
        Assert.Equal(["s6", "s4", "s5", "s2", "s3", "s0", "s1"],
            await Pages.AllAsync(p => world.Market.SessionsAsync(null, p, default), 2, s => s.Session.Value));
        Assert.Equal(["s4", "s1"], await Pages.AllAsync(p => world.Market.SessionsAsync(new MarketAreaId("area-1"), p, default), 1,
            s => s.Session.Value));
    }

    [SkippableFact]
    public async Task Requests_and_offers_come_back_as_placed_to_those_who_placed_them()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var tale = await TellAsync(world);
        var requests = (await world.Market.RequestsAsync(Id, null, All, default)).Items;
        Assert.Equal(tale.State.Requests.Values.OrderBy(r => r.Arrival).Select(r => (r.Request, r.IsWithdrawn)),
            requests.Select(r => (r.Request, r.IsWithdrawn)));
        Assert.Equal([new("request-2"), new RequestId("request-9")],
            (await world.Market.RequestsAsync(Id, Tso, All, default)).Items.Select(r => r.Request.Id));
        var offers = (await world.Market.OffersAsync(Id, null, All, default)).Items;
        Assert.Equal(tale.State.Offers.Values.OrderBy(r => r.Arrival).Select(r => (r.Offer, r.IsWithdrawn)),
            offers.Select(r => (r.Offer, r.IsWithdrawn)));
        Assert.All(offers, o => Assert.Equal(o.Certification.Ordering, world.Journal.OrderingOf(o.Event)));
        Assert.All((await world.Market.OffersAsync(Id, Agg2, All, default)).Items, o => Assert.Equal(Agg2, o.Offer.Aggregator));
        Assert.Equal(offers.Select(o => o.Offer.Id), await Pages.AllAsync(p => world.Market.OffersAsync(Id, null, p, default), 2, o => o.Offer.Id));
        Assert.Equal(requests.Select(o => o.Request.Id),
            await Pages.AllAsync(p => world.Market.RequestsAsync(Id, null, p, default), 1, o => o.Request.Id));
        Assert.Empty((await world.Market.OffersAsync(Id, Dso, All, default)).Items);
    }

    [SkippableFact]
    public async Task Nothing_of_the_outcome_shows_before_it_is_published()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var events = new List<IDomainEvent>();
        var tale = new MarketTale(Id, FirstInterval, events.Add);
        foreach (var step in Preparation(tale))
            step();
        tale.CloseGate();
        tale.Clear();
        tale.Validate();
        await world.RecordAsync(events);
        Assert.False(tale.State.Awards.IsEmpty);
        Assert.Empty(await world.Market.OutcomesAsync(Id, default));
        Assert.Empty((await world.Market.AwardsAsync(Id, null, All, default)).Items);
        Assert.Empty((await world.Market.NoticesAsync(Agg1, All, default)).Items);
        Assert.All(await world.Market.PowerAsync(Id, default), p => Assert.Equal(0, p.AwardedW));
        Assert.Contains(await world.Market.PowerAsync(Id, default), p => p.RequestedW > 0);
    }

    [SkippableFact]
    public async Task The_outcome_has_volumes_and_prices_and_awards_go_to_their_parties()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var tale = await TellAsync(world);
        var outcomes = await world.Market.OutcomesAsync(Id, default);
        Assert.Equal([new("request-1"), new RequestId("request-2")], outcomes.Select(o => o.Request));
        foreach (var outcome in outcomes)
        {
            var own = tale.State.Awards.Where(a => a.Id.Request == outcome.Request).ToList();
            Assert.Equal(own.Count, outcome.Awards);
            Assert.Equal(own.Aggregate(PowerProfile.Zero(MarketTale.Intervals), (sum, a) => sum + a.Power), outcome.Awarded);
            Assert.Equal(tale.State.Requests[outcome.Request].Request.Power, outcome.Requested);
            Assert.Equal((own.Min(a => a.Price), own.Max(a => a.Price)), (outcome.LowestPrice, outcome.HighestPrice));
            Assert.Equal(own.Sum(a => a.Power.Over(900).Joules * a.Price / 3_600_000_000m), outcome.Cost);
            Assert.InRange(outcome.Chosen, 0, outcome.Front.Count - 1);
            Assert.Equal(BeyondRequest.Of(outcome.Requested, [.. own.Select(a => (a.Power, a.Price))]),
                new BeyondRequest(outcome.Reserve, outcome.ReserveCost));
        }
        Assert.Equal((true, Direction.Up), (outcomes[0].IsDso, outcomes[0].Direction));

        var awards = (await world.Market.AwardsAsync(Id, null, All, default)).Items;
        Assert.Equal(tale.State.Awards, awards.Select(a => a.Award));
        Assert.Equal(tale.State.Awards.Select((_, i) => 1 + i), awards.Select(a => a.Unit));
        Assert.All(awards, a => Assert.Equal(a.Certification.Ordering, world.Journal.OrderingOf(a.Event)));
        Assert.Equal(awards.Select(a => a.Award.Id), await Pages.AllAsync(p => world.Market.AwardsAsync(Id, null, p, default), 1, a => a.Award.Id));
        foreach (var party in new[] { Dso, Tso, Agg1, Agg2 })
        {
            Assert.Equal(awards.Where(a => a.Requester == party || a.Aggregator == party),
                (await world.Market.AwardsAsync(Id, party, All, default)).Items);
        }
        Assert.Empty((await world.Market.AwardsAsync(Id, new ParticipantId("customer-1"), All, default)).Items);
    }

    [SkippableFact]
    public async Task Set_points_say_how_far_they_have_come()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Enumerable.Range(0, 4).SelectMany(n => new IDomainEvent[]
            { Given.PodRegistered(n, owner: $"customer-{n}"), Given.NodeRegistered(n, n) }));
        var tale = await TellAsync(world);
        var activations = (await world.Market.ActivationsAsync(Id, null, All, default)).Items;
        Assert.Equal(tale.State.Activations, activations.Select(a => a.Activation));
        var setPoints = (await world.Market.SetPointsAsync(Id, null, All, default)).Items;
        Assert.Equal(activations.Sum(a => a.SetPoints), setPoints.Count);
        Assert.Equal(setPoints, setPoints.OrderBy(s => s.Issued.Pod).ThenBy(s => s.Issued.Interval).ThenBy(s => s.Event.SequenceNr));
        Assert.NotEmpty(setPoints);
        foreach (var s in setPoints)
        {
            var isEven = s.Issued.Pod == Given.Pod(0) || s.Issued.Pod == Given.Pod(2);
            Assert.Equal(s.Issued.Pod.Subject, s.Scheduled!.Value.PersistenceId);
            Assert.Equal((isEven ? tale.Gate.AddMinutes(4) : (DateTimeOffset?)null, isEven ? tale.Gate.AddMinutes(5) : (DateTimeOffset?)null),
                (s.DeliveredAt, s.AcknowledgedAt));
            Assert.Equal(isEven && s.Issued.Interval > 0 ? s.Issued.SetPoint.PowerW + 5 : null, s.MeasuredW);
            Assert.Equal(s.Issued.BaselineW - s.Issued.UpW + s.Issued.DownW, s.Issued.SetPoint.PowerW);
        }
        Assert.Equal(setPoints.Select(s => s.Issued.SetPoint.Id + s.Issued.Pod), await Pages.AllAsync(
            p => world.Market.SetPointsAsync(Id, null, p, default), 1, s => s.Issued.SetPoint.Id + s.Issued.Pod));
        var own = (await world.Market.SetPointsAsync(Id, new ParticipantId("customer-1"), All, default)).Items;
        Assert.NotEmpty(own);
        Assert.All(own, s => Assert.Equal(Given.Pod(1), s.Issued.Pod));
        Assert.Empty((await world.Market.SetPointsAsync(Id, new ParticipantId("agg-9"), All, default)).Items);
        Assert.NotEmpty((await world.Market.SetPointsAsync(Id, Agg1, All, default)).Items);

        var devices = new PodDevices(world.Store);
        var told = await devices.SetPointsAsync(Given.Node(1), tale.Terms.Start, default);
        Assert.Equal(told, told.OrderBy(s => s.ValidFrom));
        // Two activations have told POD 1 about one interval: the later one counts.
        Assert.Equal(told.Count, told.Select(s => s.ValidFrom).Distinct().Count());
        Assert.True(told.Count < own.Count);
        Assert.Empty(await devices.SetPointsAsync(Given.Node(1), tale.Terms.End, default));
        var waiting = await devices.UnacknowledgedAsync(tale.Terms.Start, default);
        Assert.Equal(told, waiting.Where(w => w.Pod == Given.Pod(1)).Select(w => w.SetPoint));
        Assert.DoesNotContain(waiting, w => w.Pod == Given.Pod(0) || w.Pod == Given.Pod(2));
        Assert.Equal([Given.Node(2)], await devices.NodesAsync(Given.Pod(2), default));
    }

    [SkippableFact]
    public async Task Reliabilities_are_there_with_their_parts_for_the_offers_aggregators()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var events = new List<IDomainEvent>();
        var tale = new MarketTale(Id, FirstInterval, events.Add);
        foreach (var step in Preparation(tale))
            step();
        tale.CloseGate();
        tale.FixReliabilities(4, 3.5m);
        await world.RecordAsync(events);
        var all = (await world.Market.ReliabilitiesAsync(Id, null, All, default)).Items;
        Assert.Equal(tale.State.Reliabilities!.Value, all.Select(r => r.Reliability));
        Assert.All(all, r => Assert.Equal(world.Journal.Last($"market-session-{Id}"), r.Event));
        Assert.Equal(all.Select(r => r.Reliability.Offer),
            await Pages.AllAsync(p => world.Market.ReliabilitiesAsync(Id, null, p, default), 1, r => r.Reliability.Offer));
        Assert.Equal(tale.State.Offers.Values.Where(o => !o.IsWithdrawn && o.Offer.Aggregator == Agg2).Select(o => o.Offer.Id),
            (await world.Market.ReliabilitiesAsync(Id, Agg2, All, default)).Items.Select(r => r.Reliability.Offer));

        var portfolio = new PortfolioId("folio-1");
        Assert.Null(await world.Market.PortfolioOwnerAsync(portfolio, default));
        await world.RecordAsync(new PortfolioOpened(portfolio, Agg1, tale.Gate),
            new DeliveryRecorded(portfolio, new SessionDelivery(new MarketSessionId("z"), 1, 2, 1), tale.Gate),
            new DeliveryRecorded(portfolio, new SessionDelivery(Id, 1, 4, 3.25m), tale.Gate),
            new DeliveryRecorded(portfolio, new SessionDelivery(new MarketSessionId("z"), 2, 2, 1.75m), tale.Gate.AddHours(1)));
        Assert.Equal(Agg1, await world.Market.PortfolioOwnerAsync(portfolio, default));
        var deliveries = await world.Market.DeliveriesAsync(portfolio, default);
        Assert.Equal([new SessionDelivery(Id, 1, 4, 3.25m), new SessionDelivery(new MarketSessionId("z"), 2, 2, 1.75m)],
            deliveries.Select(d => d.Delivery));
        Assert.Equal([(tale.Gate, 3L), (tale.Gate.AddHours(1), 4L)], deliveries.Select(d => (d.At, d.Event.SequenceNr)));
    }

    [SkippableFact]
    public async Task Alarms_are_for_the_requester_and_for_the_aggregators_of_its_awards()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var request = new RequestId("request-1");
        Assert.Equal(DeliveryPolicy.Standard, await world.Market.DeliveryPolicyAsync(Id, request, default));
        var tale = await TellAsync(world, t => t.FallShort(request, 1, 40), t => t.FallShort(request, 2, 30));
        Assert.Equal(2, tale.State.Shortfalls.Count);
        var all = (await world.Market.AlarmsAsync(Id, null, All, default)).Items;
        Assert.Equal(tale.State.Shortfalls, all.Select(a => a.Shortfall));
        Assert.Equal([1, 2], Enumerable.Range(1, 2).Where(i => all[i - 1].At == tale.Terms.Interval(i).Start.AddMinutes(7)));
        foreach (var alarm in all)
            Assert.IsType<ShortfallProjected>((await EntryAsync(world, alarm.Event)).Event);
        Assert.Equal([1, 2], await Pages.AllAsync(p => world.Market.AlarmsAsync(Id, null, p, default), 1, a => a.Shortfall.Delivery.Interval));
        Assert.Equal(tale.State.PolicyOf(request), await world.Market.DeliveryPolicyAsync(Id, request, default));

        Assert.Equal(all, (await world.Market.AlarmsAsync(Id, Dso, All, default)).Items);
        Assert.Empty((await world.Market.AlarmsAsync(Id, Tso, All, default)).Items);
        foreach (var aggregator in new[] { Agg1, Agg2 })
        {
            var own = tale.State.Shortfalls.Select(s => s.Delivery.Awards.Where(a => tale.State.Offers[a.Award.Offer].Offer.Aggregator == aggregator)
                .ToValueList()).Where(a => !a.IsEmpty);
            Assert.Equal(own, (await world.Market.AlarmsAsync(Id, aggregator, All, default)).Items.Select(a => a.Shortfall.Delivery.Awards));
        }
        Assert.Equal([0], await world.Market.UnitsAsync(Id, all[0].Event.SequenceNr, Dso, default));
        Assert.Empty(await world.Market.UnitsAsync(Id, all[0].Event.SequenceNr, Tso, default));
    }

    [SkippableFact]
    public async Task The_watch_finds_who_delivers_and_what_their_readings_come_to()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var readings = new DeliveryReadings(world.Store);
        var tale = await TellAsync(world);
        var (start, end) = (tale.Terms.Start, tale.Terms.End);
        Assert.Empty(await readings.DeliveringAsync(start.AddTicks(-10), default));
        Assert.Equal([Id], await readings.DeliveringAsync(start, default));
        Assert.Equal([Id], await readings.DeliveringAsync(end.AddTicks(-10), default));
        Assert.Empty(await readings.DeliveringAsync(end, default));

        await world.RecordAsync(
            new BaselineSet(Given.Pod(1), new Baseline(new ParticipantId("brp"), FirstInterval, [4_000, 5_000]), tale.Gate.AddHours(-1)),
            new BaselineSet(Given.Pod(1), new Baseline(new ParticipantId("brp"), FirstInterval, [9, 9]), tale.Gate),
            Given.Recorded(1, 1, start.AddMinutes(6), Given.Reading(1, start.AddSeconds(-8), 1_000), Given.Reading(2, start.AddMinutes(5), 3_000)),
            Given.Recorded(2, 2, start.AddMinutes(6), Given.Reading(1, start.AddSeconds(2), 1_000)));
        var running = await readings.RunningAsync([Given.Pod(1), Given.Pod(2), Given.Pod(3)], FirstInterval, tale.Gate, default);
        Assert.Equal(new RunningQuarterHour(Given.Pod(1), 4_000, 300 * 1_000 + 600 * 3_000, start.AddMinutes(5)), running[Given.Pod(1)]);
        Assert.Equal(new RunningQuarterHour(Given.Pod(2), 0, null, start.AddSeconds(2)), running[Given.Pod(2)]);
        Assert.Equal(new RunningQuarterHour(Given.Pod(3), 0, null, null), running[Given.Pod(3)]);
    }

    [SkippableFact]
    public async Task A_baseline_is_read_as_last_set()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var (pod, at) = (Given.Pod(1), new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero));
        await world.RecordAsync(Given.PodRegistered(1),
            new BaselineSet(pod, new Baseline(new ParticipantId("brp-1"), FirstInterval, [1, 2, 3]), at),
            new BaselineSet(pod, new Baseline(new ParticipantId("brp-2"), FirstInterval.Next, [-20]), at.AddHours(1)));
        var within = new Interval(FirstInterval.Start, FirstInterval.Start.AddDays(1));
        var rows = (await world.Market.BaselinesAsync(pod, within, All, default)).Items;
        Assert.Equal([1, -20, 3], rows.Select(r => r.PowerW));
        Assert.Equal((new ParticipantId("brp-2"), at.AddHours(1), new EventId(pod.Subject, 3), FirstInterval.Next),
            (rows[1].Brp, rows[1].At, rows[1].Event, rows[1].QuarterHour));
        Assert.Equal([1, -20, 3], await Pages.AllAsync(p => world.Market.BaselinesAsync(pod, within, p, default), 1, r => r.PowerW));
        Assert.Equal([-20, 3], (await world.Market.BaselinesAsync(pod, within with { Start = FirstInterval.Next.Start }, All, default)).Items
            .Select(r => r.PowerW));
    }

    [SkippableFact]
    public async Task The_clock_is_told_of_gates_and_deliveries_that_are_due()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var events = new List<IDomainEvent>();
        var tale = new MarketTale(Id, FirstInterval, events.Add);
        var watchlist = new MarketWatchlist(world.Store);
        foreach (var step in Preparation(tale))
            step();
        await world.RecordAsync(events);
        Assert.Empty(await watchlist.GatesDueAsync(tale.Gate.AddTicks(-10), default));
        Assert.Equal([Id], await watchlist.GatesDueAsync(tale.Gate, default));

        events.Clear();
        tale.CloseGate();
        tale.Clear();
        tale.Validate();
        await world.RecordAsync(events);
        var due = tale.Terms.End + tale.Terms.Rules.SettleAfter;
        Assert.Empty(await watchlist.GatesDueAsync(due, default));
        Assert.Empty(await watchlist.DeliveriesDueAsync(due, default));

        events.Clear();
        tale.Publish();
        await world.RecordAsync(events);
        Assert.Empty(await watchlist.DeliveriesDueAsync(due.AddTicks(-10), default));
        Assert.Equal([Id], await watchlist.DeliveriesDueAsync(due, default));

        events.Clear();
        tale.Activate(0, 0, 2);
        await world.RecordAsync(events);
        Assert.Equal([Id], await watchlist.DeliveriesDueAsync(due, default));

        events.Clear();
        tale.EndDelivery();
        await world.RecordAsync(events);
        Assert.Empty(await watchlist.DeliveriesDueAsync(due, default));
    }

    [SkippableFact]
    public async Task A_pod_may_be_offered_while_it_is_in_the_portfolio_without_a_gap()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var (folio, start) = (new PortfolioId("folio-1"), FirstInterval.Start);
        var within = new Interval(start, start.AddHours(1));
        await world.RecordAsync(
            [new PortfolioOpened(folio, Agg1, start), new PortfolioOpened(new PortfolioId("folio-2"), Agg2, start),
            .. Enumerable.Range(0, 8).Select(n => Given.PodRegistered(n, owner: n == 0 ? "customer-0" : null)),
            // 0 all the time; 1 from its beginning to its end exactly; 2 leaves, and comes again at once; 3 with a gap; 4 too late; 5 leaves early;
            // 6 in another's; 7 in none.
            new PodJoined(folio, Given.Pod(0), start.AddDays(-1), start), new PodJoined(folio, Given.Pod(1), start, start),
            new PodLeft(folio, Given.Pod(1), within.End, start), new PodJoined(folio, Given.Pod(2), start.AddDays(-1), start),
            new PodLeft(folio, Given.Pod(2), start.AddMinutes(20), start), new PodJoined(folio, Given.Pod(2), start.AddMinutes(20), start),
            new PodJoined(folio, Given.Pod(3), start.AddDays(-1), start), new PodLeft(folio, Given.Pod(3), start.AddMinutes(20), start),
            new PodJoined(folio, Given.Pod(3), start.AddMinutes(21), start), new PodJoined(folio, Given.Pod(4), start.AddTicks(10), start),
            new PodJoined(folio, Given.Pod(5), start.AddDays(-1), start), new PodLeft(folio, Given.Pod(5), within.End.AddTicks(-10), start),
            new PodJoined(new PortfolioId("folio-2"), Given.Pod(6), start.AddDays(-1), start)]);

        var found = await world.Market.OfferablePodsAsync(Agg1, folio, Enumerable.Range(0, 9).ToDictionary(Given.Pod, _ => within), default);

        Assert.Equal(new[] { 0, 1, 2 }.Select(Given.Pod).Order(), found.Keys.Order());
        Assert.Equal(("bus-0", 6_000, new ParticipantId("customer-0")),
            (found[Given.Pod(0)].Bus, found[Given.Pod(0)].ConnectionW, found[Given.Pod(0)].Customer));
        Assert.Empty(await world.Market.OfferablePodsAsync(Agg2, folio, new Dictionary<PodId, Interval> { [Given.Pod(0)] = within }, default));
        Assert.Empty(await world.Market.OfferablePodsAsync(Agg1, new PortfolioId("folio-2"),
            new Dictionary<PodId, Interval> { [Given.Pod(6)] = within }, default));
        // Each by its own time: 4 came late, 5 leaves early.
        found = await world.Market.OfferablePodsAsync(Agg1, folio, new Dictionary<PodId, Interval>
        {
            [Given.Pod(4)] = new(start.AddMinutes(15), within.End), [Given.Pod(5)] = new(start, start.AddMinutes(45)), [Given.Pod(3)] = within,
        }, default);
        Assert.Equal(new[] { 4, 5 }.Select(Given.Pod).Order(), found.Keys.Order());
    }

    [SkippableFact]
    public async Task What_the_grid_operator_said_and_communities_are_in_their_tables()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var tale = await TellAsync(world);
        await world.RecordAsync(
            new CommunityRegistered(new CommunityId("c-2"), new CommunityRegistration(new NetworkId("net-1"), "bus-9", "Rive", new BatteryId("b-1")), tale.Gate),
            new CommunityRegistered(new CommunityId("c-1"), new CommunityRegistration(new NetworkId("net-1"), "bus-8", null, null), tale.Gate));
        await using var connection = await world.Store.OpenAsync(default);
        var verdicts = await connection.GetTable<AwardVerdictRecord>().OrderBy(v => v.Request).ThenBy(v => v.Offer).ToListAsync();
        Assert.Equal(tale.State.Awards.Select(a => (a.Id.Request.Value, a.Id.Offer.Value, "accepted", a.Factor.Millionths)).Order(),
            verdicts.Select(v => (v.Request, v.Offer, v.Finding, v.LimitMillionths)));
        Assert.All(verdicts, v => Assert.Equal(("net-1", "pass-through", 1, Id.Value), (v.Network, v.Method, v.Round, v.Session)));

        Assert.Equal(["c-1", "c-2"], await Pages.AllAsync(p => world.Reader.CommunitiesAsync(p, default), 1, c => c.Community.Value));
        var row = (await world.Reader.CommunityAsync(new CommunityId("c-2"), default))!;
        Assert.Equal((new NetworkId("net-1"), "bus-9", "Rive", new BatteryId("b-1"), new EventId("community-c-2", 1)),
            (row.Network, row.Bus, row.Name, row.Battery, row.Event));
        Assert.Null(await world.Reader.CommunityAsync(new CommunityId("c-3"), default));
    }

    private static IEnumerable<Action> Preparation(MarketTale tale) =>
    [
        tale.Open,
        () => tale.Place(MarketTale.Request("request-1", "dso-1", 400)),
        () => tale.Place(MarketTale.Offer("offer-1", "agg-1", 40, Direction.Up, (0, 500), (1, 400))),
        () => tale.Place(MarketTale.Offer("offer-2", "agg-2", 35.5m, Direction.Up, (2, 700))),
        () => tale.Place(MarketTale.Request("request-2", "tso-1", 300, isDso: false, direction: Direction.Down)),
        () => tale.Place(MarketTale.Request("request-9", "tso-1", 300, isDso: false)),
        () => tale.Withdraw(new RequestId("request-9")),
        () => tale.Place(MarketTale.Offer("offer-3", "agg-1", 60, Direction.Down, (1, 900))),
        () => tale.Place(MarketTale.Offer("offer-4", "agg-1", 149, Direction.Down, (3, 2_000))),
        () => tale.Place(MarketTale.Offer("offer-5", "agg-2", 20, Direction.Down, (3, 100))),
        () => tale.Place(MarketTale.Offer("offer-6", "agg-1", 1, Direction.Up, (3, 100))),
        () => tale.Withdraw(new OfferId("offer-6")),
    ];

    // A whole session up to its set points; POD 1 is called for twice in interval 2, upwards and downwards.
    private static async Task<MarketTale> TellAsync(ScdWorld world, params Action<MarketTale>[] then)
    {
        var events = new List<IDomainEvent>();
        var tale = new MarketTale(Id, FirstInterval, events.Add);
        foreach (var step in Preparation(tale))
            step();
        tale.CloseGate();
        tale.Clear();
        tale.Validate();
        tale.Publish();
        for (var i = 0; i < tale.State.Awards.Count; i++)
            tale.Activate(i, 1, 3);
        foreach (var step in then)
            step(tale);
        await world.RecordAsync(events);
        Assert.Contains(tale.State.Awards, a => a.Id == new AwardId(new RequestId("request-1"), new OfferId("offer-1")));
        Assert.Contains(tale.State.Awards, a => a.Id == new AwardId(new RequestId("request-2"), new OfferId("offer-3")));
        return tale;
    }

    private static async Task<JournalEntry> EntryAsync(ScdWorld world, EventId id) =>
        (await world.Journal.ReadAsync(0, int.MaxValue, default)).Single(e => e.Id == id);

    public sealed class OnSqlite() : MarketSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : MarketSpec(DatabaseProvider.PostgreSql);
}
