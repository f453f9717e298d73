using System.Diagnostics;
using System.Globalization;
using Platone.Actors.Markets.Clearing;
using Platone.Actors.Markets.Clearing.Engines.Evolution;
using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Testing;

namespace Platone.Benchmarks.Clearing;

/// <summary>
/// The default engine's whole front against the same points one after another without reuse, NSGA-II alone beside them, and how the time
/// grows with the offers. Prints the tables of <c>docs/benchmarks.md</c>.
/// </summary>
internal static class ClearingBenchmark
{
    private static readonly (int Offers, int Intervals)[] Sizes = [(100, 16), (500, 96), (2_000, 96)];

    /// <summary>Runs it.</summary>
    /// <param name="rounds">Alternating rounds of each comparison.</param>
    /// <param name="sessions">Sessions of each size for the growth.</param>
    /// <param name="plot">File for the picture of the growth; null for none.</param>
    public static void Run(int rounds, int sessions, string? plot)
    {
        foreach (var (offers, intervals) in Sizes)
        {
            var shared = SharedData.Path($"market/m{offers}x{intervals}.json");
            if (File.Exists(shared))
                Compare($"{offers} x {intervals}", SessionFile.Parse(File.ReadAllBytes(shared), new ClearingRules()), rounds);
            Compare($"{offers} x {intervals}, generated", GeneratedSession.Of(offers, intervals, seed: 1), rounds);
        }

        var (all, medians) = (new List<(int, double)>(), new List<(int, double)>());
        foreach (var offers in (int[])[500, 1_000, 2_000, 4_000, 8_000])
        {
            var seconds = Grow(offers, sessions);
            all.AddRange(seconds.Select(s => (offers, s)));
            medians.Add((offers, Median(seconds)));
        }

        if (plot is not null)
            GrowthPlot.Write(plot, all, medians);
    }

    private static void Compare(string name, ClearingProblem problem, int rounds)
    {
        IClearingEngine engine = new ExactEngine();
        var cleared = engine.Clear(problem).Requests[0];   // warms up, and says where the points of the front are
        var (ours, theirs, alone) = (new List<double>(), new List<double>(), new List<double>());
        ClearedRequest? evolved = null;
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(Seconds(() => engine.Clear(problem)));
            theirs.Add(Seconds(() =>
            {
                foreach (var point in cleared.Front)
                    PointByPoint.CostAt(problem, (double)point.ExpectedShortfallJoules / 3.6e6 + 1e-6);
            }));
            alone.Add(Seconds(() => evolved = new NsgaEngine(isAlone: true).Clear(problem).Requests[0]));
        }

        var (gap, cost) = ((double?)cleared.Gap ?? double.NaN, (double)(evolved!.Cost / cleared.Cost));
        var quality = Hypervolume(evolved, cleared) / Hypervolume(cleared, cleared);
        Row($"| {name} | {Shown(ours)} | {Shown(theirs)} | {Median(theirs) / Median(ours):0.0} | {gap:0.000%} | {Shown(alone)} | {cost:0.0000} | {quality:0.000} |");
    }

    // Sessions of a size differ by more than their sizes: several of each.
    private static List<double> Grow(int offers, int sessions)
    {
        IClearingEngine engine = new ExactEngine();
        var (seconds, steps, gaps) = (new List<double>(), new List<double>(), new List<double>());
        for (var seed = 1; seed <= sessions; seed++)
        {
            var problem = GeneratedSession.Of(offers, 96, seed);
            ClearedRequest? cleared = null;
            seconds.Add(Seconds(() => cleared = engine.Clear(problem).Requests[0]));
            steps.Add(cleared!.Work);
            gaps.Add((double?)cleared.Gap ?? double.NaN);
        }

        Row($"| {offers:N0} | {Shown(seconds)} | {1000 * Median(seconds) / offers:0.00} | {Median(steps):N0} | {gaps.Max():0.000%} |");
        return seconds;
    }

    // Between a front and (1.1, 1.1), where the exact front spans (0, 0) to (1, 1).
    private static double Hypervolume(ClearedRequest front, ClearedRequest exact)
    {
        var (c0, c1) = ((double)exact.Front[0].Cost, (double)exact.Front[^1].Cost);
        var (e1, e0) = ((double)exact.Front[0].ExpectedShortfallJoules, (double)exact.Front[^1].ExpectedShortfallJoules);
        var (volume, ceiling) = (0.0, 1.1);
        foreach (var point in front.Front)
        {
            var (cost, shortfall) = (((double)point.Cost - c0) / (c1 - c0), ((double)point.ExpectedShortfallJoules - e0) / (e1 - e0));
            if (cost >= 1.1 || shortfall >= ceiling)
                continue;
            volume += (1.1 - cost) * (ceiling - shortfall);
            ceiling = shortfall;
        }

        return volume;
    }

    private static double Seconds(Action work)
    {
        var started = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static FormattableString Shown(List<double> values) => $"{Median(values):0.000} ({values.Min():0.000} to {values.Max():0.000})";

    private static void Row(FormattableString row) => Console.Out.WriteLine(row.ToString(CultureInfo.InvariantCulture));
}
