using System.Numerics;

namespace Platone.Actors.Markets.Settlement;

/// <summary>Splits a whole number so that the parts add up: the largest-remainder method (Hamilton's, of seats in a parliament).</summary>
internal static class Shares
{
    /// <summary>
    /// Each part is its exact value cut down, and what is missing to the total goes one by one to those that lost most; among equals to the
    /// first. Every part is within one of its exact value.
    /// </summary>
    /// <param name="total">What the parts add up to: the sum of the exact values, rounded.</param>
    /// <param name="numerators">The exact values times <paramref name="denominator"/>; of any sign.</param>
    /// <param name="denominator">More than 0.</param>
    /// <exception cref="ArgumentException">The total is not the sum of the exact values, rounded up or down.</exception>
    public static BigInteger[] Split(BigInteger total, IReadOnlyList<BigInteger> numerators, BigInteger denominator)
    {
        var parts = new BigInteger[numerators.Count];
        var lost = new BigInteger[numerators.Count];
        var missing = total;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Floor(numerators[i], denominator, out lost[i]);
            missing -= parts[i];
        }
        if (missing < 0 || missing > parts.Length)
            throw new ArgumentException($"{total} is not what these shares add up to", nameof(total));
        // OrderByDescending is stable.
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => lost[i]).Take((int)missing))
            parts[i] += 1;
        return parts;
    }

    /// <summary>A quotient rounded to a whole number, half to even.</summary>
    /// <param name="numerator">Any.</param>
    /// <param name="denominator">More than 0.</param>
    public static BigInteger Round(BigInteger numerator, BigInteger denominator)
    {
        var whole = Floor(numerator, denominator, out var rest);
        return (2 * rest).CompareTo(denominator) switch
        {
            > 0 => whole + 1,
            0 when !whole.IsEven => whole + 1,
            _ => whole,
        };
    }

    private static BigInteger Floor(BigInteger numerator, BigInteger denominator, out BigInteger rest)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out rest);
        if (rest.Sign >= 0)
            return quotient;
        rest += denominator;
        return quotient - 1;
    }
}
