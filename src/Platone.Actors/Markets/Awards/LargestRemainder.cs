namespace Platone.Actors.Markets.Awards;

/// <summary>
/// Splits a whole number into whole parts in proportion to weights, so that the parts add up exactly: each gets its share rounded down,
/// and what is left goes one by one to those with the largest remainder (Hamilton's method), the earlier of equals first.
/// </summary>
public static class LargestRemainder
{
    /// <summary>The parts.</summary>
    /// <param name="total">What is split, 0 or more.</param>
    /// <param name="weights">Weight of each part, 0 or more.</param>
    /// <returns>One part for each weight; they add up to <paramref name="total"/>, and no part is more than its weight if the total is not
    /// more than the weights together.</returns>
    /// <exception cref="ArgumentException">Something is negative, or all weights are 0 and the total is not.</exception>
    public static long[] Split(long total, IReadOnlyList<long> weights)
    {
        var sum = Int128.Zero;
        foreach (var weight in weights)
            sum += weight >= 0 ? weight : throw new ArgumentException($"a weight is {weight}", nameof(weights));
        if (total < 0)
            throw new ArgumentException($"{total} cannot be split", nameof(total));
        var parts = new long[weights.Count];
        if (total == 0)
            return parts;
        if (sum == 0)
            throw new ArgumentException($"{total} cannot be split among weights of 0", nameof(weights));

        var remainders = new (Int128 Remainder, int Part)[parts.Length];
        var left = total;
        for (var i = 0; i < parts.Length; i++)
        {
            var (quotient, remainder) = Int128.DivRem((Int128)total * weights[i], sum);
            parts[i] = (long)quotient;
            left -= parts[i];
            remainders[i] = (-remainder, i);
        }
        Array.Sort(remainders);
        for (var i = 0; i < left; i++)
            parts[remainders[i].Part]++;
        return parts;
    }
}
