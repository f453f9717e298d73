using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>What a session is settled from, and that it is.</summary>
public sealed class SessionOrdersTests
{
    // POD 1 sells 2 kW up to the DSO and 1 kW to the TSO, PODs 2 and 3 the rest of the TSO's.
    private static MarketSession Session { get; } = Published(
        Place(Request("r-tso", [2000, 2000, 2000, 2000], isDso: false)), Place(Request("r-dso")),
        Place(Offer()), Place(Offer("o-2", 90, (2, [1000, 1000, 1000, 1000]), (3, [1000, 1000, 1000, 1000]))));

    private static SettlementOrder[] Orders(MarketSession session) => [.. SessionOrders.Of(session.Outcome())];

    [Fact]
    public void Only_what_was_called_for_is_an_order()
    {
        Assert.Empty(Orders(Session));
        var session = Session.After(Activate(Session, "dso", Dso, first: 1, intervals: 1));
        var order = Assert.Single(Orders(session));
        Assert.Equal(new SettlementOrder(new("r-dso"), new("o-1"), Dso, true, Aggregator, Pod(1), Customer, Direction.Up,
            SettlementPeriod.Of(Terms.Interval(1)), 2000, 80, 0, 0.5m, 0), order);
    }

    [Fact]
    public void A_dso_stands_before_a_tso_that_came_first_and_each_pod_has_its_own()
    {
        var session = Session.After(Activate(Session, "tso", Tso, first: 0, intervals: 1), Activate(Session, "dso", Dso, first: 0, intervals: 1));
        Assert.Equal([("r-dso", 1, 2000m, 0), ("r-tso", 1, 999m, 1), ("r-tso", 2, 501m, 2), ("r-tso", 3, 500m, 2)],
            Orders(session).Select(o => (o.Request.Value, Enumerable.Range(1, 3).First(p => Pod(p) == o.Pod), o.OrderedW, o.Rank)));
        Assert.Equal([Pod(1), Pod(2), Pod(3)], SessionOrders.Pods(Orders(session)));
    }

    [Fact]
    public void Who_follows_the_set_points_is_paid_all_and_who_does_not_pays_the_penalty()
    {
        var rules = Terms.Rules with { Settlement = new SettlementRules { PenaltyPrice = 11 } };
        var session = Empty.After(Open with { Terms = Terms with { Rules = rules } }, Place(Request()), Place(Offer()), GateCloses);
        session = session.After(Clear(session));
        session = session.After(Validate(session));
        session = session.After(Publish(session));
        session = session.After(Activate(session));
        session = session.After(Issue(session), DeliveryEnds);

        var settlement = Settle(session).Settlement;
        Assert.Equal((4, 17L, 4711L), (settlement.Lines.Count, Assert.Single(settlement.Cut.Pods).Through, settlement.Cut.LogSize));
        // 4 quarter hours of 2 kW at 80 EUR/MWh: 2 kWh, 16 cents; half of it is the customer's.
        Assert.Equal(0.16m, settlement.Lines.Sum(l => l.Net));
        Assert.Equal([(Aggregator, 0.08m), (Customer, 0.08m), (Dso, -0.16m)], settlement.Statement.Totals.Select(t => (t.Participant, t.Total.Amount)));

        settlement = Settle(session, 1, Meters(session, null, (_, _) => 5000)).Settlement;
        Assert.Equal(-0.022m, settlement.Lines.Sum(l => l.Net));
        settlement = Settle(session, 1, Meters(session, null, (_, t) => t == 1 ? null : 3000)).Settlement;
        Assert.Equal(1, settlement.Statement.WaitingLines);
        Assert.Equal(0.12m, settlement.Lines.Sum(l => l.Net));
    }

    [Fact]
    public void What_nobody_set_a_baseline_for_is_settled_from_nothing()
    {
        var session = Session.After(Activate(Session, "dso", Dso, first: 0, intervals: 1));
        session = session.After(Issue(session, "dso"), DeliveryEnds);
        var meters = Meters(session, null, (_, _) => -2000);
        var without = meters with
        {
            Pods = meters.Pods.ToDictionary(p => p.Key, p => p.Value with { BaselineW = [null, null, null, null] }),
        };
        Assert.Equal(2000m * 900, Assert.Single(Settle(session, 1, without).Settlement.Lines).DeliveredJ);
    }
}
