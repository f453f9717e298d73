using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Delivery;
using Platone.Actors.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Delivery;

/// <summary>A projected shortfall is recorded once, and standby awards are called for as far as their requester agreed.</summary>
public sealed class StandbyTests
{
    private static readonly RequestId Id1 = new("r-1");
    private static readonly DeliveryPolicy Automatic = new(DeliveryAction.Automatic, 0.1m, null, null, 4);

    [Fact]
    public void Within_the_tolerance_nothing_happens()
    {
        var session = Delivering(Automatic);
        Assert.True(session.Decide(Watch(session, 0, ("o-1", 900))).IsAlreadyDone);
        Assert.False(session.Decide(Watch(session, 0, ("o-1", 899))).IsAlreadyDone);
    }

    [Fact]
    public void Without_its_requesters_consent_it_is_only_recorded()
    {
        foreach (var policy in new[] { null, Automatic with { Action = DeliveryAction.Alarm } })
        {
            var session = Delivering(policy);
            var found = Assert.IsType<ShortfallProjected>(Assert.Single(session.Decide(Watch(session, 0, ("o-1", 400))).Events));
            Assert.Equal((1000, 600, (ActivationId?)null), (found.Shortfall.InstructedW, found.Shortfall.ShortfallW, found.Shortfall.Standby));
        }
        var off = Delivering(Automatic with { Action = DeliveryAction.Off });
        Assert.True(off.Decide(Watch(off, 0, ("o-1", 0))).IsAlreadyDone);
    }

    [Fact]
    public void The_cheapest_awards_that_nobody_called_for_stand_in_for_what_lacks()
    {
        var session = Delivering(Automatic);
        // 600 W lack: 500 W at 81 and 500 W at 83 stand in; 500 W at 85 need not.
        var call = Called(session, Watch(session, 0, ("o-1", 400)))!;
        Assert.Equal((new ActivationId("standby-1"), Dso, 1, 3), (call.Id, call.Requester, call.First, call.Intervals));
        Assert.Equal([Award("o-2"), Award("o-3")], call.Awards);
        Assert.Equal([Award("o-2")], Called(session, Watch(session, 0, ("o-1", 500)))!.Awards);
        // What is called for is activated like anything else.
        var after = Apply(session, Watch(session, 0, ("o-1", 400)));
        Assert.Equal(call.Id, after.Shortfalls[0].Standby);
        after.After(Issue(after, "standby-1"));
    }

    [Fact]
    public void A_policy_bounds_power_cost_and_intervals()
    {
        var session = Delivering(Automatic with { MostW = 500 });
        Assert.Equal([Award("o-2")], Called(session, Watch(session, 0, ("o-1", 0)))!.Awards);
        // 500 W for three quarter hours at 81 EUR/MWh are 30.375 cents.
        session = Delivering(Automatic with { MostCost = 0.030375m });
        Assert.Equal([Award("o-2")], Called(session, Watch(session, 0, ("o-1", 0)))!.Awards);
        session = Delivering(Automatic with { MostCost = 0.030374m });
        Assert.Null(Called(session, Watch(session, 0, ("o-1", 0))));
        session = Delivering(Automatic with { MostIntervals = 2 });
        Assert.Equal((1, 2), (Called(session, Watch(session, 0, ("o-1", 0)))!.First, Called(session, Watch(session, 0, ("o-1", 0)))!.Intervals));
    }

    [Fact]
    public void What_an_earlier_activation_took_counts_against_the_bounds_too()
    {
        var session = Apply(Delivering(Automatic with { MostW = 500 }), Watch(Delivering(Automatic), 0, ("o-1", 400)));
        var found = Events(session, Watch(session, 1, ("o-1", 0), ("o-2", 500)));
        Assert.IsType<ShortfallProjected>(Assert.Single(found));
    }

    [Fact]
    public void Where_standby_awards_make_up_for_it_the_shortfall_is_the_awards_alone()
    {
        var session = Apply(Delivering(Automatic), Watch(Delivering(Automatic), 0, ("o-1", 400)));
        var found = Assert.IsType<ShortfallProjected>(Assert.Single(Events(session, Watch(session, 1, ("o-1", 400), ("o-2", 500), ("o-3", 500)))));
        Assert.Equal((1000L, 0L, 600L), (found.Shortfall.InstructedW, found.Shortfall.ShortfallW, found.Shortfall.Delivery.Awards[0].ShortfallW));
    }

    [Fact]
    public void When_an_activations_intervals_end_the_next_one_is_made_in_time()
    {
        var session = Apply(Delivering(Automatic with { MostIntervals = 1 }), Watch(Delivering(Automatic), 0, ("o-1", 500)));
        Assert.Equal((1, 1), (session.Activations[^1].First, session.Activations[^1].Intervals));
        var call = Called(session, Watch(session, 1, ("o-1", 500), ("o-2", 500)))!;
        Assert.Equal(("standby-2", 2, 1), (call.Id.Value, call.First, call.Intervals));
        Assert.Equal([Award("o-2")], call.Awards);
    }

    [Fact]
    public void A_standby_award_that_lacks_itself_is_stood_in_for()
    {
        var session = Apply(Delivering(Automatic), Watch(Delivering(Automatic), 0, ("o-1", 500)));
        var call = Called(session, Watch(session, 1, ("o-1", 500), ("o-2", 0)))!;
        Assert.Equal([Award("o-3")], call.Awards);
    }

    [Fact]
    public void A_shortfall_is_recorded_once_an_interval()
    {
        var session = Apply(Delivering(Automatic), Watch(Delivering(Automatic), 0, ("o-1", 400)));
        session.HasDone(Watch(session, 0, ("o-1", 400)));
        session.HasDone(Watch(session, 0, ("o-1", 0)) with { At = Terms.Start.AddMinutes(14) });
    }

    [Fact]
    public void In_the_last_interval_nothing_can_be_called_for_any_more()
    {
        var session = Delivering(Automatic);
        Assert.Null(Called(session, Watch(session, 3, ("o-1", 0))));
    }

    [Fact]
    public void A_name_that_its_requester_took_is_left_to_it()
    {
        var session = Delivering(Automatic, "standby-1");
        Assert.Equal("standby-2", Called(session, Watch(session, 0, ("o-1", 400)))!.Id.Value);
    }

    [Fact]
    public void What_is_not_of_the_running_interval_and_what_was_called_for_is_refused()
    {
        var session = Delivering(Automatic);
        var good = Watch(session, 0, ("o-1", 400));
        session.Refuses(good with { At = Terms.Start.AddTicks(-1) }, "interval-not-running", "interval");
        session.Refuses(good with { At = Terms.Interval(1).Start }, "interval-not-running", "interval");
        session.Refuses(good with { Delivery = good.Delivery with { Interval = 4 } }, "interval-range", "interval");
        session.Refuses(good with { Delivery = good.Delivery with { Awards = [] } }, "projection", "awards");
        session.Refuses(Watch(session, 0, ("o-1", 1001)), "projection", "awards");
        session.Refuses(Watch(session, 0, ("o-1", -1)), "projection", "awards");
        session.Refuses(good with { Delivery = good.Delivery with { Request = new RequestId("r-9") } }, "projection", "awards");
        Published().Refuses(good, "wrong-phase");
    }

    [Fact]
    public void A_policy_is_its_requesters_and_the_last_word_counts()
    {
        var session = Delivering(Automatic);
        session.HasDone(new SetDeliveryPolicy(Id, Id1, Dso, Automatic, AfterGate));
        session.Refuses(new SetDeliveryPolicy(Id, Id1, Tso, Automatic, AfterGate), "unknown-request");
        session.Refuses(new SetDeliveryPolicy(Id, new RequestId("x"), Dso, Automatic, AfterGate), "unknown-request");
        Refuses("action", Automatic with { Action = 0 });
        Refuses("tolerance", Automatic with { Tolerance = 1.1m });
        Refuses("tolerance", Automatic with { Tolerance = 0.00001m });
        Refuses("mostW", Automatic with { MostW = -1 });
        Refuses("mostCost", Automatic with { MostCost = -1 });
        Refuses("mostIntervals", Automatic with { MostIntervals = 0 });
        var changed = session.After(new SetDeliveryPolicy(Id, Id1, Dso, DeliveryPolicy.Standard, AfterGate));
        Assert.Equal(DeliveryPolicy.Standard, changed.PolicyOf(Id1));
        session.After(DeliveryEnds).Refuses(new SetDeliveryPolicy(Id, Id1, Dso, DeliveryPolicy.Standard, AfterGate), "wrong-phase");

        void Refuses(string field, DeliveryPolicy policy) =>
            session.Refuses(new SetDeliveryPolicy(Id, Id1, Dso, policy, AfterGate), "delivery-policy", field);
    }

    // 1,000 W called for of an award, and three awards of 500 W each that nobody called for.
    private static MarketSession Delivering(DeliveryPolicy? policy, string activation = "a-1")
    {
        PowerProfile five = [500, 500, 500, 500];
        var session = Published(Place(Request(power: [2500, 2500, 2500, 2500])), Place(Offer("o-1", 80, (1, [1000, 1000, 1000, 1000]))),
            Place(Offer("o-2", 81, (2, five))), Place(Offer("o-3", 83, (3, five))), Place(Offer("o-4", 85, (4, five))));
        Assert.Equal(4, session.Awards.Count);
        if (policy is not null)
            session = session.After(new SetDeliveryPolicy(Id, Id1, Dso, policy, AfterGate));
        return session.After(new RequestActivation(Id, new Activation(new ActivationId(activation), Dso, [Award("o-1")], 0, 4), AfterGate));
    }

    private static AwardId Award(string offer) => new(Id1, new OfferId(offer));

    // What the awards that are called for in an interval will have delivered.
    private static WatchDelivery Watch(MarketSession session, int interval, params (string Offer, long ProjectedW)[] awards) => new(Id,
        new ProjectedDelivery(Id1, interval, Terms.Interval(interval).Start.AddMinutes(6), [.. awards.Select(a => new ProjectedAward(
            Award(a.Offer), session.Awards.Single(x => x.Id == Award(a.Offer)).Power[interval], a.ProjectedW, 0))]),
        Terms.Interval(interval).Start.AddMinutes(7));

    private static IReadOnlyList<MarketSessionEvent> Events(MarketSession session, WatchDelivery watch)
    {
        var decision = session.Decide(watch);
        Assert.Null(decision.Problem);
        return decision.Events;
    }

    private static Activation? Called(MarketSession session, WatchDelivery watch)
    {
        var events = Events(session, watch);
        var found = Assert.IsType<ShortfallProjected>(events[0]);
        var call = events.Count == 1 ? null : Assert.IsType<ActivationRequested>(events[1]).Activation;
        Assert.Equal(call?.Id, found.Shortfall.Standby);
        if (call is not null)
            Assert.Null(ActivationRules.Check(session, Terms, call, watch.At));
        return call;
    }

    private static MarketSession Apply(MarketSession session, WatchDelivery watch) => Events(session, watch).Aggregate(session, (s, e) => s.Apply(e));
}
