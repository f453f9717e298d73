using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Rebounds;
using static Platone.Actors.Markets.Refusal;

namespace Platone.Actors.Markets.Sessions;

/// <summary>What a session must be to be opened.</summary>
internal static class SessionRules
{
    private const int MostRounds = 20;
    private const int LongestWindowDays = 400;
    private const int FirstYear = 2000;
    private const int LastYear = 2999;

    /// <summary>Why it may not be opened; null if it may.</summary>
    public static Problem? Check(SessionTerms terms, DateTimeOffset at)
    {
        if (!Enum.IsDefined(terms.Kind))
            return Invalid("session-kind", "a session is DayAhead or RealTime", "kind");
        if (!EntityName.IsValid(terms.Area.Value) || !EntityName.IsValid(terms.Network.Value))
            return Invalid("session-area", "a session has the names of an area and a network", "area");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(terms.TimeZone, out var zone) || !zone.HasIanaId)
            return Invalid("unknown-time-zone", $"'{terms.TimeZone}' is not the IANA name of a time zone", "timeZone");
        if (terms.Intervals is < 1 or > SessionTerms.MaximumIntervals)
            return Invalid("interval-count", $"{terms.Intervals} intervals are not 1 to {SessionTerms.MaximumIntervals}", "intervals");
        // Before any instant of delivery is computed: quarter hours have numbers far beyond those that instants have.
        if (!Metering.WireForms.IsQuarterHour(terms.First.Index) || terms.Start.Year is < FirstYear or > LastYear)
            return Invalid("first-interval", $"quarter hour {terms.First.Index} is not in the years {FirstYear} to {LastYear}", "first");
        if (terms.GateClosesAt > terms.Start)
        {
            return Invalid("gate-after-delivery",
                $"the gate closes at {terms.GateClosesAt:O}, after delivery begins at {terms.Start:O}", "gateClosesAt");
        }
        if (terms.GateClosesAt <= at)
            return new Problem("gate-in-past", $"the gate would have closed at {terms.GateClosesAt:O}; it is {at:O}", "gateClosesAt");
        return Check(terms.Rules);
    }

    private static Problem? CheckObjectives(MarketRules rules)
    {
        var objectives = rules.Objectives;
        if (objectives.IsEmpty || objectives.Distinct().Count() != objectives.Count || objectives.Any(o => !Enum.IsDefined(o)))
            return Invalid("objectives", $"{objectives} is empty, repeats one or names one that is unknown", "rules.objectives");
        if (ReboundCheck.Check(rules.Rebound) is { } rebound)
            return rebound with { Field = $"rules.rebound.{rebound.Field}" };
        if (rules.LossFactors.Check() is { } losses)
            return losses with { Field = $"rules.{losses.Field}" };
        return objectives.Contains(ClearingObjective.NetworkLosses) && rules.LossFactors.Buses.IsEmpty
            ? Invalid("loss-factors", "network losses can be minimised where the loss factors of buses are given only", "rules.lossFactors")
            : null;
    }

    private static Problem? Check(MarketRules rules)
    {
        if (rules.PriceFloor < 0 || decimal.Round(rules.PriceFloor, 4) != rules.PriceFloor)
            return Invalid("price-floor", $"{rules.PriceFloor} EUR/MWh is negative or has more than 4 decimals", "rules.priceFloor");
        if (!Enum.IsDefined(rules.Pricing))
            return Invalid("pricing", "pricing is PayAsBid or PayAsClear", "rules.pricing");
        if (rules.ReliabilityTarget is < 0 or > 1)
            return Invalid("reliability-target", $"{rules.ReliabilityTarget} is not 0 to 1", "rules.reliabilityTarget");
        if (rules.MaxReliabilityPremium is < 0 or > 10)
            return Invalid("reliability-premium", $"{rules.MaxReliabilityPremium} is not 0 to 10", "rules.maxReliabilityPremium");
        if (rules.ValidationRounds is < 1 or > MostRounds)
            return Invalid("validation-rounds", $"{rules.ValidationRounds} rounds are not 1 to {MostRounds}", "rules.validationRounds");
        if (rules.SettleAfter < TimeSpan.Zero || rules.SettleAfter > TimeSpan.FromDays(30))
            return Invalid("settle-after", $"{rules.SettleAfter} is not 0 to 30 days", "rules.settleAfter");
        if (rules.CorrectionWindow < TimeSpan.Zero || rules.CorrectionWindow > TimeSpan.FromDays(LongestWindowDays))
        {
            return Invalid("correction-window", $"{rules.CorrectionWindow} is not 0 to {LongestWindowDays} days", "rules.correctionWindow");
        }
        if (CheckObjectives(rules) is { } problem)
            return problem;
        if (rules.Settlement.Currency.Code is not { Length: 3 } code || !code.All(char.IsAsciiLetterUpper))
            return Invalid("currency", $"'{rules.Settlement.Currency.Code}' is not three capital letters", "rules.settlement.currency");
        try
        {
            rules.Settlement.Check();
            return null;
        }
        catch (ArgumentException e)
        {
            return Invalid("settlement-rules", e.Message, "rules.settlement");
        }
    }
}
