using LinqToDB;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Markets.Notices;
using Platone.Actors.Tests.Scd.World;

namespace Platone.Actors.Tests.Scd.Markets;

/// <content>What each party of a session gets of it: money, notices, proofs; and what is left of it after an erasure.</content>
public abstract partial class MarketSpec
{
    [SkippableFact]
    public async Task Statements_and_lines_of_every_version_are_for_their_parties()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var settlements = new List<SessionSettlement>();
        var tale = await TellAsync(world, t => t.EndDelivery(), t => t.Settle(), t => t.Settle((_, i) => 4_800 * 900 + i));
        foreach (var entry in await world.Journal.ReadAsync(0, int.MaxValue, default))
        {
            if (entry.Event is SettlementCalculated e)
                settlements.Add(e.Settlement);
        }
        Assert.Equal(2, settlements.Count);
        foreach (var settlement in settlements)
        {
            var lines = (await world.Market.LinesAsync(Id, settlement.Version, null, All, default)).Items;

            Assert.Equal(settlement.Lines.OrderBy(l => l.ToString()), lines.Select(l => l.Line).OrderBy(l => l.ToString()));
            Assert.Equal(lines.Select((_, i) => i), lines.Select(l => l.Number));
            Assert.All(lines, l => Assert.Equal(l.Number + 1 + settlement.Statement.Totals.Count, l.Unit));
            var statements = await world.Market.StatementsAsync(Id, settlement.Version, null, default);
            Assert.Equal(settlement.Statement.Totals.Select(t => (t.Participant, t.Total, t.DeliveredJ, settlement.Statement.WaitingLines)),
                statements.Select(s => (s.Participant, s.Total, s.DeliveredJoules, s.WaitingLines)));
            Assert.Equal(statements.Select((_, i) => i + 1), statements.Select(s => s.Unit));
            Assert.All(statements, s => Assert.Equal(
                settlement.Statement.Entries.Where(e => e.From == s.Participant || e.To == s.Participant), s.Entries));
        }
        Assert.Contains(settlements[1].Lines, l => l.Net != 0);

        var last = (await world.Market.LinesAsync(Id, null, null, All, default)).Items;
        Assert.All(last, l => Assert.Equal(2, l.Version));
        Assert.Equal(last.Select(l => l.Number), await Pages.AllAsync(p => world.Market.LinesAsync(Id, null, null, p, default), 2, l => l.Number));
        foreach (var party in new[] { Dso, Tso, Agg1, Agg2, new ParticipantId("customer-1") })
        {
            Assert.Equal(last.Where(l => l.Line.Order.Requester == party || l.Line.Order.Aggregator == party || l.Line.Order.Customer == party),
                (await world.Market.LinesAsync(Id, null, party, All, default)).Items);
            var statement = Assert.Single(await world.Market.StatementsAsync(Id, null, party, default));
            Assert.Equal((party, 2), (statement.Participant, statement.Version));
            Assert.NotEmpty(statement.Entries);
        }
        Assert.Empty(await world.Market.StatementsAsync(Id, null, new ParticipantId("agg-9"), default));
        Assert.Empty(await world.Market.StatementsAsync(Id, 3, null, default));
        Assert.Equal(2, tale.State.SettlementVersion);
    }

    [SkippableFact]
    public async Task Participants_are_told_of_their_offers_requests_and_reservations()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        var tale = await TellAsync(world);
        var notices = (await world.Market.NoticesAsync(Agg1, All, default)).Items;
        var own = tale.State.Offers.Values.Where(o => o.Offer.Aggregator == Agg1 && !o.IsWithdrawn).Select(o => o.Offer.Id).ToList();
        Assert.Equal(own.OrderBy(o => o.Value), notices.Where(n => n.Kind is NoticeKind.OfferAwarded or NoticeKind.OfferNotAwarded)
            .Select(n => n.Offer!.Value).OrderBy(o => o.Value));
        foreach (var n in notices.Where(n => n.Kind is NoticeKind.OfferAwarded or NoticeKind.OfferNotAwarded))
        {
            var awards = tale.State.Awards.Where(a => a.Id.Offer == n.Offer).ToList();
            Assert.Equal(awards.Count > 0, n.Kind == NoticeKind.OfferAwarded);
            Assert.Equal(awards.Sum(a => a.Power.Over(900).Joules), n.EnergyJoules);
            Assert.Equal(awards.Count == 0 ? null : awards.Max(a => a.Price), n.Price);
            Assert.Equal(tale.Gate.AddSeconds(4), n.At);
            Assert.IsType<OutcomePublished>((await EntryAsync(world, n.Event)).Event);
        }
        var parts = tale.State.Awards.SelectMany(a => a.Parts.Select(p => (a.Id, p.Pod, p.Power.Over(900).Joules))).ToList();
        Assert.Equal(parts.Where(p => own.Contains(p.Id.Offer)).OrderBy(p => p.ToString()),
            notices.Where(n => n.Kind == NoticeKind.FlexibilityReserved)
                .Select(n => (new AwardId(n.Request!.Value, n.Offer!.Value), n.Pod!.Value, n.EnergyJoules)).OrderBy(p => p.ToString()));
        Assert.Equal(notices.Select(n => n.ToString()), await Pages.AllAsync(p => world.Market.NoticesAsync(Agg1, p, default), 1, n => n.ToString()));

        var served = Assert.Single((await world.Market.NoticesAsync(Dso, All, default)).Items);
        Assert.Equal((NoticeKind.RequestServed, new RequestId("request-1"), (OfferId?)null), (served.Kind, served.Request, served.Offer));
        var customer = (await world.Market.NoticesAsync(new ParticipantId("customer-1"), All, default)).Items;
        Assert.Equal(parts.Where(p => p.Pod == Given.Pod(1)).Select(p => p.Joules).Order(), customer.Select(n => n.EnergyJoules).Order());
        // What an aggregator gets for it is not its customers' to know.
        Assert.All(customer, n => Assert.Null(n.Price));
        Assert.Empty((await world.Market.NoticesAsync(new ParticipantId("agg-9"), All, default)).Items);
    }

    [SkippableFact]
    public async Task A_sessions_power_adds_up_interval_by_interval()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Enumerable.Range(0, 4).Select(n => Given.PodRegistered(n)));
        var tale = await TellAsync(world);
        var pods = tale.State.Awards.SelectMany(a => a.Parts).Select(p => p.Pod).Distinct().ToList();
        var before = tale.Gate.AddHours(-1);
        // Interval 3 lacks a meter value, and a baseline set after the gate does not count.
        await world.RecordAsync(pods.SelectMany(p => new IDomainEvent[]
        {
            new BaselineSet(p, new Baseline(new ParticipantId("brp"), FirstInterval, PowerProfile.Of(4, _ => 1)), before),
            new BaselineSet(p, new Baseline(new ParticipantId("brp"), FirstInterval, PowerProfile.Of(4, _ => 5_000)), before),
            new BaselineSet(p, new Baseline(new ParticipantId("brp"), FirstInterval, PowerProfile.Of(4, _ => 9_999)), tale.Gate),
        }));
        foreach (var n in Enumerable.Range(0, 4).Where(n => pods.Contains(Given.Pod(n))))
        {
            await world.RecordAsync(Enumerable.Range(0, n == 1 ? 3 : 4)
                .Select(i => Given.Metered(n, tale.Terms.Interval(i).Start, (5_000 - 100) * 900)));
        }

        var rows = await world.Market.PowerAsync(Id, default);
        Assert.Equal(Enumerable.Range(0, 4), rows.Select(r => r.Interval));
        var setPoints = (await world.Market.SetPointsAsync(Id, null, All, default)).Items;
        foreach (var row in rows)
        {
            var i = row.Interval;
            Assert.Equal(tale.Terms.Interval(i).Start, row.Start);
            Assert.Equal(tale.State.Requests.Values.Where(r => !r.IsWithdrawn).Sum(r => r.Request.Power[i]), row.RequestedW);
            Assert.Equal(tale.State.Awards.Sum(a => a.Power[i]), row.AwardedW);
            Assert.Equal(tale.State.Awards.Where(a => tale.State.Activations.Any(c => c.Covers(a.Id, i))).Sum(a => a.Power[i]), row.ActivatedW);
            Assert.Equal(5_000 * pods.Count, row.BaselineW);
            Assert.Equal(i == 3 ? null : 4_900m * pods.Count, row.MeteredW);
            var told = setPoints.Where(s => s.Issued.Interval == i).GroupBy(s => s.Issued.Pod).Select(g => g.Last().Issued).ToList();
            var isMetered = told.Count > 0 && (i < 3 || told.All(s => s.Pod != Given.Pod(1)));
            Assert.Equal(isMetered ? told.Sum(s => Math.Clamp((s.UpW >= s.DownW ? 1m : -1m) * 100, 0, Math.Abs(s.UpW - s.DownW))) : null,
                row.DeliveredW);
        }
        Assert.Contains(rows, r => r.DeliveredW > 0);
        Assert.Empty(await world.Market.PowerAsync(new MarketSessionId("none"), default));
    }

    [SkippableFact]
    public async Task Of_an_erased_pod_the_market_keeps_totals_only()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Enumerable.Range(0, 4).Select(n => Given.PodRegistered(n)));
        await TellAsync(world, t => t.EndDelivery(), t => t.Settle((_, _) => 4_700 * 900));
        var (pod, name) = (Given.Pod(1), Given.Pod(1).ToString());
        Assert.Contains(await world.DumpAsync(), r => r.StartsWith("settlement_line", StringComparison.Ordinal) && r.Contains(name, StringComparison.Ordinal));
        var (linesBefore, outcomes) = ((await world.Market.LinesAsync(Id, null, null, All, default)).Items, await world.Market.OutcomesAsync(Id, default));
        var statements = await world.Market.StatementsAsync(Id, null, null, default);

        await world.RecordAsync(new PodErased(pod, ScdWorld.Now));
        Assert.DoesNotContain(await world.DumpAsync(),
            r => !r.StartsWith("erased", StringComparison.Ordinal) && r.Contains(name, StringComparison.Ordinal));
        Assert.Equal(linesBefore.Where(l => l.Line.Order.Pod != pod), (await world.Market.LinesAsync(Id, null, null, All, default)).Items);
        Assert.Equal(outcomes, await world.Market.OutcomesAsync(Id, default));
        Assert.Equal(statements, await world.Market.StatementsAsync(Id, null, null, default));
        Assert.NotEmpty((await world.Market.AwardsAsync(Id, null, All, default)).Items);
        Assert.NotEmpty(await world.Market.PowerAsync(Id, default));
    }

    [SkippableFact]
    public async Task Units_of_a_sessions_events_are_for_whom_they_are_about()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await TellAsync(world, t => t.EndDelivery(), t => t.Settle((_, _) => 4_700 * 900));
        var customer = new ParticipantId("customer-1");
        foreach (var entry in (await world.Journal.ReadAsync(0, int.MaxValue, default)).Where(e => e.Event is MarketSessionEvent))
        {
            var (own, others) = (await UnitsAsync(Agg1), await UnitsAsync(new ParticipantId("agg-9")));
            switch (entry.Event)
            {
                case SessionOpened or OutcomePublished:
                    AreUnits([0], own);
                    AreUnits([0], others);
                    break;
                case OfferPlaced e:
                    AreUnits(e.Offer.Aggregator == Agg1 ? [0] : [], own);
                    AreUnits([], others);
                    break;
                case RequestPlaced e:
                    AreUnits(e.Request.Requester == Dso ? [0] : [], await UnitsAsync(Dso));
                    AreUnits([], own);
                    break;
                case SessionCleared e:
                    var agg1 = e.Awards.Select((a, i) => (a, i)).Where(x => x.a.Id.Offer.Value is "offer-1" or "offer-3" or "offer-4").Select(x => x.i + 1);
                    AreUnits([0, .. agg1], own);
                    AreUnits([0], others);
                    break;
                case SetPointsIssued or SettlementCalculated:
                    Assert.DoesNotContain(0, own);
                    Assert.Empty(others);
                    break;
                case ActivationRequested:
                    Assert.Empty(others);
                    break;
                default:
                    AreUnits([], own);
                    AreUnits([], others);
                    break;
            }
            if (entry.Event is SettlementCalculated { Settlement: { } settlement })
            {
                var statement = 1 + settlement.Statement.Totals.Select(t => t.Participant).ToList().IndexOf(customer);
                var lines = settlement.Lines.Zip(SessionUnits.Lines(entry), (line, unit) => (line, unit))
                    .Where(x => x.line.Order.Customer == customer).Select(x => x.unit);
                AreUnits([statement, .. lines.Order()], await UnitsAsync(customer));
            }

            Task<IReadOnlyList<int>> UnitsAsync(ParticipantId participant) =>
                world.Market.UnitsAsync(Id, entry.Id.SequenceNr, participant, default);
        }

        static void AreUnits(IEnumerable<int> expected, IReadOnlyList<int> units) => Assert.Equal(expected, units);
    }
}
