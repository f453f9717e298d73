using Akka.Configuration;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Processes;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Node;
using Platone.Testing;

namespace Platone.Actors.Tests.Markets.Processes;

/// <summary>Which sessions of an area are due when.</summary>
public sealed class MarketCalendarTests
{
    private const string Enabled = "network = terni-mv, day-ahead.enabled = on, real-time.enabled = on";

    private static MarketAreaPlan Plan(string settings = Enabled) => Assert.Single(Plans($"terni {{ {settings} }}"));

    private static IReadOnlyList<MarketAreaPlan> Plans(string areas) => MarketAreaPlan.From(
        ConfigurationFactory.ParseString($"platone.market.areas {{ {areas} }}".Replace(", ", "\n", StringComparison.Ordinal))
            .WithFallback(NodeConfig.Load(Path.Combine(Repository.Root, "hocon"))));

    private static DateTimeOffset At(string instant) => DateTimeOffset.Parse(instant);

    private static List<OpenSession> Due(MarketAreaPlan plan, string now, params ListedSession[] listed) =>
        [.. MarketCalendar.Due(plan, listed, At(now))];

    private static ListedSession Listed(OpenSession open, SessionPhase phase) =>
        new(open.Id, open.Terms.Kind, phase, open.Terms.Start, open.Terms.End);

    [Fact]
    public void By_standard_no_area_has_sessions()
    {
        Assert.Empty(Plans(""));
        var plan = Plan("network = terni-mv");
        Assert.Empty(Due(plan, "2026-11-24T07:00:00Z"));
        Assert.Equal((new NetworkId("terni-mv"), MarketRules.Default), (plan.Network, plan.Rules));
    }

    [Fact]
    public void An_area_has_its_objectives_loss_factors_and_rebound()
    {
        var rules = Plan("network = n, rules.objectives = [cost,network-losses], rules.rebound.action = exclude, rules.rebound.share = 0.25, "
            + "rules.loss-factors = [\"bus 1 = 0.031\",\"b=2=-0.04\"]").Rules;
        Assert.Equal([ClearingObjective.Cost, ClearingObjective.NetworkLosses], rules.Objectives);
        Assert.Equal(new ReboundRule(ReboundAction.Exclude, 0.25m, 4), rules.Rebound);
        Assert.Equal([new BusLossFactor("b=2", -0.04m), new BusLossFactor("bus 1", 0.031m)], rules.LossFactors.Buses);
        foreach (var wrong in new[] { "rules.objectives = [beauty]", "rules.objectives = [network-losses]", "rules.loss-factors = [b]",
            "rules.loss-factors = [\"b = 2\"]", "rules.rebound.action = forbid", "rules.rebound.share = 2" })
            Assert.Throws<ConfigurationException>(() => Plan($"network = n, {wrong}"));
    }

    [Theory]
    [InlineData("2026-03-27T08:00:00Z", "2026-03-29", 92, "2026-03-28T08:00:00Z")]
    [InlineData("2026-10-23T07:00:00Z", "2026-10-25", 100, "2026-10-24T07:00:00Z")]
    [InlineData("2026-11-24T08:00:00Z", "2026-11-26", 96, "2026-11-25T08:00:00Z")]
    public void A_day_ahead_session_has_the_quarter_hours_of_its_day_and_a_gate_on_the_day_before(string now, string day, int intervals, string gate)
    {
        var open = Assert.Single(Due(Plan("network = terni-mv, day-ahead.enabled = on"), now));
        Assert.Equal(($"terni-da-{day}", SessionKind.DayAhead, intervals, At(gate)),
            (open.Id.Value, open.Terms.Kind, open.Terms.Intervals, open.Terms.GateClosesAt));
        Assert.Equal(DateOnly.Parse(day), DeliveryDay.Of(open.Terms.Start, Plan().Zone).Date);
        Assert.Null(SessionRules.Check(open.Terms, At(now)));
    }

    [Fact]
    public void A_real_time_session_is_of_the_four_hours_that_begin_with_its_own()
    {
        var open = Assert.Single(Due(Plan("network = terni-mv, real-time.enabled = on"), "2026-11-24T07:00:00Z"));
        Assert.Equal(("terni-rt-20261124T08Z", SessionKind.RealTime, 16, At("2026-11-24T08:00:00Z"), At("2026-11-24T07:45:00Z")),
            (open.Id.Value, open.Terms.Kind, open.Terms.Intervals, open.Terms.Start, open.Terms.GateClosesAt));
        Assert.Empty(Due(Plan("network = terni-mv, real-time.enabled = on"), "2026-11-24T07:45:00Z"));
        Assert.Equal("terni-rt-20261124T09Z", Assert.Single(Due(Plan("network = terni-mv, real-time.enabled = on"), "2026-11-24T08:00:00Z")).Id.Value);
    }

    [Fact]
    public void What_is_there_is_not_opened_again_and_after_a_time_down_only_what_can_still_be_open()
    {
        var (plan, now) = (Plan(), "2026-11-24T07:30:00Z");
        var due = Due(plan, now);
        Assert.Equal(["terni-da-2026-11-25", "terni-rt-20261124T08Z"], due.Select(d => d.Id.Value));
        Assert.Empty(Due(plan, now, [.. due.Select(d => Listed(d, SessionPhase.Open))]));
        Assert.Equal(due.Select(d => d.Id), Due(plan, now).Select(d => d.Id));
        // Three hours later both gates have passed; what lies between was never opened, and is not made up for.
        Assert.Equal(["terni-da-2026-11-26", "terni-rt-20261124T11Z"], Due(plan, "2026-11-24T10:30:00Z").Select(d => d.Id.Value));
    }

    [Fact]
    public void Sessions_of_a_kind_run_one_after_another()
    {
        var plan = Plan("network = terni-mv, real-time.enabled = on");
        var first = Listed(Assert.Single(Due(plan, "2026-11-24T07:00:00Z")), SessionPhase.Cleared);
        Assert.Empty(Due(plan, "2026-11-24T07:50:00Z", first));
        var early = Plan("network = terni-mv, real-time { enabled = on, open-for = 1h, gate-before = 5m }");
        Assert.Empty(Due(early, "2026-11-24T07:56:00Z", first));
        Assert.Equal("terni-rt-20261124T09Z", Assert.Single(Due(early, "2026-11-24T07:56:00Z", first with { Phase = SessionPhase.Published })).Id.Value);
        // Delivery began without an outcome: nothing can come of it any more.
        Assert.Equal("terni-rt-20261124T09Z", Assert.Single(Due(early, "2026-11-24T08:00:00Z", first)).Id.Value);
    }

    [Theory]
    [InlineData("", "network")]
    [InlineData("network = n, time-zone = Mars/Olympus", "time-zone")]
    [InlineData("network = n, day-ahead { enabled = on, gate = noon }", "day-ahead.gate")]
    [InlineData("network = n, day-ahead { enabled = on, open-for = 8d }", "day-ahead.open-for")]
    [InlineData("network = n, real-time { enabled = on, hours = 0 }", "real-time.hours")]
    [InlineData("network = n, real-time { enabled = on, open-for = 61m }", "real-time.open-for")]
    [InlineData("network = n, rules.pricing = free", "rules.pricing")]
    [InlineData("network = n, rules.penalty-price = much", "rules.penalty-price")]
    [InlineData("network = n, rules.validation-rounds = 21", "rules.validationRounds")]
    public void A_setting_that_cannot_be_is_named(string settings, string key)
    {
        var fault = Assert.Throws<ConfigurationException>(() => Plan(settings));
        Assert.Contains("platone.market.areas.terni", fault.Message, StringComparison.Ordinal);
        Assert.Contains(key, fault.Message, StringComparison.Ordinal);
    }
}
