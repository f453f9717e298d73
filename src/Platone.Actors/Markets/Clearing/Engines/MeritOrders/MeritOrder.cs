namespace Platone.Actors.Markets.Clearing.Engines.MeritOrders;

/// <summary>
/// The merit order of a request: its offers, step by step, cheapest first. It awards along that order as long as an award still covers
/// something, then gives back from the dearest end what the later ones made superfluous.
/// </summary>
internal sealed class MeritOrder
{
    private readonly RequestProblem _problem;
    private readonly List<Segment> _segments = [];

    /// <summary>The order of a request.</summary>
    /// <param name="problem">The request.</param>
    public MeritOrder(RequestProblem problem)
    {
        _problem = problem;
        for (var c = 0; c < problem.Candidates.Length; c++)
            AddSegments(c);
        _segments.Sort();
    }

    /// <summary>An answer that leaves the least unserved energy this order finds.</summary>
    /// <param name="expectedShare">
    /// How much of the need the expected delivery is to cover, too, in each interval; millionths. 0 looks at the nominal power only.
    /// </param>
    /// <returns>Millionths, one for each candidate.</returns>
    public int[] Award(long expectedShare)
    {
        var factors = new int[_problem.Candidates.Length];
        var coverage = new Coverage(_problem, expectedShare);
        var chosenOfGroup = new Dictionary<int, int>();
        foreach (var segment in _segments)
        {
            var c = segment.Candidate;
            var group = _problem.Candidates[c].Group;
            if (group >= 0 && chosenOfGroup.TryGetValue(group, out var chosen) && chosen != c)
                continue;
            var before = factors[c];
            factors[c] = coverage.Replace(c, before, atLeast: before, atMost: segment.End);
            if (group >= 0 && factors[c] > 0)
                chosenOfGroup[group] = c;
        }

        for (var s = _segments.Count - 1; s >= 0; s--)
        {
            var c = _segments[s].Candidate;
            if (factors[c] > 0)
                factors[c] = coverage.Replace(c, factors[c], atLeast: 0, atMost: factors[c]);
        }

        return factors;
    }

    private void AddSegments(int candidate)
    {
        var c = _problem.Candidates[candidate];
        var start = 0;
        foreach (var step in c.Offer.Price.Steps)
        {
            var end = Math.Min(c.Ceiling, step.UpTo.Less(c.Taken).Millionths);
            if (end < c.Minimum || end <= start)
                continue;   // an award begins at its minimum, so that the steps below it are one
            var price = start > 0 ? step.Price : AveragePrice(c, end);
            _segments.Add(new Segment(price, candidate, end));
            start = end;
        }
    }

    private static decimal AveragePrice(Candidate candidate, int end)
    {
        var (sum, before) = (0m, 0);
        foreach (var step in candidate.Offer.Price.Steps)
        {
            var upTo = Math.Min(end, step.UpTo.Less(candidate.Taken).Millionths);
            if (upTo <= before)
                continue;
            sum += step.Price * (upTo - before);
            before = upTo;
        }

        return sum / end;
    }

    /// <summary>A stretch of an offer with one price.</summary>
    /// <param name="Price">EUR/MWh.</param>
    /// <param name="Candidate">Of which candidate; of equals the earlier.</param>
    /// <param name="End">Up to which factor it reaches, millionths.</param>
    private readonly record struct Segment(decimal Price, int Candidate, int End) : IComparable<Segment>
    {
        public int CompareTo(Segment other)
        {
            var byPrice = Price.CompareTo(other.Price);
            var byOffer = byPrice != 0 ? byPrice : Candidate.CompareTo(other.Candidate);
            return byOffer != 0 ? byOffer : End.CompareTo(other.End);
        }
    }

    /// <summary>What the awards so far cover.</summary>
    private sealed class Coverage(RequestProblem problem, long expectedShare)
    {
        private readonly long[] _nominal = new long[problem.Intervals];
        private readonly long[] _expected = new long[problem.Intervals];

        /// <summary>Changes a candidate's factor to the smallest that covers as much as the largest would.</summary>
        /// <returns>The new factor: 0, or at least the candidate's minimum.</returns>
        public int Replace(int candidate, int before, int atLeast, int atMost)
        {
            var c = problem.Candidates[candidate];
            if (before > 0)
                Add(candidate, before, -1);
            var wanted = atLeast;
            for (var t = 0; t < _nominal.Length && wanted < atMost; t++)
            {
                var power = c.Power[t];
                if (power == 0 || problem.Need[t] == 0)
                    continue;
                var watts = problem.Need[t] - _nominal[t];
                var expected = problem.Need[t] * expectedShare - _expected[t];
                if (expected > 0 && c.ReliabilityMillionths > 0)
                    watts = Math.Max(watts, CeilingOf(expected, c.ReliabilityMillionths));
                if (watts > 0)
                    wanted = Math.Max(wanted, watts >= power ? atMost : (int)Math.Min(atMost, CeilingOf(watts * Factor.Whole, power)));
            }

            if (wanted > 0)
                wanted = Math.Max(wanted, c.Minimum);
            if (wanted > 0)
                Add(candidate, wanted, 1);
            return wanted;
        }

        private void Add(int candidate, int factor, int sign)
        {
            var c = problem.Candidates[candidate];
            var share = new Factor(factor);
            for (var t = 0; t < _nominal.Length; t++)
            {
                var watts = sign * share.Of(c.Power[t]);
                _nominal[t] += watts;
                _expected[t] += watts * c.ReliabilityMillionths;
            }
        }

        private static long CeilingOf(long a, long b) => (a + b - 1) / b;
    }
}
