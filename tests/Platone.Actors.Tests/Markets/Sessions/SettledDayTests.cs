using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Markets.Settlement;
using static Platone.Actors.Tests.Markets.Sessions.Market;

namespace Platone.Actors.Tests.Markets.Sessions;

/// <summary>Whole delivery days with the statement they must give, written out: 2 kW up all day at 80 EUR/MWh, half of it the customer's.</summary>
public sealed class SettledDayTests
{
    private static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");
    private static readonly ParticipantId Second = new("aggregator-2");

    // 23 h of 2 kW are 46 kWh, 25 h are 50 kWh.
    [Theory]
    [InlineData(2027, 3, 28, 92, "3.68", "1.84")]
    [InlineData(2027, 3, 29, 96, "3.84", "1.92")]
    [InlineData(2027, 10, 31, 100, "4.00", "2.00")]
    public void A_day_of_23_24_or_25_hours_is_paid_for_each_hour_it_has(int year, int month, int day, int intervals, string paid, string half)
    {
        var (terms, session) = Day(new DateOnly(year, month, day), Whole);
        Assert.Equal(intervals, terms.Intervals);
        Is(Settled(session, (_, _) => 3000), intervals, 0, (Aggregator, half), (Customer, half), (Dso, "-" + paid));
    }

    [Fact]
    public void A_missing_hour_waits_and_is_paid_by_the_version_that_has_it()
    {
        var (_, session) = Day(new DateOnly(2027, 3, 29), Whole);
        // 10 to 11 h: of 48 kWh 2 kWh wait.
        var first = Settled(session, (_, t) => t is >= 40 and < 44 ? null : 3000);
        Is(first, 96, 4, (Aggregator, "1.84"), (Customer, "1.84"), (Dso, "-3.68"));
        var after = session.After(new RecordSettlement(Id, first, session.RecordedAt));

        // In the last quarter of the hour only 1 kW was delivered: 1.75 kWh, 14 cents.
        var second = Settled(after, (_, t) => t == 43 ? 4000 : 3000);
        Is(second, 96, 0, (Aggregator, "1.91"), (Customer, "1.91"), (Dso, "-3.82"));
        Assert.Equal(2, second.Version);
        var deltas = StatementDelta.Between(first.Lines.Items, second.Lines.Items);
        Assert.Equal([40L, 41, 42, 43], deltas.Select(d => d.Key.Period.Index - after.Terms!.First.Index));
        Assert.All(deltas, d => Assert.Equal((LineBasis.Waiting, LineBasis.Metered), (d.Before!.Basis, d.After!.Basis)));
        Assert.Equal([0.04m, 0.04m, 0.04m, 0.02m], deltas.Select(d => d.Net));
    }

    [Fact]
    public void A_correction_downwards_takes_back_what_was_paid_too_much()
    {
        var (_, session) = Day(new DateOnly(2027, 3, 29), Whole);
        var first = Settled(session, (_, _) => 3000);
        var second = Settled(session.After(new RecordSettlement(Id, first, session.RecordedAt)), (_, t) => t < 4 ? 5000 : 3000);
        // An hour without delivery: 2 kWh less.
        Is(second, 96, 0, (Aggregator, "1.84"), (Customer, "1.84"), (Dso, "-3.68"));
        Assert.Equal(-0.16m, StatementDelta.Between(first.Lines.Items, second.Lines.Items).Sum(d => d.Net));
    }

    [Fact]
    public void A_pod_that_changes_its_aggregator_at_noon_earns_each_its_half()
    {
        var (_, session) = Day(new DateOnly(2027, 3, 29), intervals =>
        [
            Offer("o-1", 80, (1, PowerProfile.Of(intervals, t => t < 48 ? 3000 : 0))),
            Offer("o-2", 80, (1, PowerProfile.Of(intervals, t => t < 48 ? 0 : 3000))) with { Aggregator = Second },
        ]);
        // Noon is quarter hour 48; of the afternoon's 24 kWh the last 6 were not delivered.
        Is(Settled(session, (_, t) => t < 84 ? 3000 : 5000), 96, 0,
            (Aggregator, "0.96"), (Second, "0.72"), (Customer, "1.68"), (Dso, "-3.36"));
    }

    private static IReadOnlyList<Actors.Markets.Offers.FlexibilityOffer> Whole(int intervals) =>
        [Offer("o-1", 80, (1, PowerProfile.Of(intervals, _ => 3000)))];

    private static void Is(SessionSettlement settlement, int lines, int waiting, params (ParticipantId Who, string Total)[] totals)
    {
        Assert.Equal((lines, waiting), (settlement.Lines.Count, settlement.Statement.WaitingLines));
        Assert.Equal(totals.Select(t => (t.Who, decimal.Parse(t.Total, System.Globalization.CultureInfo.InvariantCulture))).OrderBy(t => t.Who),
            settlement.Statement.Totals.Select(t => (t.Participant, t.Total.Amount)));
        Assert.Equal(0, settlement.Statement.Totals.Sum(t => t.Total.Amount));
    }

    private static SessionSettlement Settled(MarketSession session, Func<PodId, int, long?> meteredW) =>
        Settle(session, session.SettlementVersion + 1, Meters(session, null, meteredW)).Settlement;

    private static (SessionTerms Terms, MarketSession Session) Day(DateOnly date,
        Func<int, IReadOnlyList<Actors.Markets.Offers.FlexibilityOffer>> offers)
    {
        var day = new DeliveryDay(date, Rome);
        var terms = Terms with
        {
            Kind = SessionKind.DayAhead, First = QuarterHour.Of(day.Start), Intervals = day.Count, GateClosesAt = day.Start.AddHours(-12),
        };
        var expires = day.End;
        var session = Empty.After([Open with { Terms = terms },
            Place(Request(power: PowerProfile.Of(day.Count, _ => 2000)) with { ExpiresAt = expires }),
            .. offers(day.Count).Select(o => Place(o with { ExpiresAt = expires })), GateCloses with { At = terms.GateClosesAt }]);
        session = session.After(Clear(session));
        session = session.After(Validate(session));
        session = session.After(Publish(session));
        session = session.After(Activate(session, intervals: day.Count));
        return (terms, session.After(new EndDelivery(Id, day.End + terms.Rules.SettleAfter)));
    }
}
