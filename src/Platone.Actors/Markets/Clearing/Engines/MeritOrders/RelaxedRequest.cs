namespace Platone.Actors.Markets.Clearing.Engines.MeritOrders;

/// <summary>
/// A request in flat arrays of doubles (kW, kWh, EUR), for the heuristics. Sums are made in one order, so that they are the same on every
/// machine.
/// </summary>
internal sealed class RelaxedRequest
{
    private const double Kilowatts = 1e-3;

    private readonly (double Width, double Price)[][] _steps;   // of a factor, with its price in EUR for all of the offer

    /// <summary>The arrays of a request.</summary>
    public RelaxedRequest(RequestProblem problem)
    {
        Problem = problem;
        (Count, Intervals) = (problem.Candidates.Length, problem.Intervals);
        Hours = problem.Problem.IntervalSeconds / 3600.0;
        Need = [.. problem.Need.Select(w => w * Kilowatts)];
        Power = new double[Count * Intervals];
        (First, End) = (new int[Count], new int[Count]);
        (Reliability, Minimum, Ceiling) = (new double[Count], new double[Count], new double[Count]);
        _steps = new (double, double)[Count][];
        for (var c = 0; c < Count; c++)
        {
            var candidate = problem.Candidates[c];
            (Reliability[c], Minimum[c], Ceiling[c]) = ((double)candidate.Offer.Reliability, Share(candidate.Minimum), Share(candidate.Ceiling));
            (First[c], End[c]) = (Intervals, 0);
            for (var t = 0; t < Intervals; t++)
            {
                if (candidate.Power[t] == 0 || problem.Need[t] == 0)
                    continue;   // what nobody needs counts in the price only
                Power[c * Intervals + t] = candidate.Power[t] * Kilowatts;
                (First[c], End[c]) = (Math.Min(First[c], t), t + 1);
            }

            var steps = new List<(double, double)>();
            var start = 0;
            foreach (var step in candidate.Offer.Price.Steps)
            {
                var end = Math.Min(candidate.Ceiling, step.UpTo.Less(candidate.Taken).Millionths);
                if (end <= start)
                    continue;
                steps.Add((Share(end - start), (double)step.Price * candidate.EnergyWatts * Kilowatts * Hours / 1000));
                start = end;
            }

            _steps[c] = [.. steps];
        }
    }

    public RequestProblem Problem { get; }

    public int Count { get; }

    public int Intervals { get; }

    /// <summary>Hours of an interval.</summary>
    public double Hours { get; }

    /// <summary>kW.</summary>
    public double[] Need { get; }

    /// <summary>kW where somebody needs them, candidate by candidate.</summary>
    public double[] Power { get; }

    /// <summary>First interval with power.</summary>
    public int[] First { get; }

    /// <summary>The interval after the last with power.</summary>
    public int[] End { get; }

    public double[] Reliability { get; }

    public double[] Minimum { get; }

    public double[] Ceiling { get; }

    /// <summary>What a factor costs, EUR.</summary>
    public double CostOf(int candidate, double factor)
    {
        var cost = 0.0;
        foreach (var (width, price) in _steps[candidate])
        {
            cost += Math.Min(width, factor) * price;
            factor -= width;
            if (factor <= 0)
                break;
        }

        return cost;
    }

    /// <summary>What the next bit of a factor costs, EUR for a whole offer.</summary>
    public double PriceAfter(int candidate, double factor)
    {
        var steps = _steps[candidate];
        foreach (var (width, price) in steps)
        {
            if (factor < width)
                return price;
            factor -= width;
        }

        return steps[^1].Price;
    }

    private static double Share(int millionths) => millionths / (double)Factor.Whole;
}
