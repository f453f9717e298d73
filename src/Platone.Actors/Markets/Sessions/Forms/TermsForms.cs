using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Losses;
using Platone.Actors.Markets.Rebounds;
using Platone.Actors.Markets.Settlement;
using static Platone.Actors.Markets.Sessions.Forms.Scalars;

namespace Platone.Actors.Markets.Sessions.Forms;

/// <summary>Between a session's terms and their stored messages.</summary>
internal static class TermsForms
{
    /// <summary>The message of terms.</summary>
    public static Wire.SessionTerms ToWire(SessionTerms terms) => new()
    {
        Kind = (uint)terms.Kind,
        Area = terms.Area.Value,
        Network = terms.Network.Value,
        TimeZone = terms.TimeZone,
        First = terms.First.Index,
        Intervals = terms.Intervals,
        GateClosesAt = Scalars.ToWire(terms.GateClosesAt),
        Rules = ToWire(terms.Rules),
    };

    /// <summary>The terms of a message.</summary>
    public static SessionTerms FromWire(Wire.SessionTerms? stored) => FromWire(Required(stored), Required(stored?.Rules));

    /// <summary>The message of a currency.</summary>
    public static Wire.Currency ToWire(Currency currency) => new() { Code = currency.Code, MinorDigits = currency.MinorDigits };

    /// <summary>The currency of a message.</summary>
    public static Currency FromWire(Wire.Currency? stored) => new(Required(stored).Code, Required(stored).MinorDigits);

    private static SessionTerms FromWire(Wire.SessionTerms stored, Wire.MarketRules rules) => new(Known<SessionKind>(stored.Kind),
        MarketAreaId.Parse(stored.Area), NetworkId.Parse(stored.Network), stored.TimeZone, Metering.WireForms.QuarterHourOf(stored.First),
        stored.Intervals, Instant.FromMicroseconds(stored.GateClosesAt), FromWire(rules));

    private static Wire.MarketRules ToWire(MarketRules rules)
    {
        var message = Common(rules);
        // What a session without the rule means stays as it was stored before there was one.
        if (rules.CorrectionWindow != MarketRules.StandardCorrectionWindow)
            message.CorrectionWindow = rules.CorrectionWindow.Ticks;
        if (rules.Objectives != MarketRules.StandardObjectives)
            message.Objectives.Add(rules.Objectives.Select(o => (uint)o));
        if (rules.Rebound != ReboundRule.Standard)
            message.Rebound = ReboundForms.ToWire(rules.Rebound);
        message.LossFactors.Add(rules.LossFactors.Buses.Select(b => new Wire.BusLossFactor { Bus = b.Bus, Factor = Scalars.ToWire(b.Factor) }));
        return message;
    }

    private static Wire.MarketRules Common(MarketRules rules) => new()
    {
        PriceFloor = Scalars.ToWire(rules.PriceFloor),
        Pricing = (uint)rules.Pricing,
        ReliabilityTarget = Scalars.ToWire(rules.ReliabilityTarget),
        MaxReliabilityPremium = Scalars.ToWire(rules.MaxReliabilityPremium),
        ValidationRounds = rules.ValidationRounds,
        SettleAfter = rules.SettleAfter.Ticks,
        Settlement = ToWire(rules.Settlement),
    };

    private static MarketRules FromWire(Wire.MarketRules stored) => new()
    {
        PriceFloor = Decimal(stored.PriceFloor),
        Pricing = Known<PricingRule>(stored.Pricing),
        ReliabilityTarget = Decimal(stored.ReliabilityTarget),
        MaxReliabilityPremium = Decimal(stored.MaxReliabilityPremium),
        ValidationRounds = stored.ValidationRounds,
        SettleAfter = new TimeSpan(stored.SettleAfter),
        CorrectionWindow = stored.HasCorrectionWindow ? new TimeSpan(stored.CorrectionWindow) : MarketRules.StandardCorrectionWindow,
        Settlement = FromWire(Required(stored.Settlement)),
        Objectives = stored.Objectives.Count > 0
            ? stored.Objectives.Select(Known<ClearingObjective>).ToValueList()
            : MarketRules.StandardObjectives,
        Rebound = stored.Rebound is { } rebound ? ReboundForms.FromWire(rebound) : ReboundRule.Standard,
        LossFactors = new LossFactors(stored.LossFactors.Select(b => new BusLossFactor(b.Bus, Decimal(b.Factor))).ToValueList()),
    };

    private static Wire.SettlementRules ToWire(SettlementRules rules)
    {
        var message = new Wire.SettlementRules
        {
            Currency = ToWire(rules.Currency),
            SettlementLevel = (uint)rules.SettlementLevel,
            UncappedDeficiency = rules.UncappedDeficiency,
            MinimumDeliveryRatio = Scalars.ToWire(rules.MinimumDeliveryRatio),
            PaymentCapped = rules.PaymentCapped,
            MissingData = (uint)rules.MissingData,
            SubstituteMethod = (uint)rules.SubstituteMethod,
            PenaltyPrice = Scalars.ToWire(rules.PenaltyPrice),
        };
        message.SlidingScale.Add(rules.SlidingScale.Select(s =>
            new Wire.PaymentStep { From = Scalars.ToWire(s.From), Share = Scalars.ToWire(s.Share) }));
        return message;
    }

    private static SettlementRules FromWire(Wire.SettlementRules stored) => new()
    {
        Currency = FromWire(stored.Currency),
        SettlementLevel = Known<SettlementLevel>(stored.SettlementLevel),
        UncappedDeficiency = stored.UncappedDeficiency,
        MinimumDeliveryRatio = Decimal(stored.MinimumDeliveryRatio),
        SlidingScale = stored.SlidingScale.Select(s => new PaymentStep(Decimal(s.From), Decimal(s.Share))).ToValueList(),
        PaymentCapped = stored.PaymentCapped,
        MissingData = Known<MissingDataPolicy>(stored.MissingData),
        SubstituteMethod = Known<SubstituteMethod>(stored.SubstituteMethod),
        PenaltyPrice = Decimal(stored.PenaltyPrice),
    };
}
