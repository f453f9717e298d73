using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Settlement;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>Each rule of a session's terms, broken once.</summary>
public sealed class SessionRulesTests
{
    public static TheoryData<string, string?, string> Broken => new()
    {
        { "session-kind", "kind", "kind" }, { "session-area", "area", "area" }, { "session-area", "area", "network" },
        { "unknown-time-zone", "timeZone", "zone" }, { "interval-count", "intervals", "none" }, { "interval-count", "intervals", "many" },
        { "first-interval", "first", "no instant" }, { "first-interval", "first", "long ago" },
        { "gate-after-delivery", "gateClosesAt", "late gate" }, { "gate-in-past", "gateClosesAt", "past gate" },
        { "price-floor", "rules.priceFloor", "negative floor" }, { "price-floor", "rules.priceFloor", "fine floor" },
        { "pricing", "rules.pricing", "pricing" }, { "reliability-target", "rules.reliabilityTarget", "target" },
        { "reliability-premium", "rules.maxReliabilityPremium", "premium" }, { "validation-rounds", "rules.validationRounds", "rounds" },
        { "settle-after", "rules.settleAfter", "settle" }, { "currency", "rules.settlement.currency", "currency" },
        { "objectives", "rules.objectives", "no objective" }, { "objectives", "rules.objectives", "objective twice" },
        { "loss-factors", "rules.lossFactors", "losses of nothing" }, { "loss-factors", "rules.lossFactors.b", "large factor" },
        { "loss-factors", "rules.lossFactors.b", "bus twice" }, { "rebound-rule", "rules.rebound.share", "rebound" },
        { "settlement-rules", "rules.settlement", "penalty" }, { "settlement-rules", "rules.settlement", "minor digits" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_has_its_code_and_field(string code, string? field, string how)
    {
        var rules = Terms.Rules;
        var broken = how switch
        {
            "kind" => Terms with { Kind = 0 },
            "area" => Terms with { Area = new MarketAreaId("no name") },
            "network" => Terms with { Network = new NetworkId("") },
            "zone" => Terms with { TimeZone = "Europe/Atlantis" },
            "none" => Terms with { Intervals = 0 },
            "many" => Terms with { Intervals = 701 },
            "no instant" => Terms with { First = new QuarterHour(long.MaxValue) },
            "long ago" => Terms with { First = QuarterHour.Of(DateTimeOffset.UnixEpoch) },
            "late gate" => Terms with { GateClosesAt = Terms.Start.AddTicks(10) },
            "past gate" => Terms with { GateClosesAt = Opening },
            "negative floor" => Terms with { Rules = rules with { PriceFloor = -1 } },
            "fine floor" => Terms with { Rules = rules with { PriceFloor = 0.00001m } },
            "pricing" => Terms with { Rules = rules with { Pricing = 0 } },
            "target" => Terms with { Rules = rules with { ReliabilityTarget = 1.01m } },
            "premium" => Terms with { Rules = rules with { MaxReliabilityPremium = -0.01m } },
            "rounds" => Terms with { Rules = rules with { ValidationRounds = 0 } },
            "settle" => Terms with { Rules = rules with { SettleAfter = TimeSpan.FromDays(31) } },
            "currency" => Terms with { Rules = rules with { Settlement = new SettlementRules { Currency = new Currency("eur", 2) } } },
            "no objective" => Terms with { Rules = rules with { Objectives = [] } },
            "objective twice" => Terms with { Rules = rules with { Objectives = [ClearingObjective.Cost, ClearingObjective.Cost] } },
            "losses of nothing" => Terms with { Rules = rules with { Objectives = [ClearingObjective.NetworkLosses] } },
            "large factor" => Terms with { Rules = rules with { LossFactors = LossFactors.Of([new("a", 1), new("b", 1.1m)]) } },
            "bus twice" => Terms with { Rules = rules with { LossFactors = new LossFactors([new BusLossFactor("b", 0), new BusLossFactor("b", 0)]) } },
            "rebound" => Terms with { Rules = rules with { Rebound = new ReboundRule(ReboundAction.Flag, -0.1m, 4) } },
            "penalty" => Terms with { Rules = rules with { Settlement = new SettlementRules { PenaltyPrice = -1 } } },
            "minor digits" => Terms with { Rules = rules with { Settlement = new SettlementRules { Currency = new Currency("EUR", 7) } } },
            _ => throw new ArgumentException(how),
        };
        Empty.Refuses(Open with { Terms = broken }, code, field);
    }

    [Theory]
    [InlineData("2026-03-29", 92)]
    [InlineData("2026-03-30", 96)]
    [InlineData("2026-10-25", 100)]
    public void A_delivery_day_has_as_many_intervals_as_its_zone_gives_it(string date, int intervals)
    {
        var day = new DeliveryDay(DateOnly.ParseExact(date, "yyyy-MM-dd"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome"));
        Assert.Equal(intervals, day.Count);
        var terms = Terms with { Kind = SessionKind.DayAhead, First = QuarterHour.Of(day.Start), Intervals = day.Count, GateClosesAt = day.Start.AddHours(-15) };
        var session = Empty.After(Open with { Terms = terms, At = terms.GateClosesAt.AddHours(-1) });
        Assert.Equal((day.Start, day.End), (session.Terms!.Start, session.Terms.End));
        Assert.Equal(day.QuarterHours(), Enumerable.Range(0, intervals).Select(terms.Interval));

        var all = PowerProfile.Of(intervals, _ => 2000);
        var at = terms.GateClosesAt.AddMinutes(-1);
        var expires = terms.GateClosesAt.AddDays(1);
        session.Refuses(Place(Request(power: PowerProfile.Of(96 + (intervals == 96 ? 4 : 0), _ => 1)) with { ExpiresAt = expires }) with { At = at },
            "interval-count", "power");
        session = session.After(Place(Request(power: all) with { ExpiresAt = expires }) with { At = at },
            Place(Offer("o-1", 80, (1, all)) with { ExpiresAt = expires }) with { At = at }, GateCloses with { At = terms.GateClosesAt });
        session = session.After(Clear(session));
        session = session.After(Validate(session));
        session = session.After(Publish(session));
        session = session.After(Activate(session, intervals: intervals) with { At = at });
        var issue = Issue(session);
        // Every interval of the day has its own set point, the hour that there is twice has eight.
        Assert.Equal(intervals, issue.SetPoints.Select(s => s.SetPoint.ValidFrom).Distinct().Count());
        Assert.Equal((day.Start, day.End), (issue.SetPoints.Min(s => s.SetPoint.ValidFrom), issue.SetPoints.Max(s => s.SetPoint.ValidUntil)));
        session = session.After(issue, DeliveryEnds with { At = day.End + terms.Rules.SettleAfter });
        var settlement = Settle(session).Settlement;
        Assert.Equal(intervals, settlement.Lines.Count);
        Assert.Equal(2000m * 900 * intervals, settlement.Lines.Sum(l => l.DeliveredJ));
    }
}
