using System.Numerics;
using CsCheck;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Actors.Tests.Markets.Settlement;

public sealed class SettlementLawTests(ITestOutputHelper output)
{
    private static readonly Gen<((SettlementOrder[] Orders, PodPosition[] Positions) Market, SettlementRules Rules)> Any =
        Gen.Select(Given.Market, Given.Rules);

    [Fact]
    public void The_total_of_a_million_lines_is_the_once_rounded_sum_of_what_they_are_unrounded()
    {
        var random = Seeds.Random(output);
        var count = Nightly.Times(1_000_000, 5_000_000);
        var orders = new SettlementOrder[count];
        var positions = new PodPosition[count];
        // EUR x 3.6e13 from joules and ten-thousandths of EUR/MWh, in whole numbers of any size.
        var sum = BigInteger.Zero;
        for (var i = 0; i < count; i++)
        {
            var (baseline, ordered, price, penalty) = (random.Next(-5000, 20_000), random.Next(1, 5000), random.Next(0, 3_000_000), random.Next(0, 9_000_000));
            var metered = random.NextInt64(-9_000_000, 20_000_000);
            orders[i] = Given.Order(ordered, pod: i, price: price / 10_000m, penalty: penalty / 10_000m);
            positions[i] = new PodPosition(orders[i].Pod, orders[i].Period, baseline, metered);
            var (less, most) = (baseline * 900L - metered, ordered * 900L);
            var delivered = Math.Clamp(less, 0, most);
            sum += new BigInteger(delivered) * price - new BigInteger(most - delivered) * penalty;
        }

        var totals = SettlementTotals.Of(Currency.Eur, SettlementCalculation.Lines(SettlementRules.Default, orders, positions));

        Assert.Equal(RoundedToCents(sum, BigInteger.Pow(10, 13) * 36 / 10), totals.Net.Amount);
        Assert.Equal(2, totals.Net.Amount.Scale);
    }

    [Fact]
    public void A_split_interval_settles_as_the_whole() => Any.Sample(x =>
    {
        // Halves of equal power: every order and meter at twice the index and the next.
        SettlementPeriod Half(SettlementPeriod period, int half) => new(2 * period.Index + half, period.Seconds / 2);
        var orders = x.Market.Orders.SelectMany(o => new[] { o with { Period = Half(o.Period, 0) }, o with { Period = Half(o.Period, 1) } }).ToArray();
        var positions = x.Market.Positions
            .SelectMany(p => new[] { p with { Period = Half(p.Period, 0), MeteredJ = p.MeteredJ / 2 }, p with { Period = Half(p.Period, 1), MeteredJ = p.MeteredJ / 2 } })
            .ToArray();
        var whole = SettlementCalculation.Lines(x.Rules, x.Market.Orders, x.Market.Positions);
        var halves = SettlementCalculation.Lines(x.Rules, orders, positions);
        for (var i = 0; i < whole.Count; i++)
            Same(x.Rules, whole[i].DeliveredJ, whole[i].ExactNet, halves[2 * i].DeliveredJ + halves[2 * i + 1].DeliveredJ,
                halves[2 * i].ExactNet + halves[2 * i + 1].ExactNet);
    });

    [Fact]
    public void Settlement_is_linear_in_time() => Any.Sample(x =>
    {
        SettlementPeriod Longer(SettlementPeriod period) => period with { Seconds = 7 * period.Seconds };
        var longer = SettlementCalculation.Lines(x.Rules, [.. x.Market.Orders.Select(o => o with { Period = Longer(o.Period) })],
            [.. x.Market.Positions.Select(p => p with { Period = Longer(p.Period), MeteredJ = 7 * p.MeteredJ })]);
        var lines = SettlementCalculation.Lines(x.Rules, x.Market.Orders, x.Market.Positions);
        for (var i = 0; i < lines.Count; i++)
            Same(x.Rules, 7 * lines[i].DeliveredJ, new ExactAmount(7 * lines[i].ExactNet.Units), longer[i].DeliveredJ, longer[i].ExactNet);
    });

    // To the last digit; where PODs net, what an order delivered is attributed to them in whole microjoules, and they may differ by some.
    private static void Same(SettlementRules rules, decimal joules, ExactAmount net, decimal otherJoules, ExactAmount otherNet)
    {
        if (rules.SettlementLevel == SettlementLevel.Pod)
            Assert.Equal((joules, net), (otherJoules, otherNet));
        Assert.InRange(joules - otherJoules, -0.001m, 0.001m);
        Assert.InRange(net.Value - otherNet.Value, -0.000001m, 0.000001m);
    }

    [Fact]
    public void Down_is_the_mirror_image_of_up() => Any.Sample(x =>
    {
        var mirrored = SettlementCalculation.Lines(x.Rules,
            [.. x.Market.Orders.Select(o => o with { Direction = o.Direction == Direction.Up ? Direction.Down : Direction.Up })],
            [.. x.Market.Positions.Select(p => p with { BaselineW = -p.BaselineW, MeteredJ = -p.MeteredJ })]);
        var lines = SettlementCalculation.Lines(x.Rules, x.Market.Orders, x.Market.Positions);
        Assert.Equal(lines.Select(l => (l.DeliveredJ, l.DeficiencyJ, l.Net)), mirrored.Select(l => (l.DeliveredJ, l.DeficiencyJ, l.Net)));
    });

    [Fact]
    public void No_watt_is_paid_twice() => Any.Sample(x =>
    {
        var lines = SettlementCalculation.Lines(x.Rules, x.Market.Orders, x.Market.Positions);
        foreach (var position in x.Market.Positions)
        {
            // Where PODs net, one stands in for another: then the sum over an interval's PODs is what must hold.
            bool Here(SettlementLine l) => l.Order.Period == position.Period && (x.Rules.SettlementLevel == SettlementLevel.Order || l.Order.Pod == position.Pod);
            foreach (var direction in Enum.GetValues<Direction>())
            {
                var moved = x.Market.Positions.Where(p => p.Period == position.Period && (x.Rules.SettlementLevel == SettlementLevel.Order || p.Pod == position.Pod))
                    .Sum(p => Math.Max(0, (direction == Direction.Up ? 1 : -1) * (p.BaselineW * p.Period.Seconds - p.MeteredJ!.Value)));
                Assert.True(lines.Where(l => Here(l) && l.Order.Direction == direction).Sum(l => l.DeliveredJ) <= moved);
            }
        }
    });

    [Fact]
    public void What_is_not_delivered_is_deficient() => Any.Sample(x =>
    {
        var rules = x.Rules with { UncappedDeficiency = false, PaymentCapped = true };
        var lines = SettlementCalculation.Lines(rules, x.Market.Orders, x.Market.Positions);
        Assert.All(lines, l => Assert.True(l.DeliveredJ >= 0 && l.DeficiencyJ >= 0));
        foreach (var order in rules.SettlementLevel == SettlementLevel.Pod ? lines.GroupBy(l => l.Order.Key) : lines.GroupBy(l => l.Order.Key with { Pod = default }))
            Assert.Equal(order.Sum(l => l.Order.OrderedW * l.Order.Period.Seconds), order.Sum(l => l.DeliveredJ + l.DeficiencyJ));
    });

    [Fact]
    public void The_order_of_the_input_does_not_matter() => Gen.Select(Any, Gen.Int).Sample((x, seed) =>
    {
        var random = new Random(seed);
        var shuffled = x.Market.Orders.ToArray();
        random.Shuffle(shuffled);
        var lines = SettlementCalculation.Lines(x.Rules, x.Market.Orders, x.Market.Positions).ToDictionary(l => l.Order);
        foreach (var line in SettlementCalculation.Lines(x.Rules, shuffled, [.. x.Market.Positions.Reverse()]))
            Assert.Equal(lines[line.Order], line);
    });

    [Fact]
    public void A_statement_conserves_money_and_energy_to_the_cent() => Any.Sample(x =>
    {
        var lines = SettlementCalculation.Lines(x.Rules, x.Market.Orders, x.Market.Positions);
        var statement = SettlementStatement.Of(x.Rules, lines);

        Assert.Equal(0, statement.Totals.Sum(t => t.Total.Amount));
        Assert.Equal(0, statement.Totals.Sum(t => t.DeliveredJ));
        foreach (var payer in lines.GroupBy(l => l.Order.Requester))
        {
            Assert.Equal(SettlementTotals.Of(Currency.Eur, payer).Net, -statement.Totals.Single(t => t.Participant == payer.Key).Total);
            foreach (var payee in payer.GroupBy(l => l.Order.Aggregator))
            {
                var entry = statement.Entries.Single(e => e.From == payer.Key && e.To == payee.Key);
                var exact = payee.Aggregate(ExactAmount.Zero, (sum, l) => sum + l.ExactNet).Value;
                Assert.True(Math.Abs(entry.Amount.Amount - exact) < 0.01m);
                Assert.Equal(payee.Sum(l => l.DeliveredJ), entry.DeliveredJ);
            }
        }
    });

    [Fact]
    public void A_statement_does_not_depend_on_the_order_of_its_lines() => Any.Sample(x =>
    {
        var lines = SettlementCalculation.Lines(x.Rules, x.Market.Orders, x.Market.Positions);
        Assert.Equal(SettlementStatement.Of(x.Rules, lines), SettlementStatement.Of(x.Rules, [.. lines.Reverse()]));
    });

    [Fact]
    public void Deltas_lead_from_one_version_to_the_next() => Gen.Select(Any, Gen.Int[0, 11], Gen.Long[-9_000_000, 9_000_000]).Sample((x, at, metered) =>
    {
        var before = SettlementCalculation.Lines(x.Rules, x.Market.Orders, x.Market.Positions);
        var corrected = x.Market.Positions.ToArray();
        corrected[at] = corrected[at] with { MeteredJ = metered };
        var after = SettlementCalculation.Lines(x.Rules, x.Market.Orders, corrected);

        var deltas = StatementDelta.Between(before, after);

        Assert.Equal(after.Count(l => !before.Contains(l)), deltas.Count);
        Assert.Empty(StatementDelta.Between(after, after));
        ExactAmount Sum(IEnumerable<SettlementLine?> lines) => lines.Aggregate(ExactAmount.Zero, (sum, l) => sum + (l?.ExactNet ?? ExactAmount.Zero));
        Assert.Equal(Sum(after) - Sum(before), Sum(deltas.Select(d => d.After)) - Sum(deltas.Select(d => d.Before)));
    });

    private static decimal RoundedToCents(BigInteger numerator, BigInteger perEuro)
    {
        var cents = BigInteger.DivRem(BigInteger.Abs(numerator) * 200 + perEuro, 2 * perEuro, out var rest);
        if (rest.IsZero && !cents.IsEven)
            cents -= 1;
        return (decimal)(numerator.Sign * cents) / 100;
    }
}
