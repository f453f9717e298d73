namespace Platone.Actors.Markets.Clearing;

/// <summary>The exact front of one request.</summary>
internal sealed class ExactFront : IDisposable
{
    private const double JoulesPerKilowattHour = 3.6e6;

    private readonly RequestProblem _problem;
    private readonly LinearModel _model;
    private readonly BranchAndBound _search;
    private readonly RequestAnswers _answers;
    private readonly CancellationToken _cancellation;
    private readonly bool _hasGroups;
    private readonly Dictionary<Totals, double> _bounds = [];
    private long _unserved;
    private int _searchesLeft;
    private double? _targetBound;

    public ExactFront(RequestProblem problem, CancellationToken cancellation)
    {
        (_problem, _cancellation) = (problem, cancellation);
        _model = new LinearModel(problem);
        _search = new BranchAndBound(problem, _model, cancellation);
        _answers = new RequestAnswers(problem);
        _searchesLeft = problem.Rules.FrontPoints + 3;   // two more for the coverage, one for the chosen point
        _hasGroups = problem.Candidates.Any(c => c.Group >= 0);
    }

    /// <summary>The outcome.</summary>
    public ClearedRequest Clear()
    {
        Find(_problem.Rules.Objectives.Contains(ClearingObjective.Cost), _problem.Rules.Objectives.Contains(ClearingObjective.ExpectedShortfall));
        return _answers.Conclude(GapOf, _search.LimitHit, _model.Steps);
    }

    /// <summary>The answers on the front of cost and expected shortfall, in millionths.</summary>
    /// <param name="limitHit">Whether the limit of work ended a search.</param>
    public IReadOnlyList<int[]> Answers(out bool limitHit)
    {
        Find(isCost: true, isShortfall: true);
        limitHit = _search.LimitHit;
        return [.. _answers.All];
    }

    private void Find(bool isCost, bool isShortfall)
    {
        var most = MostCoverage(LinearObjective.Unserved, null);
        _unserved = most.UnservedJoules;
        _model.LimitUnserved(LimitOf(_unserved));
        var least = _hasGroups ? MostCoverage(LinearObjective.Shortfall, _unserved).ShortfallJoules : most.ShortfallJoules;
        _model.Minimise(LinearObjective.Cost);

        if (!isCost || !isShortfall)
            Add(isCost ? null : least, isTarget: true);
        else if (Add(null, isTarget: false) is { } cheapest)
            AddFront(cheapest.ShortfallJoules, least);
        if (_answers.IsEmpty)
            foreach (var factors in MeritOrderEngine.AnswersTo(_problem, _cancellation))
                _answers.Add(factors);
    }

    public void Dispose() => _model.Dispose();

    private void AddFront(decimal most, decimal least)
    {
        var points = _problem.Rules.FrontPoints;
        var chosen = ChosenPoint.Limit(_problem.Rules, _problem.RequestedJoules, _unserved);
        var isChosenAdded = chosen < least;
        if (chosen >= most)
        {
            Add(null, isTarget: true);   // the cheapest is the chosen one
            isChosenAdded = true;
        }

        for (var i = 1; i < points && most > least; i++)
        {
            var limit = i == points - 1 ? least : most - (most - least) * i / (points - 1);
            if (!isChosenAdded && limit <= chosen)
            {
                isChosenAdded = true;
                Add(chosen, isTarget: true);
            }

            if (limit != chosen)
                Add(limit, isTarget: false);
        }
    }

    /// <summary>The cheapest answer at the least U with at most so much E.</summary>
    /// <param name="shortfallJoules">J; null for any.</param>
    /// <param name="isTarget">Whether it is the point the rule chooses, which is found more closely than the others.</param>
    private Totals? Add(decimal? shortfallJoules, bool isTarget)
    {
        var gapTarget = isTarget ? _problem.Rules.GapTarget : _problem.Rules.FrontGapTarget;
        _model.LimitShortfall(shortfallJoules is { } limit ? LimitOf(limit) : double.PositiveInfinity);
        if (_search.Search(value => Math.Abs(value) * (double)gapTarget, Budget()) is not { } found)
            return null;
        var totals = _answers.Add(WholeWatts.Of(_problem, found.Factors, _unserved, shortfallJoules));
        // What E could have added to the objective is no cost.
        var bound = found.Bound - _model.AugmentedWeight * _problem.RequestedJoules / JoulesPerKilowattHour;
        if (isTarget)
            _targetBound = bound;
        _bounds.TryAdd(totals, bound);   // limits only get tighter: the first is that of the widest
        return totals;
    }

    private decimal? GapOf(Totals totals)
    {
        var limit = ChosenPoint.Limit(_problem.Rules, _problem.RequestedJoules, totals.UnservedJoules);
        var bound = _targetBound is { } target && totals.ShortfallJoules <= limit ? target : _bounds.GetValueOrDefault(totals, double.NaN);
        if (!double.IsFinite(bound))
            return null;
        var cost = (double)totals.Cost;
        return cost <= bound ? 0 : (decimal)Math.Round((cost - bound) / Math.Max(Math.Abs(cost), 1e-9), 9);
    }

    /// <summary>
    /// Sums of the answer that covers most. Coverage only grows with an award, so that without alternatives it is everything at its ceiling;
    /// with them, a search chooses among them, and the rest is at its ceiling again.
    /// </summary>
    private Totals MostCoverage(LinearObjective objective, long? unservedJoules)
    {
        var factors = new int[_problem.Candidates.Length];
        double[]? found = null;
        if (_hasGroups)
        {
            _model.LimitUnserved(unservedJoules is { } limit ? LimitOf(limit) : double.PositiveInfinity);
            _model.Minimise(objective);
            // A ten-thousandth of a ten-thousandth of the request.
            found = _search.Search(_ => 1e-8 * _problem.RequestedJoules / JoulesPerKilowattHour, Budget())?.Factors;
        }

        var awarded = new HashSet<int>();
        for (var pass = 0; pass < 2; pass++)   // first what the search chose, then what is in nobody's way
            for (var c = 0; c < factors.Length; c++)
            {
                var candidate = _problem.Candidates[c];
                if (pass == 0 ? found is not null && found[c] > 0 && candidate.Group >= 0 : candidate.Group < 0 || !awarded.Contains(candidate.Group))
                {
                    factors[c] = candidate.Ceiling;
                    if (candidate.Group >= 0)
                        awarded.Add(candidate.Group);
                }
            }

        return _problem.TotalsOf(factors);
    }

    // What is left of the work, shared evenly by the searches that are left.
    private long Budget() => Math.Max(1, (_problem.Rules.MaximumSimplexSteps - _model.Steps) / Math.Max(1, _searchesLeft--));

    // The solver's own tolerance is wider than that, and WholeWatts keeps the exact limit.
    private static double LimitOf(decimal joules) => (double)joules + 1e-3;
}
