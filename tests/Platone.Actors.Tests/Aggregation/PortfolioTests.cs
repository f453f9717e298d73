using CsCheck;
using Platone.Actors.Aggregation.Portfolios;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Tests.Serialization;

namespace Platone.Actors.Tests.Aggregation;

public sealed class PortfolioTests
{
    private static readonly PortfolioId Id = new("portfolio-1");
    private static readonly ParticipantId Aggregator = new("aggregator");
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly PodId Pod = new(Pseudonym.From("pod............."u8));

    private static Portfolio Opened => After(Portfolio.Empty(Id), new OpenPortfolio(Id, Aggregator, At));

    private static Portfolio After(Portfolio portfolio, params PortfolioCommand[] commands) =>
        commands.Aggregate(portfolio, (p, c) => p.Decide(c).Events.Aggregate(p, (s, e) => s.Apply(e)));

    private static DateTimeOffset Day(int day) => At.AddDays(day);

    [Fact]
    public void Opening_again_has_no_effect_and_for_another_aggregator_is_a_conflict()
    {
        Assert.True(Opened.Decide(new OpenPortfolio(Id, Aggregator, At)).IsAlreadyDone);
        Assert.Equal(ProblemKind.Conflict, Opened.Decide(new OpenPortfolio(Id, new ParticipantId("other"), At)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, Portfolio.Empty(Id).Decide(new AddPod(Id, Pod, At, At)).Problem?.Kind);
        Assert.Equal(ProblemKind.NotFound, Portfolio.Empty(Id).Decide(new RemovePod(Id, Pod, At, At)).Problem?.Kind);
    }

    [Fact]
    public void A_pod_belongs_to_it_from_joining_to_leaving()
    {
        var portfolio = After(Opened, new AddPod(Id, Pod, Day(1), At), new RemovePod(Id, Pod, Day(5), At));
        Sequence.Equal([false, true, true, false], new[] { 0, 1, 4, 5 }.Select(d => portfolio.Has(Pod, Day(d))));
        Assert.True(portfolio.Decide(new AddPod(Id, Pod, Day(2), At)).IsAlreadyDone);
        Assert.True(portfolio.Decide(new RemovePod(Id, Pod, Day(5), At)).IsAlreadyDone);
        Assert.True(portfolio.Decide(new RemovePod(Id, Pod, Day(0), At)).IsAlreadyDone);
        // Again later, and earlier: the leave in between stands.
        portfolio = After(portfolio, new AddPod(Id, Pod, Day(9), At), new AddPod(Id, Pod, Day(0), At));
        Sequence.Equal([true, true, false, true], new[] { 0, 4, 5, 9 }.Select(d => portfolio.Has(Pod, Day(d))));
    }

    [Fact]
    public void Of_a_sessions_settlement_the_latest_version_counts()
    {
        var portfolio = After(Opened, Delivered("s-1", 1, 4, 2.5m), Delivered("s-2", 1, 1, 1));
        Assert.Equal(new PortfolioDelivery(Id, 5, 3.5m), portfolio.Delivery());
        Assert.True(portfolio.Decide(Delivered("s-1", 1, 9, 9)).IsAlreadyDone);

        portfolio = After(portfolio, Delivered("s-1", 3, 4, 4));
        Assert.Equal(new PortfolioDelivery(Id, 5, 5), portfolio.Delivery());
        Assert.True(portfolio.Decide(Delivered("s-1", 2, 1, 0)).IsAlreadyDone);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, -1, 0)]
    [InlineData(1, 2, 2.1)]
    [InlineData(1, 2, -0.1)]
    public void A_delivery_that_cannot_be_is_refused(int version, int orders, double delivered) =>
        Assert.Equal("delivery", Opened.Decide(Delivered("s-1", version, orders, (decimal)delivered)).Problem?.Code);

    private static RecordDelivery Delivered(string session, int version, int orders, decimal delivered) =>
        new(Id, new SessionDelivery(new MarketSessionId(session), version, orders, delivered), At);

    [Fact]
    public void Commands_are_idempotent_and_states_come_back_from_events_and_snapshots() =>
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 9], Gen.Int[0, 2]).Array[1, 30].Sample(steps =>
            AggregateLaws.Hold<Portfolio, PortfolioCommand, PortfolioEvent>(Portfolio.Empty(Id),
                steps.Select((s, i) => Command(s, At.AddTicks(i * 1234567L)))));

    private static PortfolioCommand Command((int Kind, int Day, int Pod) s, DateTimeOffset at)
    {
        var pod = new PodId(Pseudonym.From([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, (byte)s.Pod]));
        return s.Kind switch
        {
            0 => new OpenPortfolio(Id, Aggregator, at),
            > 6 => Delivered($"s-{s.Pod}", s.Day, s.Day, s.Day / 3m) with { At = at },
            < 4 => new AddPod(Id, pod, Day(s.Day).AddTicks(3), at),
            _ => new RemovePod(Id, pod, Day(s.Day).AddTicks(3), at),
        };
    }
}
