namespace Platone.Actors.Markets.Clearing.Engines;

/// <summary>
/// Turns an answer of real factors into one of factors with 6 decimals and whole watts that keeps the limits of U and E all the same: the
/// cut loses less than a watt an interval and award, which the awards between their bounds make up for, the cheapest first.
/// </summary>
internal static class WholeWatts
{
    // What a solver's tolerance may leave above a whole millionth.
    private const double Slack = 1e-3;

    /// <summary>The answer in millionths.</summary>
    /// <param name="problem">The request.</param>
    /// <param name="factors">0 to 1, one for each candidate, each 0 or at least the minimum.</param>
    /// <param name="unservedJoules">The U to keep, J, as far as it can be.</param>
    /// <param name="shortfallJoules">The E to keep, J, as far as it can be; null for any.</param>
    public static int[] Of(RequestProblem problem, ReadOnlySpan<double> factors, long unservedJoules, decimal? shortfallJoules)
    {
        var answer = new int[factors.Length];
        for (var c = 0; c < answer.Length; c++)
        {
            var candidate = problem.Candidates[c];
            var millionths = (int)Math.Ceiling(factors[c] * Factor.Whole - Slack);
            if (millionths > 0)
                answer[c] = Math.Clamp(millionths, candidate.Minimum, candidate.Ceiling);
        }

        MakeUp(problem, answer, unservedJoules, shortfallJoules ?? decimal.MaxValue);
        return answer;
    }

    private static void MakeUp(RequestProblem problem, int[] answer, long unservedJoules, decimal shortfallJoules)
    {
        var (nominal, expected) = (new long[problem.Intervals], new long[problem.Intervals]);
        for (var c = 0; c < answer.Length; c++)
            if (answer[c] > 0)
                problem.AddTo(nominal, expected, c, answer[c]);
        // Each round adds a watt somewhere, and the cut took less than one an interval and award.
        for (var rounds = 4 * problem.Intervals * (1 + answer.Count(f => f > 0)); rounds > 0; rounds--)
        {
            var missesU = problem.UnservedJoules(nominal) > unservedJoules;
            if (!missesU && problem.ShortfallJoules(expected) <= shortfallJoules)
                return;
            var (best, bestFactor, mostGain) = (-1, 0, 0.0);
            for (var c = 0; c < answer.Length; c++)
            {
                var candidate = problem.Candidates[c];
                if (answer[c] == 0 || answer[c] == candidate.Ceiling)
                    continue;
                var factor = NextUseful(problem, candidate, answer[c], nominal, expected, missesU);
                if (factor == 0)
                    continue;
                var gain = Gain(problem, candidate, answer[c], factor, nominal, expected, missesU)
                    / Math.Max(1e-9, (double)(problem.CostOf(c, factor) - problem.CostOf(c, answer[c])));
                if (gain > mostGain)
                    (best, bestFactor, mostGain) = (c, factor, gain);
            }

            if (best < 0)
                return;
            problem.AddTo(nominal, expected, best, answer[best], -1);
            problem.AddTo(nominal, expected, best, bestFactor);
            answer[best] = bestFactor;
        }
    }

    // The smallest factor above the present one that brings a watt where one is missing; 0 if there is none.
    private static int NextUseful(RequestProblem problem, Candidate candidate, int factor, long[] nominal, long[] expected, bool missesU)
    {
        var next = int.MaxValue;
        for (var t = 0; t < nominal.Length; t++)
        {
            var power = candidate.Power[t];
            if (power == 0 || !IsShort(problem, t, nominal, expected, missesU))
                continue;
            var watts = new Factor(factor).Of(power) + 1;
            if (watts <= power)
                next = (int)Math.Min(next, (watts * Factor.Whole + power - 1) / power);
        }

        return next <= candidate.Ceiling ? next : 0;
    }

    private static double Gain(RequestProblem problem, Candidate candidate, int before, int after, long[] nominal, long[] expected,
        bool missesU)
    {
        var gain = 0.0;
        for (var t = 0; t < nominal.Length; t++)
            if (IsShort(problem, t, nominal, expected, missesU))
            {
                var watts = new Factor(after).Of(candidate.Power[t]) - new Factor(before).Of(candidate.Power[t]);
                gain += missesU
                    ? Math.Min(watts, problem.Need[t] - nominal[t])
                    : Math.Min(watts * candidate.ReliabilityMillionths, problem.Need[t] * Factor.Whole - expected[t]);
            }

        return gain;
    }

    private static bool IsShort(RequestProblem problem, int interval, long[] nominal, long[] expected, bool missesU) => missesU
        ? nominal[interval] < problem.Need[interval]
        : expected[interval] < problem.Need[interval] * Factor.Whole;
}
