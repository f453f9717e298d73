using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Reliability;
using Platone.Actors.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>A session clears with the platform's estimates of its offers' reliability, and its journal has them.</summary>
public sealed class SessionReliabilityTests
{
    private static readonly OfferId Own = new("o-1");

    private static MarketSession Closed => Opened.After(Place(Request()), Place(Offer() with { Reliability = 0.9m }),
        Place(Offer("o-2", 90, (2, [3000, 3000, 3000, 3000]))), GateCloses);

    [Fact]
    public void It_asks_for_the_offers_that_stand_once_the_gate_has_closed()
    {
        Assert.False(Opened.After(Place(Offer())).ReliabilityTask().IsDue);
        var session = Closed.After(new WithdrawOffer(Id, new OfferId("o-2"), Aggregator, BeforeGate));
        var task = session.ReliabilityTask();
        Assert.True(task.IsDue);
        Assert.Equal([new OfferSource(Own, new PortfolioId("portfolio"), 0.9m)], task.Offers);
        Assert.False(session.After(Fix(session, _ => (0, 0))).ReliabilityTask().IsDue);
        Assert.False(session.After(Clear(session)).ReliabilityTask().IsDue);
    }

    [Fact]
    public void A_session_without_offers_has_something_to_fix_too() => Assert.True(Opened.After(GateCloses).ReliabilityTask().IsDue);

    [Fact]
    public void It_clears_with_the_estimates_and_without_them_with_the_aggregators_figures()
    {
        Assert.Equal([0.9m, 1m], Closed.Task().Problem!.Offers.Select(o => o.Reliability));
        var session = Closed.After(Fix(Closed, _ => (5, 2)));
        // (10 x 0.9 + 2) / 15 and (10 x 1 + 2) / 15.
        Assert.Equal([0.733333m, 0.8m], session.Task().Problem!.Offers.Select(o => o.Reliability));
        // In every round the same.
        session = session.After(Clear(session));
        session = session.After(Validate(session, a => Limit(a, new(a.Factor.Millionths / 2))));
        Assert.Equal([0.733333m, 0.8m], session.Task().Problem!.Offers.Select(o => o.Reliability));
    }

    [Fact]
    public void What_is_expected_to_be_missing_follows_the_estimate()
    {
        var before = Clear(Closed).Result.Requests[0].ExpectedShortfallJoules;
        var session = Closed.After(Fix(Closed, _ => (90, 0)));
        Assert.True(Clear(session).Result.Requests[0].ExpectedShortfallJoules > before);
    }

    [Fact]
    public void They_are_fixed_once_and_before_the_first_clearing()
    {
        var fix = Fix(Closed, _ => (5, 2));
        Opened.Refuses(fix with { Offers = [] }, "wrong-phase");
        Closed.After(fix).HasDone(fix);
        Closed.After(fix).HasDone(Fix(Closed, _ => (9, 9)));
        Closed.After(Clear(Closed)).HasDone(fix);
    }

    [Fact]
    public void Figures_that_are_not_what_their_parts_come_to_are_refused()
    {
        var fix = Fix(Closed, _ => (5, 2));
        Refuses("reliability", f => f with { Reliability = 0.9m });
        Refuses("reliability", f => f with { OwnFigure = 1 });
        Refuses("reliability", f => f with { Orders = -1 });
        Refuses("reliability", f => f with { Delivered = 6 });
        Refuses("reliability", f => f with { Portfolio = new PortfolioId("other") });
        Refuses("unknown-offer", f => f with { Offer = new OfferId("a") });
        Closed.Refuses(fix with { Offers = [fix.Offers[1], fix.Offers[0]] }, "offer-order", "offers[1]");
        Closed.Refuses(fix with { Offers = [fix.Offers[0], fix.Offers[0]] }, "offer-order", "offers[1]");
        // One that was withdrawn since was a part of it.
        Assert.False(Closed.After(new WithdrawOffer(Id, new OfferId("o-2"), Aggregator, BeforeGate)).Decide(fix).IsRefused);

        void Refuses(string code, Func<OfferReliability, OfferReliability> change) =>
            Closed.Refuses(fix with { Offers = [change(fix.Offers[0]), fix.Offers[1]] }, code, "offers[0]");
    }
}
