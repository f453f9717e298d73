using CsCheck;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Requests;
using Platone.Actors.Markets.Sessions;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Rebounds;

/// <summary>Moved energy comes back, and awards that make later intervals worse by it are found before anything is published.</summary>
public sealed class ReboundCheckTests
{
    private static readonly ReboundRule Rule = new(ReboundAction.Flag, 0.5m, 2);

    [Fact]
    public void A_share_of_a_rows_energy_comes_back_when_it_has_ended()
    {
        Assert.Equal(PowerProfile.Of([0, 0, 500, 500, 0]), ReboundCheck.Of(Rule, [1000, 1000, 0, 0, 0]));
        Assert.Equal(PowerProfile.Of([0, 333, 0, 0, 0]), ReboundCheck.Of(new ReboundRule(ReboundAction.Flag, 0.3333m, 1), [1000, 0, 0, 0, 0]));
        // Where it is moved again it is held; two rows' rebounds add up.
        Assert.Equal(PowerProfile.Of([0, 250, 0, 250, 250]), ReboundCheck.Of(Rule, [1000, 0, 1000, 0, 0]));
        Assert.Equal(PowerProfile.Of([0, 250, 250, 0, 25]), ReboundCheck.Of(Rule, [1000, 0, 0, 100, 0]));
        Assert.Equal(PowerProfile.Of([0, 0]), ReboundCheck.Of(Rule, [1000, 1000]));
    }

    [Fact]
    public void No_more_comes_back_than_the_share() =>
        Gen.Select(Gen.Long[0, 3000].Array[1, 30], Gen.Int[0, 10_000], Gen.Int[1, 8]).Sample((watts, share, intervals) =>
        {
            var back = ReboundCheck.Of(new ReboundRule(ReboundAction.Flag, share / 10_000m, intervals), PowerProfile.Of(watts));
            Assert.True(back.Watts.Sum() <= share / 10_000m * watts.Sum());
            Assert.All(Enumerable.Range(0, watts.Length), t => Assert.True(back[t] >= 0 && (watts[t] == 0 || back[t] == 0)));
        });

    [Fact]
    public void An_award_whose_rebound_falls_where_its_request_is_not_covered_is_found()
    {
        // 1,000 W are asked for in intervals 0, 2 and 3; only interval 0 is served: 250 W come back in 1 and 2.
        var found = Assert.Single(Find(Rule, [Asks("r-1", [1000, 0, 1000, 1000])], ("r-1", "o-1", 1, [1000, 0, 0, 0])));
        Assert.Equal(new ReboundFinding(new AwardId(new("r-1"), new("o-1")), new RequestId("r-1"), 2, 250, 250 * 900), found);
    }

    [Fact]
    public void What_others_award_beyond_the_request_covers_it()
    {
        Assert.Empty(Find(Rule, [Asks("r-1", [1000, 0, 1000, 0])], ("r-1", "o-1", 1, [1000, 0, 0, 0]), ("r-1", "o-2", 2, [0, 0, 1250, 0])));
        var found = Assert.Single(Find(Rule, [Asks("r-1", [1000, 0, 1000, 0])], ("r-1", "o-1", 1, [1000, 0, 0, 0]), ("r-1", "o-2", 2, [0, 0, 1100, 0])));
        Assert.Equal((new OfferId("o-1"), 150L), (found.Award.Offer, found.WorstW));
    }

    [Fact]
    public void Another_request_can_be_made_worse_if_it_has_the_direction_and_the_place()
    {
        var other = Asks("r-2", [0, 800, 0, 0]);
        Assert.Equal("r-2", Found(other)?.Affected.Value);
        Assert.Equal("r-2", Found(other with { Buses = ["bus-1"] })?.Affected.Value);
        Assert.Null(Found(other with { Buses = ["bus-2"] }));
        Assert.Null(Found(other with { Direction = Direction.Down }));
        Assert.Null(Found(other with { Power = [0, 0, 0, 800] }));

        static ReboundFinding? Found(FlexibilityRequest other) =>
            Find(Rule, [Asks("r-1", [1000, 0, 0, 0]), other], ("r-1", "o-1", 1, [1000, 0, 0, 0])).SingleOrDefault();
    }

    [Fact]
    public void Awards_answer_for_their_shares_of_it()
    {
        var found = Find(Rule, [Asks("r-1", [1000, 400, 0, 0])], ("r-1", "o-1", 1, [600, 0, 0, 0]), ("r-1", "o-2", 2, [400, 0, 0, 0]),
            ("r-1", "o-3", 3, [0, 350, 350, 350]));
        // 150 and 100 W come back; 350 of 400 W are served, so all 250 W are missed.
        Assert.Equal([("o-1", 150L), ("o-2", 100L)], found.Select(f => (f.Award.Offer.Value, f.WorstW)));
    }

    [Fact]
    public void A_session_flags_it_before_it_publishes()
    {
        var session = Cleared();
        var events = session.Decide(Validate(session)).Events;
        Assert.IsType<OutcomeValidated>(events[0]);
        var found = Assert.IsType<ReboundFound>(events[1]);
        Assert.Equal(ReboundRule.Standard, found.Rule);
        Assert.Equal([("r-1", "o-1")], found.Findings.Select(f => (f.Affected.Value, f.Award.Offer.Value)));
        var validated = events.Aggregate(session, (s, e) => s.Apply(e));
        validated.HasDone(Validate(session));
        Assert.Equal(SessionPhase.Published, validated.After(Publish(validated)).Phase);
        // What is limited is checked when it is cleared again.
        Assert.Single(session.Decide(Validate(session, a => Limit(a, new Factor(a.Factor.Millionths / 2)))).Events);
        Assert.Single(Cleared(new ReboundRule(ReboundAction.Off, 1, 1)) is var off ? off.Decide(Validate(off)).Events : []);
    }

    [Fact]
    public void Where_the_rule_excludes_it_the_session_clears_again_without_the_offer()
    {
        var session = Cleared(new ReboundRule(ReboundAction.Exclude, 0.5m, 4));
        session = session.Decide(Validate(session)).Events.Aggregate(session, (s, e) => s.Apply(e));
        Assert.Equal(SessionPhase.GateClosed, session.Phase);
        Assert.Equal(Factor.Zero, session.Limits[new OfferId("o-1")]);
        session = session.After(Clear(session));
        Assert.Empty(session.Awards);
        session = session.After(Validate(session));
        Assert.Equal(SessionPhase.Published, session.After(Publish(session)).Phase);
    }

    [Fact]
    public void The_rule_is_set_until_the_gate_closes()
    {
        var set = new SetReboundRule(Id, Rule, BeforeGate);
        Opened.After(set).HasDone(set);
        Opened.HasDone(set with { Rule = ReboundRule.Standard });
        Opened.Refuses(set with { At = Gate }, "gate-closed");
        Opened.Refuses(set with { Rule = Rule with { Action = 0 } }, "rebound-rule", "action");
        Opened.Refuses(set with { Rule = Rule with { Share = 1.5m } }, "rebound-rule", "share");
        Opened.Refuses(set with { Rule = Rule with { Intervals = 0 } }, "rebound-rule", "intervals");
    }

    private static MarketSession Cleared(ReboundRule? rule = null)
    {
        var session = Opened.After(rule is null ? [] : [new SetReboundRule(Id, rule, BeforeGate)]).After(
            Place(Request(power: [1000, 0, 1000, 1000])), Place(Offer("o-1", 80, (1, [1000, 0, 0, 0]))), GateCloses);
        return session.After(Clear(session));
    }

    private static FlexibilityRequest Asks(string id, PowerProfile power) => Request(id, power);

    private static ValueList<ReboundFinding> Find(ReboundRule rule, FlexibilityRequest[] requests,
        params (string Request, string Offer, int Pod, PowerProfile Power)[] awards) => ReboundCheck.Find(rule, requests,
        awards.ToDictionary(a => new OfferId(a.Offer), a => Offer(a.Offer, 80, (a.Pod, a.Power))),
        [.. awards.Select(a => new Award(new AwardId(new RequestId(a.Request), new OfferId(a.Offer)), Factor.One, a.Power, 80, [new AwardPart(Pod(a.Pod), a.Power)]))]);
}
