using System.Diagnostics;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Settlement;
using Spectre.Console;

namespace Platone.Benchmarks.Settlement;

/// <summary>How many lines a second are settled from memory, and what exact arithmetic costs.</summary>
internal static class SettlementBenchmark
{
    private const int LinesOfAPod = 96;
    private const int Target = 1_000_000;

    public static async Task RunAsync(int rounds, int lines)
    {
        var parts = Environment.ProcessorCount;
        AnsiConsole.WriteLine($"{parts} cores, .NET {Environment.Version}, {rounds} rounds of {lines:N0} lines in {parts} parts, target {Target:N0} lines/s");
        var markets = Enumerable.Range(0, parts).Select(part => Market.Generate(part, lines / parts / LinesOfAPod)).ToArray();
        Check(markets);
        AnsiConsole.WriteLine("| compared | Platone /s | reference /s | ratio | target |");
        AnsiConsole.WriteLine("|---|---|---|---|---|");
        await Comparison.RunAsync("settlement, lines and totals, against the same with doubles", "lines/s", rounds,
            () => RateAsync(markets, Exact), () => RateAsync(markets, m => DoubleSettlement.Stacked(m).Net), 0.3);
        await Comparison.RunAsync("settlement, lines and totals, against a plain loop of doubles over arrays", "lines/s", rounds,
            () => RateAsync(markets, Exact), () => RateAsync(markets, m => DoubleSettlement.Plain(m.Doubles)), 0.01);
        AnsiConsole.WriteLine($"by the wall clock, best of {rounds}: {await WallClockAsync(markets, rounds):N0} lines/s");
    }

    private static double Exact(Market market)
    {
        var lines = SettlementCalculation.Lines(SettlementRules.Default, market.Orders, market.Positions);
        return (double)SettlementTotals.Of(Currency.Eur, lines).Net.Amount;
    }

    // By processor time, times the cores: other work on the machine stretches the wall clock, but not this.
    private static async Task<double> RateAsync(Market[] markets, Func<Market, double> settle)
    {
        GC.Collect();
        // The plain loop is over in milliseconds: it is repeated until there is something to measure.
        var (watch, before, lines) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, 0L);
        while (watch.Elapsed < TimeSpan.FromSeconds(1))
        {
            await Task.WhenAll(markets.Select(m => Task.Run(() => settle(m))));
            lines += markets.Sum(m => (long)m.Orders.Length);
        }
        return lines / (Environment.CpuUsage.TotalTime - before).TotalSeconds * Environment.ProcessorCount;
    }

    private static async Task<double> WallClockAsync(Market[] markets, int rounds)
    {
        var rates = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(markets.Select(m => Task.Run(() => Exact(m))));
            rates.Add(markets.Sum(m => (long)m.Orders.Length) / watch.Elapsed.TotalSeconds);
        }
        return rates.Max();
    }

    // References that do other work would be none.
    private static void Check(Market[] markets)
    {
        foreach (var market in markets)
        {
            var (exact, stacked, plain) = (Exact(market), DoubleSettlement.Stacked(market).Net, DoubleSettlement.Plain(market.Doubles));
            if (Math.Abs(exact - stacked) > 0.01 || Math.Abs(exact - plain) > 0.01)
                throw new InvalidOperationException($"the references settle otherwise: {exact}, {stacked}, {plain}");
        }
    }
}

/// <summary>Orders with their meters, as the platform has them and as doubles.</summary>
/// <param name="Orders">One for each POD and quarter hour.</param>
/// <param name="Positions">In the order of the orders.</param>
/// <param name="Doubles">The same as numbers.</param>
internal sealed record Market(SettlementOrder[] Orders, PodPosition[] Positions, DoubleOrder[] Doubles)
{
    /// <summary>PODs of a day's 96 quarter hours, one order each.</summary>
    public static Market Generate(int seed, int pods)
    {
        var random = new Random(seed);
        var (orders, positions) = (new List<SettlementOrder>(), new List<PodPosition>());
        var (request, offer, dso, aggregator) = (new RequestId("request"), new OfferId("offer"), new ParticipantId("dso"), new ParticipantId("agg"));
        var bytes = new byte[16];
        for (var p = 0; p < pods; p++)
        {
            random.NextBytes(bytes);
            var pod = new PodId(Pseudonym.From(bytes));
            for (var i = 0; i < 96; i++)
            {
                var period = new SettlementPeriod(1_980_000 + i, 900);
                var direction = random.Next(2) == 0 ? Direction.Up : Direction.Down;
                orders.Add(new SettlementOrder(request, offer, dso, true, aggregator, pod, null, direction, period,
                    random.Next(1, 5000), random.Next(1, 3_000_000) / 10_000m, random.Next(1, 9_000_000) / 10_000m, 0, 0));
                positions.Add(new PodPosition(pod, period, random.Next(-5000, 20_000), random.NextInt64(-5_000_000, 20_000_000)));
            }
        }
        return new Market([.. orders], [.. positions], [.. orders.Zip(positions, (o, p) => new DoubleOrder(
            o.Direction == Direction.Up ? 1 : -1, (double)p.BaselineW, (double)o.OrderedW, (double)p.MeteredJ! / 900, (double)o.Price, (double)o.PenaltyPrice))]);
    }
}
