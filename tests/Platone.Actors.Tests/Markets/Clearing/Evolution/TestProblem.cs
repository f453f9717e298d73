using Platone.Actors.Markets.Clearing.Engines.Evolution;

namespace Platone.Actors.Tests.Markets.Clearing.Evolution;

/// <summary>A problem of the literature: bounds, two objectives, constraints (at least 0), and its exact front, sampled.</summary>
internal sealed class TestProblem(double[] lower, double[] upper, Func<double[], (double, double)> objectives,
    Func<double[], double[]> constraints, Func<IEnumerable<(double, double)>> front) : IEvolution
{
    private readonly RealVariation _variation = new(lower, upper);

    public static TestProblem Named(string name) => name switch
    {
        "ZDT1" => Zdt(30, 1, (f, g) => g * (1 - Math.Sqrt(f / g)), Nine),
        "ZDT2" => Zdt(30, 1, (f, g) => g * (1 - f / g * (f / g)), Nine),
        "ZDT3" => Zdt(30, 1, (f, g) => g * (1 - Math.Sqrt(f / g) - f / g * Math.Sin(10 * Math.PI * f)), Nine),
        "ZDT4" => Zdt(10, 5, (f, g) => g * (1 - Math.Sqrt(f / g)),
            x => 1 + 10 * (x.Length - 1) + x.Skip(1).Sum(v => v * v - 10 * Math.Cos(4 * Math.PI * v))),
        "ZDT6" => Zdt6(),
        "Tanaka" => Tanaka(),
        "Srinivas" => Srinivas(),
        "Osyczka2" => Osyczka2(),
        _ => throw new ArgumentException(name),
    };

    public int Variables => lower.Length;

    public int Objectives => 2;

    public object CreateScratch() => this;

    public void Draw(Span<double> genes, ref Prng random)
    {
        for (var i = 0; i < genes.Length; i++)
            genes[i] = lower[i] + random.NextDouble() * (upper[i] - lower[i]);
    }

    public void Vary(Span<double> one, Span<double> other, ref Prng random, object scratch) => _variation.Vary(one, other, ref random);

    public double Evaluate(Span<double> genes, Span<double> values, object scratch)
    {
        double[] x = [.. genes];
        (values[0], values[1]) = objectives(x);
        return constraints(x).Sum(c => Math.Max(0, -c));
    }

    /// <summary>Hypervolume of points, both axes scaled so that the exact front spans (0, 0) to (1, 1), reference point (1, 1).</summary>
    public double Hypervolume(IEnumerable<(double A, double B)> points)
    {
        var exact = front().ToList();
        var (a0, a1) = (exact.Min(p => p.Item1), exact.Max(p => p.Item1));
        var (b0, b1) = (exact.Min(p => p.Item2), exact.Max(p => p.Item2));
        var (volume, ceiling) = (0.0, 1.0);
        foreach (var (a, b) in points.Select(p => ((p.A - a0) / (a1 - a0), (p.B - b0) / (b1 - b0))).Order())
        {
            if (a >= 1 || b >= ceiling)
                continue;
            volume += (1 - a) * (ceiling - b);
            ceiling = b;
        }

        return volume;
    }

    /// <summary>Hypervolume of the exact front.</summary>
    public double Exact() => Hypervolume(front());

    /// <summary>Hypervolume of the exact front and points besides.</summary>
    public double HypervolumeWith(IEnumerable<(double A, double B)> points) => Hypervolume(front().Concat(points));

    private static double Nine(double[] x) => 1 + 9.0 / (x.Length - 1) * x.Skip(1).Sum();

    private static TestProblem Zdt(int variables, double reach, Func<double, double, double> second, Func<double[], double> g) => new(
        [0, .. Enumerable.Repeat(reach == 1 ? 0 : -reach, variables - 1)], [1, .. Enumerable.Repeat(reach, variables - 1)],
        x => (x[0], second(x[0], g(x))), _ => [], () => NonDominated(Range(0, 1).Select(f => (f, second(f, 1)))));

    private static TestProblem Zdt6()
    {
        return new TestProblem([.. Enumerable.Repeat(0.0, 10)], [.. Enumerable.Repeat(1.0, 10)], x =>
        {
            var (f, g) = (First(x[0]), 1 + 9 * Math.Pow(x.Skip(1).Sum() / 9, 0.25));
            return (f, g * (1 - f / g * (f / g)));
        }, _ => [], () => NonDominated(Range(0, 1).Select(x => (First(x), 1 - First(x) * First(x)))));

        static double First(double x) => 1 - Math.Exp(-4 * x) * Math.Pow(Math.Sin(6 * Math.PI * x), 6);
    }

    private static TestProblem Tanaka()
    {
        return new TestProblem([1e-5, 1e-5], [Math.PI, Math.PI], x => (x[0], x[1]), x => Constraints(x[0], x[1]),
            () => NonDominated(Range(1e-6, Math.PI / 2).Select(angle =>
            {
                // On the first constraint's edge, a hair outside it.
                var radius = Math.Sqrt(1 + 0.1 * Math.Cos(16 * angle)) + 1e-12;
                return (radius * Math.Sin(angle), radius * Math.Cos(angle));
            }).Where(p => Constraints(p.Item1, p.Item2).All(c => c >= 0))));

        static double[] Constraints(double a, double b) =>
            [a * a + b * b - 1 - 0.1 * Math.Cos(16 * Math.Atan(a / b)), 0.5 - (a - 0.5) * (a - 0.5) - (b - 0.5) * (b - 0.5)];
    }

    private static TestProblem Srinivas()
    {
        return new TestProblem([-20, -20], [20, 20], Values, x => [225 - x[0] * x[0] - x[1] * x[1], -x[0] + 3 * x[1] - 10],
            // Along the second constraint, then x = -2.5 (Deb 2001), then along the first.
            () => NonDominated(
            [
                .. Range(2.5, 3.7).Select(y => Values([3 * y - 10, y])), .. Range(2.5, Math.Sqrt(225 - 6.25)).Select(y => Values([-2.5, y])),
                .. Range(-6, -2.5).Select(x => Values([x, Math.Sqrt(225 - x * x)])),
            ]));

        static (double, double) Values(double[] x) =>
            (2 + (x[0] - 2) * (x[0] - 2) + (x[1] - 1) * (x[1] - 1), 9 * x[0] - (x[1] - 1) * (x[1] - 1));
    }

    private static TestProblem Osyczka2()
    {
        return new TestProblem([0, 0, 1, 0, 1, 0], [10, 10, 5, 6, 5, 10], Values, x =>
        [
            x[0] + x[1] - 2, 6 - x[0] - x[1], 2 - x[1] + x[0], 2 - x[0] + 3 * x[1], 4 - (x[2] - 3) * (x[2] - 3) - x[3],
            (x[4] - 3) * (x[4] - 3) + x[5] - 4,
        ], () => NonDominated(
        [
            // Deb 2001: five regions, each with one variable that moves.
            .. Range(1, 5).Select(v => Values([5, 1, v, 0, 5, 0])), .. Range(1, 5).Select(v => Values([5, 1, v, 0, 1, 0])),
            .. Range(4.056, 5).Select(v => Values([v, (v - 2) / 3, 1, 0, 1, 0])), .. Range(1, 3.732).Select(v => Values([0, 2, v, 0, 1, 0])),
            .. Range(0, 1).Select(v => Values([v, 2 - v, 1, 0, 1, 0])),
        ]));

        static (double, double) Values(double[] x) => (-(25 * Square(x[0] - 2) + Square(x[1] - 2) + Square(x[2] - 1) + Square(x[3] - 4)
            + Square(x[4] - 1)), x.Sum(Square));
        static double Square(double v) => v * v;
    }

    private static IEnumerable<double> Range(double from, double to) => Enumerable.Range(0, 20_001).Select(i => from + (to - from) * i / 20_000);

    private static List<(double, double)> NonDominated(IEnumerable<(double A, double B)> points)
    {
        var (kept, least) = (new List<(double, double)>(), double.PositiveInfinity);
        foreach (var (a, b) in points.Order())
            if (b < least)
            {
                kept.Add((a, b));
                least = b;
            }

        return kept;
    }
}
