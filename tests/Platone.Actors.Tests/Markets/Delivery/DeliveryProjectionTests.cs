using CsCheck;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Testing;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Delivery;

/// <summary>What a running interval's orders will have delivered.</summary>
public sealed class DeliveryProjectionTests
{
    private static readonly DateTimeOffset Through = Terms.Start.AddMinutes(6);

    // PODs 1 and 2 serve the DSO with 1 kW each, POD 2 the TSO with 500 W besides.
    private static MarketSession Delivering { get; } = Deliver();

    [Fact]
    public void Each_award_gets_what_its_pods_do_and_the_first_in_the_stack_first()
    {
        var projected = Of((1, 4200), (2, 3800));
        // POD 1 delivers 800 of 1,000 W; POD 2 delivers 1,200 W: the DSO's 1,000 W, and 200 of the TSO's 500 W.
        Assert.Equal(["r-1 1000/800/0 1000/1000/0", "r-2 500/200/0"], projected);
    }

    [Fact]
    public void What_is_not_seen_is_neither_delivered_nor_missing() =>
        Assert.Equal(["r-1 1000/0/1000 1000/1000/0", "r-2 500/500/0"], Of((1, null), (2, 3000)));

    [Fact]
    public void More_than_was_told_makes_up_for_nothing() => Assert.Equal(["r-1 1000/1000/0 1000/0/0", "r-2 500/0/0"], Of((1, 0), (2, 5000)));

    [Fact]
    public void Only_what_was_called_for_counts()
    {
        var session = Deliver(first: 1, intervals: 1);
        Assert.Empty(DeliveryProjection.Pods(session.Outcome(), 0));
        Assert.Empty(DeliveryProjection.Of(session.Outcome(), 0, Running((1, 5000), (2, 5000))));
        Assert.Equal([Pod(1), Pod(2)], DeliveryProjection.Pods(session.Outcome(), 1));
    }

    [Fact]
    public void With_the_metered_energy_it_is_the_settlement() =>
        Gen.Select(Gen.Long[0, 6_000 * 900], Gen.Long[0, 6_000 * 900], Gen.Bool).Sample((a, b, nets) =>
        {
            var session = Deliver(rules: Terms.Rules.Settlement with { SettlementLevel = nets ? SettlementLevel.Order : SettlementLevel.Pod });
            var outcome = session.Outcome();
            var running = new[] { (Pod(1), a), (Pod(2), b) }.ToDictionary(p => p.Item1, p => new RunningQuarterHour(p.Item1, 5000, p.Item2, Through));
            var meters = Meters(session, null, (_, _) => 0);
            meters = meters with
            {
                Pods = meters.Pods.ToDictionary(p => p.Key, p => p.Value with { MeteredJoules = [.. Enumerable.Repeat((long?)running[p.Key].ProjectedJoules, 4)] }),
            };
            var settled = SessionOrders.Settle(outcome, meters, 1).Lines.Where(l => l.Order.Period == SettlementPeriod.Of(Terms.Interval(2))).ToList();
            foreach (var award in DeliveryProjection.Of(outcome, 2, running).SelectMany(d => d.Awards))
            {
                var lines = settled.Where(l => l.Order.Request == award.Award.Request && l.Order.Offer == award.Award.Offer).ToList();
                Assert.Equal(decimal.Floor(lines.Sum(l => l.DeliveredJ) / 900), award.ProjectedW);
                Assert.Equal((lines.Sum(l => l.Order.OrderedW), 0L), (award.InstructedW, award.UnseenW));
                Assert.InRange(award.ShortfallW, 0, award.InstructedW);
            }
        }, iter: Nightly.Times(100, 2000));

    private static MarketSession Deliver(int first = 0, int intervals = 4, SettlementRules? rules = null)
    {
        var terms = Terms with { Rules = Terms.Rules with { Settlement = rules ?? Terms.Rules.Settlement } };
        var session = Empty.After(Open with { Terms = terms }, Place(Request(power: [2000, 2000, 2000, 2000])),
            Place(Request("r-2", power: [500, 500, 500, 500], isDso: false)), Place(Offer("o-1", 80, (1, [1000, 1000, 1000, 1000]))),
            Place(Offer("o-2", 80, (2, [2000, 2000, 2000, 2000]))), GateCloses);
        session = session.After(Clear(session));
        session = session.After(Validate(session));
        session = session.After(Publish(session));
        session = session.After(Activate(session, first: first, intervals: intervals));
        return session.After(Activate(session, "a-2", Tso, first, intervals));
    }

    private static Dictionary<PodId, RunningQuarterHour> Running(params (int Pod, long? Watts)[] pods) =>
        pods.ToDictionary(p => Pod(p.Pod), p => new RunningQuarterHour(Pod(p.Pod), 5000, p.Watts * 900, p.Watts is null ? null : Through));

    private static IEnumerable<string> Of(params (int Pod, long? Watts)[] pods) => DeliveryProjection.Of(Delivering.Outcome(), 0, Running(pods))
        .Select(d => $"{d.Request} {string.Join(' ', d.Awards.Select(a => $"{a.InstructedW}/{a.ProjectedW}/{a.UnseenW}"))}");
}
