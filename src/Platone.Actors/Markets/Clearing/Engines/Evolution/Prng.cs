using System.Numerics;

namespace Platone.Actors.Markets.Clearing.Engines.Evolution;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2021), seeded by SplitMix64: integers only, so that a seed gives the same numbers on any machine. Each
/// pair of parents of each generation has a stream of its own, so that the number of threads changes nothing.
/// </summary>
internal struct Prng
{
    private ulong _a, _b, _c, _d;

    /// <summary>A stream of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="generation">Number of the generation.</param>
    /// <param name="pair">Number in the generation.</param>
    public Prng(ulong seed, int generation, int pair)
    {
        var state = seed;
        state = SplitMix(ref state) ^ (uint)generation;
        state = SplitMix(ref state) ^ (uint)pair;
        (_a, _b, _c, _d) = (SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    /// <summary>A stream that goes on from a state.</summary>
    internal Prng(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 to less than 1.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to less than a bound.</summary>
    /// <param name="bound">More than 0.</param>
    public int Next(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    internal static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
