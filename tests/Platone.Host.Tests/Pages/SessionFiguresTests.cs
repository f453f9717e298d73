using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets;
using Platone.Actors.Markets.Activations;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Metering;
using Platone.Actors.Scd.Markets.Activations;
using Platone.Actors.Scd.Markets.Sessions;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Notary;
using Platone.Host.Pages.Overview;
using EventId = Platone.Actors.Kernel.Identity.EventId;

namespace Platone.Host.Tests.Pages;

/// <summary>A session's sums, and what one participant has to do with it.</summary>
public sealed class SessionFiguresTests
{
    private static readonly PodId Pod = new(Pseudonym.From("pod............."u8));
    private static readonly MarketSessionId Session = new("s");
    private static readonly EventId Event = new("market-session-s", 1);
    private static readonly Certification Pending = new(1, null, null);
    private static readonly ParticipantId Dso = new("dso");
    private static readonly ParticipantId Aggregator = new("aggregator");
    private static readonly ParticipantId Customer = new("customer");
    private static readonly QuarterHour First = QuarterHour.Of(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private static readonly SessionTerms Terms = new(SessionKind.RealTime, new MarketAreaId("a"), new NetworkId("n"), "Europe/Rome", First, 3, First.Start, MarketRules.Default);

    [Fact]
    public void The_power_of_a_participant_is_what_it_may_see()
    {
        var power = SessionFigures.Power(Terms, [[100, 200, 0], [1, 2, 3]], [[50, 0, 0]], [SetPoint(0, 20, 0), SetPoint(0, 0, 5), SetPoint(2, 7, 0)],
            [Line(1, LineBasis.Metered, 900), Line(1, LineBasis.Metered, 450), Line(2, LineBasis.Waiting, 0)]);

        Assert.Equal([(101L, 50L, 25L, (decimal?)null), (202, 0, 0, 1.5m), (3, 0, 7, null)], power.Select(p => (p.RequestedW, p.AwardedW, p.ActivatedW, p.DeliveredW)));
        Assert.Equal([First.Start, First.Next.Start, First.Next.Next.Start], power.Select(p => p.Start));
        Assert.All(power, p => Assert.True(p.BaselineW is null && p.MeteredW is null));
    }

    [Fact]
    public void Before_a_settlement_delivered_is_what_is_metered_and_nothing_is_paid()
    {
        var totals = SessionFigures.Totals([Power(4000, 3500, 3000, 2500.5m), Power(4000, 3500, 3000, null)], [], isWhole: true);

        Assert.Equal(new SessionTotals(7_200_000, 6_300_000, 5_400_000, 2_250_450, false, null), totals);
        Assert.Null(SessionFigures.Totals([Power(1, 1, 1, null)], [], isWhole: true).DeliveredJoules);
    }

    [Fact]
    public void What_is_paid_counts_once_though_it_is_in_two_statements()
    {
        var (sold, passed) = (Entry(Dso, Aggregator, LedgerEntryKind.Flexibility, 0.84m, 900), Entry(Aggregator, Customer, LedgerEntryKind.CustomerShare, 0.42m, 900));
        IReadOnlyList<StatementRow> all = [Statement(Aggregator, 0.42m, sold, passed), Statement(Customer, 0.42m, passed), Statement(Dso, -0.84m, sold)];

        var whole = SessionFigures.Totals([Power(4, 3, 2, 5)], all, isWhole: true);
        Assert.Equal((0.84m, (decimal?)900, true), (whole.Paid!.Value.Amount, whole.DeliveredJoules, whole.IsSettled));
        var own = SessionFigures.Totals([Power(4, 3, 2, 1)], [all[2]], isWhole: false);
        Assert.Equal((-0.84m, (decimal?)900), (own.Paid!.Value.Amount, own.DeliveredJoules));
    }

    [Theory]
    [InlineData(-1, 0)]    // before the first: the next
    [InlineData(0, 0)]
    [InlineData(14, 0)]
    [InlineData(15, 1)]
    [InlineData(40, 2)]
    [InlineData(500, 2)]   // after the last: the last
    public void The_set_point_shown_is_the_one_in_force(int minutes, int interval)
    {
        var rows = Enumerable.Range(0, 3).Select(i => new SetPointRow(Session, SetPoint(i, 1, 0), new ActivationId("a"), null, null, null, null, Event, 0, Pending));

        Assert.Equal(interval, SessionFigures.Current(rows, First.Start.AddMinutes(minutes))!.Issued.Interval);
        Assert.Null(SessionFigures.Current([], First.Start));
    }

    private static IssuedSetPoint SetPoint(int interval, long up, long down) =>
        new(Pod, interval, 1000, up, down, new SetPoint("x", Terms.Interval(interval).Start, Terms.Interval(interval).End, 1000 - up + down));

    private static SettlementLine Line(int interval, LineBasis basis, decimal deliveredJoules) => new(new SettlementOrder(new RequestId("r"), new OfferId("o"), Dso, true,
        Aggregator, Pod, Customer, Direction.Up, SettlementPeriod.Of(Terms.Interval(interval)), 10, 80, 0, 0.5m, 0), basis, 0, deliveredJoules, 0, 1);

    private static SessionPowerRow Power(long requested, long awarded, long activated, decimal? delivered) =>
        new(0, First.Start, requested, awarded, activated, delivered, null, null);

    private static LedgerEntry Entry(ParticipantId from, ParticipantId to, LedgerEntryKind kind, decimal amount, decimal joules) =>
        new(from, to, kind, new Money(amount, Currency.Eur), joules, 0);

    private static StatementRow Statement(ParticipantId participant, decimal total, params LedgerEntry[] entries) =>
        new(Session, 1, participant, new Money(total, Currency.Eur), 0, [.. entries], 0, First.Start, Event, 0, Pending);
}
