using CsCheck;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Tests.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Activations;

/// <summary>DSO and TSO call for the same PODs, in both directions and at different times.</summary>
public sealed class ActivatedPowerTests
{
    // o-1 (POD 1, up): 2/3 for the DSO, 1/3 for the TSO. o-2 (PODs 1 and 2, down): for the TSO.
    private static MarketSession Session { get; } = Published(
        Place(Request()), Place(Request("r-tso", [1000, 1000, 0, 1000], isDso: false)),
        Place(Request("r-tso-down", [0, 900, 900, 0], isDso: false) with { Direction = Direction.Down }),
        Place(Offer()), Place(Offer("o-2", 60, (1, [600, 600, 600, 600]), (2, [300, 300, 300, 300])) with { Direction = Direction.Down }));

    private static IReadOnlyList<ActivatedPower> Of(MarketSession session, string id) => ActivatedPower.PerPod(session.Awards,
        session.Offers.Values.Select(o => o.Offer), session.Activations, session.Activations.Single(a => a.Id.Value == id));

    [Fact]
    public void An_activation_comes_to_what_it_and_those_before_it_call_for()
    {
        var session = Session.After(Activate(Session, "dso", Dso, first: 0, intervals: 2), Activate(Session, "tso", Tso, first: 1, intervals: 3));
        Assert.Equal([new(Pod(1), 0, 2000, 0), new(Pod(1), 1, 2000, 0)], Of(session, "dso"));
        Assert.Equal(
            [
                new(Pod(1), 1, 2999, 600), new(Pod(1), 2, 999, 600), new(Pod(1), 3, 999, 600),
                new(Pod(2), 1, 0, 300), new(Pod(2), 2, 0, 300), new(Pod(2), 3, 0, 300),
            ],
            Of(session, "tso"));
        // The other way round, the one that comes second has the sums.
        session = Session.After(Activate(Session, "tso", Tso, first: 1, intervals: 3), Activate(Session, "dso", Dso, first: 0, intervals: 2));
        Assert.Equal([new(Pod(1), 0, 2000, 0), new(Pod(1), 1, 2999, 600)], Of(session, "dso"));
    }

    [Fact]
    public void A_set_point_is_the_baseline_less_up_plus_down()
    {
        var session = Session.After(Activate(Session, "dso", Dso), Activate(Session, "tso", Tso));
        session = session.After(Issue(session, "dso"), Issue(session, "tso"));
        var second = Issue(session, "tso", (_, t) => 4000 + t).SetPoints.Single(s => s.Pod == Pod(1) && s.Interval == 1);
        Assert.Equal((4001, 4001 - 2999 + 600), (second.BaselineW, second.SetPoint.PowerW));
        Assert.Equal((Terms.Interval(1).Start, Terms.Interval(1).End), (second.SetPoint.ValidFrom, second.SetPoint.ValidUntil));
        // One id a POD, interval and activation: each replaces the one before it at the device.
        Assert.Equal("terni-rt-1.1.tso", second.SetPoint.Id);
    }

    [Fact]
    public void However_it_is_called_for_in_the_end_all_called_for_adds_up_to_the_awards_in_whole_watts() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 3], Gen.Int[1, 4]).Array[1, 8].Sample(calls =>
        {
            var session = Session;
            foreach (var ((isDso, first, intervals), i) in calls.Select((c, i) => (c, i)))
            {
                var command = Activate(session, $"a-{i}", isDso ? Dso : Tso, first, intervals);
                if (session.Decide(command).Problem is null)
                    session = session.After(command);
            }
            var last = session.Activations.SelectMany(a => Of(session, a.Id.Value)).GroupBy(p => (p.Pod, p.Interval)).Select(g => g.Last()).ToList();
            for (var t = 0; t < 4; t++)
            {
                var called = session.Awards.Where(a => session.Activations.Any(x => x.Covers(a.Id, t)))
                    .Select(a => (a.Power[t], session.Offers[a.Id.Offer].Offer.Direction)).ToList();
                Assert.Equal(called.Where(c => c.Direction == Direction.Up).Sum(c => c.Item1), last.Where(p => p.Interval == t).Sum(p => p.UpW));
                Assert.Equal(called.Where(c => c.Direction == Direction.Down).Sum(c => c.Item1), last.Where(p => p.Interval == t).Sum(p => p.DownW));
            }
            foreach (var activation in session.Activations)
                session = session.After(Issue(session, activation.Id.Value));
        });
}
