namespace Platone.Actors.Markets.Clearing.Engines.Evolution;

/// <summary>
/// Simulated binary crossover and polynomial mutation between bounds (Deb and Agrawal 1995; Deb and Goyal 1996), both with a distribution
/// index of 15: the 16th root in them is then four square roots, which IEEE 754 rounds correctly, so that every machine draws the same
/// children (a power function differs in its last bit).
/// </summary>
/// <param name="lower">Least value of each gene.</param>
/// <param name="upper">Largest value of each gene.</param>
internal sealed class RealVariation(double[] lower, double[] upper)
{
    private const double CrossoverProbability = 0.9;

    /// <summary>Varies copies of two parents.</summary>
    public void Vary(Span<double> one, Span<double> other, ref Prng random)
    {
        if (random.NextDouble() < CrossoverProbability)
            for (var i = 0; i < one.Length; i++)
                if (random.NextDouble() < 0.5)
                    Cross(ref one[i], ref other[i], lower[i], upper[i], ref random);
        Mutate(one, ref random);
        Mutate(other, ref random);
    }

    private static void Cross(ref double one, ref double other, double least, double most, ref Prng random)
    {
        var (low, high) = one < other ? (one, other) : (other, one);
        var distance = high - low;
        var u = random.NextDouble();
        var swap = random.NextDouble() < 0.5;
        if (distance <= 1e-14)
            return;
        var a = Math.Clamp(0.5 * (low + high - Spread(u, 1 + 2 * (low - least) / distance) * distance), least, most);
        var b = Math.Clamp(0.5 * (low + high + Spread(u, 1 + 2 * (most - high) / distance) * distance), least, most);
        (one, other) = swap ? (b, a) : (a, b);
    }

    private static double Spread(double u, double reach)
    {
        var alpha = 2 - 1 / Power16(reach);
        return u <= 1 / alpha ? Root16(u * alpha) : Root16(1 / (2 - u * alpha));
    }

    private void Mutate(Span<double> genes, ref Prng random)
    {
        for (var i = 0; i < genes.Length; i++)
        {
            if (random.Next(genes.Length) != 0)
                continue;
            var width = upper[i] - lower[i];
            if (width <= 0)
                continue;
            var u = random.NextDouble();
            var (left, right) = ((genes[i] - lower[i]) / width, (upper[i] - genes[i]) / width);
            var change = u < 0.5
                ? Root16(2 * u + (1 - 2 * u) * Power16(1 - left)) - 1
                : 1 - Root16(2 * (1 - u) + 2 * (u - 0.5) * Power16(1 - right));
            genes[i] = Math.Clamp(genes[i] + change * width, lower[i], upper[i]);
        }
    }

    private static double Root16(double x) => Math.Sqrt(Math.Sqrt(Math.Sqrt(Math.Sqrt(x))));

    private static double Power16(double x)
    {
        x *= x;
        x *= x;
        x *= x;
        return x * x;
    }
}
