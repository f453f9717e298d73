using System.Globalization;
using Akka.Configuration;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Settlement;

namespace Platone.Actors.Markets.Processes;

/// <summary>When a market area's sessions open (<c>platone.market.areas</c> in <c>hocon/market.conf</c>).</summary>
/// <param name="Area">The area.</param>
/// <param name="Network">The distribution network whose operator validates the outcome.</param>
/// <param name="Zone">The zone its days are counted in.</param>
/// <param name="DayAhead">Its day-ahead sessions; null for none.</param>
/// <param name="RealTime">Its real-time sessions; null for none.</param>
/// <param name="Rules">The rules of all of them.</param>
public sealed record MarketAreaPlan(MarketAreaId Area, NetworkId Network, TimeZoneInfo Zone, DayAheadPlan? DayAhead, RealTimePlan? RealTime,
    MarketRules Rules)
{
    private const string Section = "platone.market.areas";

    // Stands in the built-in file for an area of any name, with the standard of every key.
    private const string Standard = "*";

    private static readonly SortedDictionary<string, ClearingObjective> Words = new(StringComparer.Ordinal)
    {
        ["cost"] = ClearingObjective.Cost,
        ["expected-shortfall"] = ClearingObjective.ExpectedShortfall,
        ["pods-moved"] = ClearingObjective.PodsMoved,
        ["aggregator-spread"] = ClearingObjective.AggregatorSpread,
        ["network-losses"] = ClearingObjective.NetworkLosses,
        ["rebound-energy"] = ClearingObjective.ReboundEnergy,
    };

    /// <summary>The plans of a configuration, in the order of their areas; none unless areas are named.</summary>
    /// <exception cref="ConfigurationException">A value cannot be; the message names its key.</exception>
    public static IReadOnlyList<MarketAreaPlan> From(Config config)
    {
        var areas = config.GetConfig(Section);
        var all = areas.Root.GetObject().Items;
        var standard = new Config(new Akka.Configuration.Hocon.HoconRoot(all[Standard]));
        return [.. all.Where(a => a.Key != Standard).OrderBy(a => a.Key, StringComparer.Ordinal)
            .Select(a => Of(a.Key, new Config(new Akka.Configuration.Hocon.HoconRoot(a.Value)).WithFallback(standard)))];
    }

    /// <summary>The sessions that are open at an instant, by plan: those of every kind in the order of their delivery.</summary>
    public IEnumerable<(MarketSessionId Id, SessionTerms Terms)> OpenAt(DateTimeOffset now)
    {
        if (DayAhead is { } dayAhead)
        {
            var today = DeliveryDay.Of(now, Zone).Date;
            for (var date = today; date <= DeliveryDay.Of(now + dayAhead.OpenFor, Zone).Date.AddDays(1); date = date.AddDays(1))
            {
                var gate = Instant(date.AddDays(-1).ToDateTime(dayAhead.Gate));
                if (gate - dayAhead.OpenFor <= now && now < gate)
                    yield return (new MarketSessionId($"{Area}-da-{date:yyyy-MM-dd}"), DayTerms(new DeliveryDay(date, Zone), gate));
            }
        }
        if (RealTime is { } realTime)
        {
            var hour = new DateTimeOffset(now.UtcTicks - now.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
            for (; hour - realTime.GateBefore - realTime.OpenFor <= now; hour = hour.AddHours(1))
            {
                if (now < hour - realTime.GateBefore)
                {
                    yield return (new MarketSessionId(string.Create(CultureInfo.InvariantCulture, $"{Area}-rt-{hour:yyyyMMdd'T'HH}Z")),
                        Terms(SessionKind.RealTime, QuarterHour.Of(hour), realTime.Hours * 4, hour - realTime.GateBefore));
                }
            }
        }
    }

    private SessionTerms DayTerms(DeliveryDay day, DateTimeOffset gate) => Terms(SessionKind.DayAhead, QuarterHour.Of(day.Start), day.Count, gate);

    private SessionTerms Terms(SessionKind kind, QuarterHour first, int intervals, DateTimeOffset gate) =>
        new(kind, Area, Network, Zone.Id, first, intervals, gate, Rules);

    // A time that does not exist is taken at the first instant after the gap, one that exists twice at its first.
    private DateTimeOffset Instant(DateTime local)
    {
        while (Zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static MarketAreaPlan Of(string area, Config config)
    {
        var key = $"{Section}.{area}";
        // The names of its sessions have the area's in them.
        if (!EntityName.IsValid(area) || area.Length > 40)
            throw new ConfigurationException($"{key}: the name of an area has at most 40 letters, digits, '.', '_' or '-'");
        if (!EntityName.IsValid(config.GetString("network")))
            throw new ConfigurationException($"{key}.network must be the name of a network");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(config.GetString("time-zone"), out var zone) || !zone.HasIanaId)
            throw new ConfigurationException($"{key}.time-zone must be the IANA name of a time zone, not '{config.GetString("time-zone")}'");
        var plan = new MarketAreaPlan(new MarketAreaId(area), new NetworkId(config.GetString("network")), zone,
            config.GetBoolean("day-ahead.enabled") ? DayAheadPlan.From(config.GetConfig("day-ahead"), key) : null,
            config.GetBoolean("real-time.enabled") ? RealTimePlan.From(config.GetConfig("real-time"), key) : null,
            RulesOf(config.GetConfig("rules"), $"{key}.rules"));
        // Rules hold at any time: a session that could not be opened would be found out at night.
        var sample = plan.Terms(SessionKind.DayAhead, new QuarterHour(2_000_000), 1, new QuarterHour(2_000_000).Start);
        return Sessions.SessionRules.Check(sample, sample.GateClosesAt.AddDays(-1)) is { } problem
            ? throw new ConfigurationException($"{key}: {problem.Detail} ({problem.Field})")
            : plan;
    }

    private static MarketRules RulesOf(Config rules, string key)
    {
        return new MarketRules
        {
            PriceFloor = Number("price-floor"),
            Pricing = rules.GetString("pricing") switch
            {
                "pay-as-bid" => PricingRule.PayAsBid,
                "pay-as-clear" => PricingRule.PayAsClear,
                var other => throw new ConfigurationException($"{key}.pricing must be pay-as-bid or pay-as-clear, not '{other}'"),
            },
            ReliabilityTarget = Number("reliability-target"),
            MaxReliabilityPremium = Number("max-reliability-premium"),
            ValidationRounds = rules.GetInt("validation-rounds"),
            SettleAfter = rules.GetTimeSpan("settle-after"),
            Objectives = rules.GetStringList("objectives").Select(o => Words.TryGetValue(o, out var objective)
                ? objective
                : throw new ConfigurationException($"{key}.objectives: there is no '{o}', only {string.Join(", ", Words.Keys)}")).ToValueList(),
            Rebound = new ReboundRule(rules.GetString("rebound.action") switch
            {
                "off" => ReboundAction.Off,
                "flag" => ReboundAction.Flag,
                "exclude" => ReboundAction.Exclude,
                var other => throw new ConfigurationException($"{key}.rebound.action must be off, flag or exclude, not '{other}'"),
            }, Number("rebound.share"), rules.GetInt("rebound.intervals")),
            LossFactors = LossFactors.Of(rules.GetStringList("loss-factors").Select(LossFactor)),
            Settlement = new SettlementRules
            {
                PenaltyPrice = Number("penalty-price"),
                MissingData = rules.GetString("missing-data") switch
                {
                    "reject" => MissingDataPolicy.Reject,
                    "pay-nothing" => MissingDataPolicy.PayNothing,
                    "substitute" => MissingDataPolicy.Substitute,
                    var other => throw new ConfigurationException($"{key}.missing-data must be reject, pay-nothing or substitute, not '{other}'"),
                },
            },
        };

        KeyValuePair<string, decimal> LossFactor(string text) => text.LastIndexOf('=') is var at and > 0
            && decimal.TryParse(text[(at + 1)..], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture, out var factor)
            ? KeyValuePair.Create(text[..at].TrimEnd(), factor)
            : throw new ConfigurationException($"{key}.loss-factors: each is a bus and its factor, such as \"bus-1 = 0.031\", not '{text}'");

        // Never by way of binary floating point.
        decimal Number(string name) => decimal.TryParse(rules.GetString(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ConfigurationException($"{key}.{name} must be a number, not '{rules.GetString(name)}'");
    }
}

/// <summary>When day-ahead sessions are open.</summary>
/// <param name="Gate">When their gate closes, on the day before delivery, local time.</param>
/// <param name="OpenFor">How long they are open before.</param>
public sealed record DayAheadPlan(TimeOnly Gate, TimeSpan OpenFor)
{
    internal static DayAheadPlan From(Config config, string key) => new(
        TimeOnly.TryParseExact(config.GetString("gate"), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var gate)
            ? gate
            : throw new ConfigurationException($"{key}.day-ahead.gate must be a time such as 09:00, not '{config.GetString("gate")}'"),
        config.GetTimeSpan("open-for") is var openFor && openFor > TimeSpan.Zero && openFor <= TimeSpan.FromDays(7)
            ? openFor
            : throw new ConfigurationException($"{key}.day-ahead.open-for must be more than nothing and at most 7 days"));
}

/// <summary>When real-time sessions are open: one for every hour, for the hours that begin with it.</summary>
/// <param name="Hours">How many hours of delivery each has.</param>
/// <param name="GateBefore">How long before delivery begins the gate closes.</param>
/// <param name="OpenFor">How long they are open before.</param>
public sealed record RealTimePlan(int Hours, TimeSpan GateBefore, TimeSpan OpenFor)
{
    internal static RealTimePlan From(Config config, string key)
    {
        var plan = new RealTimePlan(config.GetInt("hours"), config.GetTimeSpan("gate-before"), config.GetTimeSpan("open-for"));
        if (plan.Hours is < 1 or > 24)
            throw new ConfigurationException($"{key}.real-time.hours must be 1 to 24, not {plan.Hours}");
        if (plan.GateBefore < TimeSpan.Zero || plan.GateBefore > TimeSpan.FromDays(1))
            throw new ConfigurationException($"{key}.real-time.gate-before must be at most a day");
        // A session begins where the one before is done with: more than an hour could not be kept.
        return plan.OpenFor > TimeSpan.Zero && plan.OpenFor <= TimeSpan.FromHours(1)
            ? plan
            : throw new ConfigurationException($"{key}.real-time.open-for must be more than nothing and at most an hour");
    }
}
