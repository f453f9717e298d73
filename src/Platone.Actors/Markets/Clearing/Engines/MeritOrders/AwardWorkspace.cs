namespace Platone.Actors.Markets.Clearing.Engines.MeritOrders;

/// <summary>
/// An answer to a <see cref="RelaxedRequest"/> under work: factors and what they cover, changed one candidate at a time. With a price on the
/// expected shortfall, the best factor of one candidate, the others given, is the bottom of a convex function.
/// </summary>
internal sealed class AwardWorkspace(RelaxedRequest request)
{
    private const double Smallest = 1.0 / Factor.Whole;

    private readonly double[] _nominal = new double[request.Intervals];
    private readonly double[] _expected = new double[request.Intervals];

    // Who of a group of alternatives is awarded, by group.
    private readonly int[] _chosen = new int[1 + request.Problem.Candidates.Max(c => (int?)c.Group) ?? 0];

    /// <summary>The factors, 0 to 1.</summary>
    public double[] Factors { get; } = new double[request.Count];

    /// <summary>Takes an answer over, mended where it breaks a minimum, a ceiling or a group.</summary>
    /// <param name="factors">0 to 1.</param>
    public void Load(ReadOnlySpan<double> factors)
    {
        Array.Clear(_nominal);
        Array.Clear(_expected);
        Array.Fill(_chosen, -1);
        for (var c = 0; c < factors.Length; c++)
        {
            var factor = Math.Min(factors[c], request.Ceiling[c]);
            factor = factor < request.Minimum[c] / 2 || factor < Smallest / 2 ? 0 : Math.Max(factor, request.Minimum[c]);
            var group = request.Problem.Candidates[c].Group;
            if (factor > 0 && group >= 0)
            {
                if (_chosen[group] >= 0)
                    factor = 0;
                else
                    _chosen[group] = c;
            }

            Factors[c] = factor;
            if (factor > 0)
                Cover(c, factor);
        }
    }

    /// <summary>Cost (EUR), U and E (kWh) of the answer.</summary>
    public (double Cost, double Unserved, double Shortfall) Values()
    {
        var (cost, unserved, shortfall) = (0.0, 0.0, 0.0);
        for (var c = 0; c < Factors.Length; c++)
            if (Factors[c] > 0)
                cost += request.CostOf(c, Factors[c]);
        for (var t = 0; t < _nominal.Length; t++)
        {
            unserved += Math.Max(0, request.Need[t] - _nominal[t]);
            shortfall += Math.Max(0, request.Need[t] - _expected[t]);
        }

        return (cost, unserved * request.Hours, shortfall * request.Hours);
    }

    /// <summary>Raises a candidate as far as it covers what is unserved, and not at all if nothing is where it could.</summary>
    public void Fill(int candidate)
    {
        if (!IsFree(candidate))
            return;
        var before = Factors[candidate];
        if (before >= request.Ceiling[candidate])
            return;
        var wanted = Math.Max(before, NeededFor(candidate, before));
        if (wanted > before)
            Change(candidate, Math.Max(wanted, request.Minimum[candidate]));
    }

    /// <summary>Gives a candidate the factor that is best with the others as they are, U not getting worse.</summary>
    /// <param name="candidate">Which.</param>
    /// <param name="shortfallPrice">What a kWh of E is worth, EUR.</param>
    /// <param name="unservedPrices">
    /// What a kWh of U is worth in each interval, EUR, instead of the rule that it must not get worse; empty for the rule.
    /// </param>
    public void Improve(int candidate, double shortfallPrice, ReadOnlySpan<double> unservedPrices = default)
    {
        if (!IsFree(candidate))
            return;
        var before = Factors[candidate];
        if (before > 0)
            Cover(candidate, -before);
        var least = unservedPrices.IsEmpty ? Math.Min(NeededFor(candidate, 0), request.Ceiling[candidate]) : 0;
        var factor = Bottom(candidate, least, shortfallPrice, unservedPrices);
        if (factor < Smallest)
            factor = 0;
        if (factor > 0 && factor < request.Minimum[candidate])
            factor = least > 0 || Value(candidate, request.Minimum[candidate], shortfallPrice, unservedPrices)
                < Value(candidate, 0, shortfallPrice, unservedPrices) ? request.Minimum[candidate] : 0;
        Factors[candidate] = 0;
        Release(candidate);
        if (factor > 0)
            Change(candidate, factor);
    }

    private bool IsFree(int candidate) =>
        request.Problem.Candidates[candidate].Group is var group && (group < 0 || _chosen[group] < 0 || _chosen[group] == candidate);

    private void Release(int candidate)
    {
        if (request.Problem.Candidates[candidate].Group is var group and >= 0 && _chosen[group] == candidate)
            _chosen[group] = -1;
    }

    private void Change(int candidate, double factor)
    {
        Cover(candidate, factor - Factors[candidate]);
        Factors[candidate] = factor;
        if (request.Problem.Candidates[candidate].Group is var group and >= 0)
            _chosen[group] = candidate;
    }

    private void Cover(int candidate, double factor)
    {
        var (end, offset, reliability) = (request.End[candidate], candidate * request.Intervals, request.Reliability[candidate]);
        for (var t = request.First[candidate]; t < end; t++)
        {
            var kilowatts = factor * request.Power[offset + t];
            _nominal[t] += kilowatts;
            _expected[t] += reliability * kilowatts;
        }
    }

    // The factor that leaves nothing unserved where the candidate has power, or its ceiling.
    private double NeededFor(int candidate, double present)
    {
        var (end, offset, most) = (request.End[candidate], candidate * request.Intervals, request.Ceiling[candidate]);
        var needed = 0.0;
        for (var t = request.First[candidate]; t < end; t++)
        {
            var missing = request.Need[t] - _nominal[t];
            var power = request.Power[offset + t];
            if (missing > 1e-7 && power > 0)   // a tenth of a milliwatt is the noise of the sums
                needed = Math.Max(needed, Math.Min(most, present + missing / power));
        }

        return needed;
    }

    // Where the slope of cost and priced shortfalls turns, between a least factor and the ceiling.
    private double Bottom(int candidate, double least, double shortfallPrice, ReadOnlySpan<double> unservedPrices)
    {
        var (low, high) = (least, request.Ceiling[candidate]);
        if (Slope(candidate, low, shortfallPrice, unservedPrices) >= 0)
            return low;
        if (Slope(candidate, high - Smallest / 2, shortfallPrice, unservedPrices) < 0)
            return high;
        for (var i = 0; i < 20 && high - low > Smallest / 2; i++)
        {
            var middle = (low + high) / 2;
            if (Slope(candidate, middle, shortfallPrice, unservedPrices) < 0)
                low = middle;
            else
                high = middle;
        }

        return high;
    }

    private double Slope(int candidate, double factor, double shortfallPrice, ReadOnlySpan<double> unservedPrices)
    {
        var (end, offset, reliability) = (request.End[candidate], candidate * request.Intervals, request.Reliability[candidate]);
        var gain = 0.0;
        for (var t = request.First[candidate]; t < end; t++)
        {
            var power = request.Power[offset + t];
            if (_expected[t] + reliability * factor * power < request.Need[t])
                gain += shortfallPrice * reliability * power;
            if (!unservedPrices.IsEmpty && _nominal[t] + factor * power < request.Need[t])
                gain += unservedPrices[t] * power;
        }

        return request.PriceAfter(candidate, factor) - gain * request.Hours;
    }

    private double Value(int candidate, double factor, double shortfallPrice, ReadOnlySpan<double> unservedPrices)
    {
        var (end, offset, reliability) = (request.End[candidate], candidate * request.Intervals, request.Reliability[candidate]);
        var loss = 0.0;
        for (var t = request.First[candidate]; t < end; t++)
        {
            var power = factor * request.Power[offset + t];
            loss += shortfallPrice * Math.Max(0, request.Need[t] - _expected[t] - reliability * power);
            if (!unservedPrices.IsEmpty)
                loss += unservedPrices[t] * Math.Max(0, request.Need[t] - _nominal[t] - power);
        }

        return request.CostOf(candidate, factor) + loss * request.Hours;
    }
}
