using System.Globalization;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace Platone.Testing;

/// <summary>
/// Random numbers of tests that do not use CsCheck: the same ones each time, other ones each night, and always printed.
/// <c>PLATONE_TEST_SEED</c> repeats a run.
/// </summary>
public static class Seeds
{
    /// <summary>A random source whose seed stands in the test's output.</summary>
    /// <param name="output">Where the seed is printed.</param>
    /// <param name="normal">The seed of an ordinary run.</param>
    public static Random Random(ITestOutputHelper output, int normal = 20261122)
    {
        var seed = Environment.GetEnvironmentVariable("PLATONE_TEST_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Nightly.Times(normal, RandomNumberGenerator.GetInt32(int.MaxValue));
        output.WriteLine($"PLATONE_TEST_SEED={seed}");
        return new Random(seed);
    }
}
