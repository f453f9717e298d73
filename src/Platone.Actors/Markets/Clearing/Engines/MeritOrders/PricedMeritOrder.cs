namespace Platone.Actors.Markets.Clearing.Engines.MeritOrders;

/// <summary>
/// Merit orders at interval prices: what a kWh is worth differs from interval to interval, and an offer ranks by what its whole profile is
/// worth at those prices over what it costs. The prices come from the Lagrangian dual of coverage by subgradient steps (Held, Wolfe and
/// Crowder 1974), for a given price of the expected shortfall; then awards are improved one at a time until nothing changes much. No
/// solver, no proof, but near the optimum: what NSGA-II begins with when no exact points are given.
/// </summary>
internal sealed class PricedMeritOrder
{
    private const int Steps = 60;
    private const int Sweeps = 3;

    private readonly RelaxedRequest _request;
    private readonly AwardWorkspace _workspace;
    private readonly double[] _nominal;
    private readonly double[] _expected;
    private readonly double[] _reachable;
    private readonly double[] _reachableExpected;
    private readonly double[] _unservedPrice;
    private readonly double[] _shortfallPrice;
    private readonly double[] _worth;
    private readonly double _meanPrice;

    public PricedMeritOrder(RelaxedRequest request, AwardWorkspace workspace)
    {
        (_request, _workspace) = (request, workspace);
        (_nominal, _expected) = (new double[request.Intervals], new double[request.Intervals]);
        (_reachable, _reachableExpected) = (new double[request.Intervals], new double[request.Intervals]);
        (_unservedPrice, _shortfallPrice) = (new double[request.Intervals], new double[request.Intervals]);
        _worth = new double[request.Count];
        var (cost, energy) = (0.0, 0.0);
        for (var c = 0; c < request.Count; c++)
        {
            cost += Math.Abs(request.CostOf(c, request.Ceiling[c]));
            for (var t = request.First[c]; t < request.End[c]; t++)
            {
                var kilowatts = request.Ceiling[c] * request.Power[c * request.Intervals + t];
                energy += kilowatts * request.Hours;
                _reachable[t] += kilowatts;
                _reachableExpected[t] += request.Reliability[c] * kilowatts;
            }
        }

        _meanPrice = energy > 0 ? cost / energy : 0;
        for (var t = 0; t < request.Intervals; t++)
        {
            _reachable[t] = Math.Min(_reachable[t], request.Need[t]);
            _reachableExpected[t] = Math.Min(_reachableExpected[t], request.Need[t]);
            _unservedPrice[t] = _meanPrice;
        }
    }

    /// <summary>Mean price of all that is offered, EUR/kWh.</summary>
    public double MeanPrice => _meanPrice;

    /// <summary>The answer for a price of the expected shortfall. The interval prices stay for the next one.</summary>
    /// <param name="shortfallPrice">EUR/kWh.</param>
    /// <returns>Factors, 0 to 1, one for each candidate.</returns>
    public double[] Award(double shortfallPrice)
    {
        FindPrices(shortfallPrice);
        var order = Enumerable.Range(0, _request.Count).ToArray();
        Array.Sort(order, (a, b) =>
        {
            var byWorth = _worth[b].CompareTo(_worth[a]);
            return byWorth != 0 ? byWorth : a.CompareTo(b);
        });
        _workspace.Load(new double[_request.Count]);
        foreach (var c in order)
            _workspace.Improve(c, shortfallPrice, _unservedPrice);
        foreach (var c in order)
            _workspace.Fill(c);
        for (var sweep = 0; sweep < Sweeps; sweep++)
            for (var k = order.Length - 1; k >= 0; k--)
                _workspace.Improve(order[k], shortfallPrice);
        return [.. _workspace.Factors];
    }

    private void FindPrices(double shortfallPrice)
    {
        var (unserved, shortfall) = (new double[_request.Intervals], new double[_request.Intervals]);
        for (var step = 0; step < Steps; step++)
        {
            Cover();
            var length = 0.6 * (_meanPrice + shortfallPrice / 8) / (1 + 0.15 * step);
            for (var t = 0; t < _request.Intervals; t++)
            {
                if (_request.Need[t] <= 0)
                    continue;
                _unservedPrice[t] = Math.Max(0, _unservedPrice[t]
                    + length * Math.Clamp((_reachable[t] - _nominal[t]) / _request.Need[t], -1, 1));
                _shortfallPrice[t] = Math.Clamp(_shortfallPrice[t]
                    + length * Math.Clamp((_reachableExpected[t] - _expected[t]) / _request.Need[t], -1, 1), 0, shortfallPrice);
                if (step >= Steps / 2)   // the mean of the later half is nearer to the optimum than any of them
                {
                    unserved[t] += _unservedPrice[t] / (Steps - Steps / 2);
                    shortfall[t] += _shortfallPrice[t] / (Steps - Steps / 2);
                }
            }
        }

        unserved.CopyTo(_unservedPrice, 0);
        shortfall.CopyTo(_shortfallPrice, 0);
        for (var c = 0; c < _request.Count; c++)
            _worth[c] = WorthOf(c) / Math.Max(1e-9, _request.CostOf(c, _request.Ceiling[c]));
    }

    private void Cover()
    {
        Array.Clear(_nominal);
        Array.Clear(_expected);
        for (var c = 0; c < _request.Count; c++)
        {
            var ceiling = _request.Ceiling[c];
            if (WorthOf(c) < _request.CostOf(c, ceiling))
                continue;
            var (end, offset, reliability) = (_request.End[c], c * _request.Intervals, _request.Reliability[c]);
            for (var t = _request.First[c]; t < end; t++)
            {
                var kilowatts = ceiling * _request.Power[offset + t];
                _nominal[t] += kilowatts;
                _expected[t] += reliability * kilowatts;
            }
        }
    }

    // What all of a candidate is worth at the interval prices, EUR.
    private double WorthOf(int candidate)
    {
        var (end, offset, reliability) = (_request.End[candidate], candidate * _request.Intervals, _request.Reliability[candidate]);
        var worth = 0.0;
        for (var t = _request.First[candidate]; t < end; t++)
            worth += _request.Power[offset + t] * (_unservedPrice[t] + reliability * _shortfallPrice[t]);
        return worth * _request.Ceiling[candidate] * _request.Hours;
    }
}
