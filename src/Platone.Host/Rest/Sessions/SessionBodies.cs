using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Scd.Ledgers;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Host.Rest.Log;

namespace Platone.Host.Rest.Sessions;

/// <summary>A session to open.</summary>
/// <param name="Id">1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit.</param>
/// <param name="Kind">day-ahead or real-time.</param>
/// <param name="Area">The market area.</param>
/// <param name="Network">The distribution network whose operator validates the outcome.</param>
/// <param name="TimeZone">IANA name of the zone the area's days are counted in.</param>
/// <param name="Start">First instant of delivery: the beginning of a quarter hour.</param>
/// <param name="Intervals">How many quarter hours of delivery, 1 to 700; a day has 92, 96 or 100.</param>
/// <param name="GateClosesAt">First instant at which nothing may be placed any more.</param>
/// <param name="Rules">The market's rules; what is left out is as the market's standard has it.</param>
internal sealed record SessionBody(string Id, SessionKind Kind, string Area, string Network, string TimeZone, DateTimeOffset Start, int Intervals,
    DateTimeOffset GateClosesAt, RulesBody? Rules = null);

/// <summary>The rules of a session, fixed at its opening.</summary>
/// <param name="PriceFloor">Lowest price an offer may have, EUR/MWh; standard 0.</param>
/// <param name="Pricing">pay-as-bid (standard) or pay-as-clear.</param>
/// <param name="ReliabilityTarget">Share of what can be served that is expected to be delivered, 0 to 1; standard 0.95.</param>
/// <param name="MaxReliabilityPremium">How much dearer than the cheapest point the chosen one may be, 0.15 (standard) for 15 %.</param>
/// <param name="ValidationRounds">How often the session clears again after limits of the grid operator, 1 to 20; standard 3.</param>
/// <param name="SettleAfter">How long after delivery it settles, <c>d.hh:mm:ss</c>, at most 30 days; standard 00:15:00.</param>
/// <param name="Settlement">How delivery is settled.</param>
/// <param name="CorrectionWindow">How long corrected and late data still settles it again, <c>d.hh:mm:ss</c>; standard 10.00:00:00.</param>
/// <param name="Objectives">
/// What the clearing minimises after the unserved energy: cost and expected-shortfall (standard), pods-moved, aggregator-spread, network-losses,
/// rebound-energy.
/// </param>
/// <param name="Rebound">How moved energy comes back; it may be set anew until the gate closes.</param>
/// <param name="LossFactors">By bus: W of network losses for a W more taken out there, -1 to 1, at most 6 decimals; 0 where none is named.</param>
internal sealed record RulesBody(decimal? PriceFloor = null, PricingRule? Pricing = null, decimal? ReliabilityTarget = null,
    decimal? MaxReliabilityPremium = null, int? ValidationRounds = null, TimeSpan? SettleAfter = null, SettlementRulesBody? Settlement = null,
    TimeSpan? CorrectionWindow = null, IReadOnlyList<ClearingObjective>? Objectives = null, ReboundRuleBody? Rebound = null,
    IReadOnlyDictionary<string, decimal>? LossFactors = null)
{
    /// <summary>The rules it stands for.</summary>
    public MarketRules Rules()
    {
        var standard = MarketRules.Default;
        return standard with
        {
            PriceFloor = PriceFloor ?? standard.PriceFloor,
            Pricing = Pricing ?? standard.Pricing,
            ReliabilityTarget = ReliabilityTarget ?? standard.ReliabilityTarget,
            MaxReliabilityPremium = MaxReliabilityPremium ?? standard.MaxReliabilityPremium,
            ValidationRounds = ValidationRounds ?? standard.ValidationRounds,
            SettleAfter = SettleAfter ?? standard.SettleAfter,
            Settlement = Settlement?.Rules() ?? standard.Settlement,
            CorrectionWindow = CorrectionWindow ?? standard.CorrectionWindow,
            Objectives = Objectives?.ToValueList() ?? standard.Objectives,
            Rebound = Rebound?.Rule() ?? standard.Rebound,
            LossFactors = LossFactors is { } factors ? Actors.Markets.Losses.LossFactors.Of(factors) : standard.LossFactors,
        };
    }

    /// <summary>Rules as they are read.</summary>
    public static RulesBody Of(MarketRules rules) => new(rules.PriceFloor, rules.Pricing, rules.ReliabilityTarget, rules.MaxReliabilityPremium,
        rules.ValidationRounds, rules.SettleAfter, SettlementRulesBody.Of(rules.Settlement), rules.CorrectionWindow,
        [.. rules.Objectives], ReboundRuleBody.Of(rules.Rebound),
        new SortedDictionary<string, decimal>(rules.LossFactors.Buses.ToDictionary(b => b.Bus, b => b.Factor), StringComparer.Ordinal));
}

/// <summary>How a session settles.</summary>
/// <param name="Currency">What amounts are in; standard EUR with 2 digits.</param>
/// <param name="SettlementLevel">pod (standard): each POD stands alone; order: the PODs of an order net.</param>
/// <param name="UncappedDeficiency">Whether a deficiency may exceed what was ordered; standard false.</param>
/// <param name="MinimumDeliveryRatio">Delivered over ordered, 0 to 1, below which nothing is paid; standard 0: off.</param>
/// <param name="SlidingScale">Share of the price that is paid from a ratio of delivery on; standard none.</param>
/// <param name="PaymentCapped">Whether no more than the ordered energy is paid; standard true.</param>
/// <param name="MissingData">reject (standard: the line waits), substitute or pay-nothing.</param>
/// <param name="SubstituteMethod">Where a substitute comes from.</param>
/// <param name="PenaltyPrice">What deficient energy costs, EUR/MWh, 0 or more; standard 0.</param>
internal sealed record SettlementRulesBody(CurrencyBody? Currency = null, SettlementLevel? SettlementLevel = null, bool? UncappedDeficiency = null,
    decimal? MinimumDeliveryRatio = null, IReadOnlyList<PaymentStepBody>? SlidingScale = null, bool? PaymentCapped = null,
    MissingDataPolicy? MissingData = null, SubstituteMethod? SubstituteMethod = null, decimal? PenaltyPrice = null)
{
    /// <summary>The rules it stands for.</summary>
    public SettlementRules Rules()
    {
        var standard = SettlementRules.Default;
        return standard with
        {
            Currency = Currency is { } currency ? new Currency(currency.Code, currency.MinorDigits) : standard.Currency,
            SettlementLevel = SettlementLevel ?? standard.SettlementLevel,
            UncappedDeficiency = UncappedDeficiency ?? standard.UncappedDeficiency,
            MinimumDeliveryRatio = MinimumDeliveryRatio ?? standard.MinimumDeliveryRatio,
            SlidingScale = SlidingScale?.Select(s => new PaymentStep(s.From, s.Share)).ToValueList() ?? standard.SlidingScale,
            PaymentCapped = PaymentCapped ?? standard.PaymentCapped,
            MissingData = MissingData ?? standard.MissingData,
            SubstituteMethod = SubstituteMethod ?? standard.SubstituteMethod,
            PenaltyPrice = PenaltyPrice ?? standard.PenaltyPrice,
        };
    }

    /// <summary>Rules as they are read.</summary>
    public static SettlementRulesBody Of(SettlementRules rules) => new(new CurrencyBody(rules.Currency.Code, rules.Currency.MinorDigits),
        rules.SettlementLevel, rules.UncappedDeficiency, rules.MinimumDeliveryRatio,
        [.. rules.SlidingScale.Select(s => new PaymentStepBody(s.From, s.Share))], rules.PaymentCapped, rules.MissingData,
        rules.SubstituteMethod, rules.PenaltyPrice);
}

/// <summary>A currency.</summary>
/// <param name="Code">Three capital letters (ISO 4217).</param>
/// <param name="MinorDigits">Digits after the point in a statement.</param>
internal sealed record CurrencyBody(string Code, int MinorDigits);

/// <summary>A step of a sliding scale.</summary>
/// <param name="From">Delivered over ordered, 0 to 1, from which on it holds.</param>
/// <param name="Share">Share of the price that is paid, 0 to 1.</param>
internal sealed record PaymentStepBody(decimal From, decimal Share);

/// <summary>A session just opened.</summary>
/// <param name="Id">Its id.</param>
internal sealed record OpenedSessionView(string Id);

/// <summary>A session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">day-ahead or real-time.</param>
/// <param name="Area">The market area.</param>
/// <param name="Network">The distribution network whose operator validates the outcome.</param>
/// <param name="TimeZone">IANA zone of the area's days.</param>
/// <param name="Start">First instant of delivery.</param>
/// <param name="End">First instant after it.</param>
/// <param name="Intervals">How many quarter hours of delivery.</param>
/// <param name="GateClosesAt">First instant at which nothing may be placed any more.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Phase">open, gate-closed, cleared, validated, published, activating, settling, settled or closed.</param>
/// <param name="Round">How often it was cleared.</param>
/// <param name="Requests">How many requests stand.</param>
/// <param name="Offers">How many offers stand.</param>
/// <param name="SettlementVersion">Last version of its settlement; 0 for none.</param>
/// <param name="ValidationOverdueSince">An alarm: since when it waits for a grid operator that did not answer in time; null if it does not.</param>
/// <param name="Event">Its last event.</param>
/// <param name="Ledger">Where it stands on a ledger; null in listings, and where it was brought to none.</param>
internal sealed record SessionView(string Id, SessionKind Kind, string Area, string Network, string TimeZone, DateTimeOffset Start, DateTimeOffset End,
    int Intervals, DateTimeOffset GateClosesAt, RulesBody Rules, SessionPhase Phase, int Round, int Requests, int Offers, int SettlementVersion,
    DateTimeOffset? ValidationOverdueSince, EventView Event, SessionLedgerView? Ledger)
{
    /// <summary>The view of a row.</summary>
    public static SessionView Of(SessionRow row) => Of(row, null);

    /// <summary>The view of a row, with where it stands on a ledger.</summary>
    public static SessionView Of(SessionRow row, SessionLedgerRow? ledger) => new(row.Session.Value, row.Terms.Kind, row.Terms.Area.Value, row.Terms.Network.Value,
        row.Terms.TimeZone, row.Terms.Start, row.Terms.End, row.Terms.Intervals, row.Terms.GateClosesAt, RulesBody.Of(row.Terms.Rules), row.Phase,
        row.Round, row.Requests, row.Offers, row.SettlementVersion, row.ValidationOverdueSince, EventView.Of(row.Event),
        SessionLedgerView.Of(ledger));
}

/// <summary>A session's power in one interval, W. Upward and downward flexibility count as positive both.</summary>
/// <param name="Start">Its first instant.</param>
/// <param name="RequestedW">Asked for.</param>
/// <param name="AwardedW">Awarded; 0 until published.</param>
/// <param name="ActivatedW">Called for.</param>
/// <param name="DeliveredW">Delivered by the PODs with set points; null until every one of them is metered.</param>
/// <param name="BaselineW">Baselines of the PODs with awards; null where there is none.</param>
/// <param name="MeteredW">Their mean power; null until every one of them is metered.</param>
internal sealed record SessionPowerView(DateTimeOffset Start, long RequestedW, long AwardedW, long ActivatedW, decimal? DeliveredW, long? BaselineW,
    decimal? MeteredW)
{
    /// <summary>The view of a row.</summary>
    public static SessionPowerView Of(SessionPowerRow row) =>
        new(row.Start, row.RequestedW, row.AwardedW, row.ActivatedW, row.DeliveredW, row.BaselineW, row.MeteredW);
}
