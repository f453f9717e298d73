using Platone.Actors.Markets.Clearing.Engines.MeritOrders;

namespace Platone.Actors.Markets.Clearing.Engines.Evolution;

/// <summary>
/// Answers to a request as individuals of <see cref="Nsga2"/>: a gene is the factor of a candidate. Children take each candidate from one
/// parent or the other, a few change at random, what is unserved is filled along the merit order, and a few awards are improved for a random
/// price of the expected shortfall. The constraint is the least unserved energy.
/// </summary>
internal sealed class AwardEvolution : IEvolution
{
    private const int Improved = 24;

    private readonly RelaxedRequest _request;
    private readonly ClearingObjective[] _objectives;
    private readonly double[] _shortfallPrices;
    private readonly double _mostUnserved;
    private readonly int[] _order;

    /// <summary>The answers of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="unservedJoules">The least U, J.</param>
    /// <param name="shortfallPrices">Prices of E to improve for, EUR/kWh.</param>
    public AwardEvolution(RelaxedRequest request, long unservedJoules, double[] shortfallPrices)
    {
        (_request, _shortfallPrices) = (request, shortfallPrices);
        _objectives = [.. request.Problem.Rules.Objectives];
        // A hundredth of what answers may differ by.
        _mostUnserved = (unservedJoules + request.Problem.RequestedJoules / (100.0 * RequestAnswers.ToleranceDivisor)) / 3.6e6;
        _order = [.. Enumerable.Range(0, request.Count)
            .OrderBy(c => request.CostOf(c, request.Ceiling[c]) / (request.Ceiling[c] * request.Problem.Candidates[c].EnergyWatts))];
    }

    /// <inheritdoc/>
    public int Variables => _request.Count;

    /// <inheritdoc/>
    public int Objectives => _objectives.Length;

    /// <inheritdoc/>
    public object CreateScratch() => new Scratch(new AwardWorkspace(_request), new int[_request.Count]);

    /// <inheritdoc/>
    public void Draw(Span<double> genes, ref Prng random)
    {
        for (var c = 0; c < genes.Length; c++)
            genes[c] = random.Next(4) == 0 ? _request.Minimum[c] + random.NextDouble() * (_request.Ceiling[c] - _request.Minimum[c]) : 0;
    }

    /// <inheritdoc/>
    public void Vary(Span<double> one, Span<double> other, ref Prng random, object scratch)
    {
        for (var c = 0; c < one.Length; c++)
            if (one[c] != other[c] && (random.Next() & 1) == 0)
                (one[c], other[c]) = (other[c], one[c]);
        var workspace = ((Scratch)scratch).Workspace;
        Change(one, ref random, workspace);
        Change(other, ref random, workspace);
    }

    /// <inheritdoc/>
    public double Evaluate(Span<double> genes, Span<double> objectives, object scratch)
    {
        var (workspace, millionths) = (Scratch)scratch;
        workspace.Load(genes);
        workspace.Factors.CopyTo(genes);
        var (cost, unserved, shortfall) = workspace.Values();
        if (_objectives.Length > 2 || _request.Problem.Others.Length > 0)
            for (var c = 0; c < genes.Length; c++)
                millionths[c] = (int)(genes[c] * Factor.Whole + 0.5);
        for (var (m, others) = (0, 0); m < objectives.Length; m++)
            objectives[m] = _objectives[m] switch
            {
                ClearingObjective.Cost => cost,
                ClearingObjective.ExpectedShortfall => shortfall,
                _ => (double)_request.Problem.Others[others++].ValueOf(_request.Problem.Offers, millionths,
                    _request.Problem.Problem.IntervalSeconds),
            };
        return Math.Max(0, unserved - _mostUnserved);
    }

    private void Change(Span<double> genes, ref Prng random, AwardWorkspace workspace)
    {
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            var c = random.Next(genes.Length);
            genes[c] = random.Next(3) switch
            {
                0 => 0,
                1 => _request.Ceiling[c],
                _ => _request.Minimum[c] + random.NextDouble() * (_request.Ceiling[c] - _request.Minimum[c]),
            };
        }

        workspace.Load(genes);
        foreach (var c in _order)
            workspace.Fill(c);
        var price = _shortfallPrices[random.Next(_shortfallPrices.Length)];
        for (var i = 0; i < Improved; i++)
            workspace.Improve(random.Next(genes.Length), price);
        workspace.Factors.CopyTo(genes);
    }

    private sealed record Scratch(AwardWorkspace Workspace, int[] Millionths);
}
