using Platone.Actors.Markets.Clearing.Engines.MeritOrders;

namespace Platone.Actors.Markets.Clearing.Engines.Exact;

/// <summary>The exact front of one request.</summary>
internal sealed class ExactFront : IDisposable
{
    private const double JoulesPerKilowattHour = 3.6e6;
    private const double RangeTolerance = 1e-4;
    private const double SmallestRange = 1;   // J

    private readonly RequestProblem _problem;
    private readonly LinearModel _model;
    private readonly BranchAndBound _search;
    private readonly RequestAnswers _answers;
    private readonly CancellationToken _cancellation;
    private readonly bool _hasGroups;
    private readonly Dictionary<Totals, double> _bounds = [];
    private long _unserved;
    private long _mostSteps;
    private int _searchesLeft;
    private double? _targetBound;

    public ExactFront(RequestProblem problem, CancellationToken cancellation)
    {
        (_problem, _cancellation) = (problem, cancellation);
        _model = new LinearModel(problem);
        _search = new BranchAndBound(problem, _model, cancellation);
        _answers = new RequestAnswers(problem);
        _mostSteps = problem.Rules.MaximumSimplexSteps;
        _searchesLeft = problem.Rules.FrontPoints + 3;   // two more for the coverage, one for the chosen point
        _hasGroups = problem.Candidates.Any(c => c.Group >= 0);
    }

    /// <summary>The outcome.</summary>
    public ClearedRequest Clear()
    {
        var objectives = _problem.Rules.Objectives;
        Find(objectives.Contains(ClearingObjective.Cost) || _problem.Linear.Length > 0, objectives.Contains(ClearingObjective.ExpectedShortfall));
        return _answers.Conclude(GapOf, _search.LimitHit, _model.Steps);
    }

    /// <summary>The answers on the front of cost, expected shortfall and the further linear objectives, in millionths.</summary>
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
            AddFront(_problem.TotalsOf(cheapest).ShortfallJoules, least);
        if (_problem.Linear.Length > 0)
            AddLevels(isShortfall ? Math.Max(least, ChosenPoint.Limit(_problem.Rules, _problem.RequestedJoules, _unserved)) : null);
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
    /// <returns>In millionths; null if none was found.</returns>
    private int[]? Add(decimal? shortfallJoules, bool isTarget)
    {
        var gapTarget = isTarget ? _problem.Rules.GapTarget : _problem.Rules.FrontGapTarget;
        _model.LimitShortfall(shortfallJoules is { } limit ? LimitOf(limit) : double.PositiveInfinity);
        if (_search.Search(value => Math.Abs(value) * (double)gapTarget, Budget()) is not { } found)
            return null;
        var answer = WholeWatts.Of(_problem, found.Factors, _unserved, shortfallJoules);
        var totals = _answers.Add(answer);
        // What E could have added to the objective is no cost.
        var bound = found.Bound - _model.AugmentedWeight * _problem.RequestedJoules / JoulesPerKilowattHour;
        if (isTarget)
            _targetBound = bound;
        _bounds.TryAdd(totals, bound);   // limits only get tighter: the first is that of the widest
        return answer;
    }

    // The cheapest answers with less and less of the further objectives, in every combination of their levels; first with any shortfall,
    // then with at most the one that is aimed at.
    private void AddLevels(decimal? shortfallJoules)
    {
        var (count, levels) = (_problem.Linear.Length, LevelsOf(_problem.Rules.FrontPoints, _problem.Linear.Length));
        decimal?[] limits = shortfallJoules is null ? [null] : [null, shortfallJoules];
        _mostSteps = _model.Steps + _problem.Rules.MaximumSimplexSteps;
        _searchesLeft = limits.Length * (1 + count + (int)Math.Pow(levels, count));
        foreach (var limit in limits)
        {
            if (Add(limit, isTarget: false) is not { } cheapest)
                continue;
            var ranges = Enumerable.Range(0, count).Select(k => RangeOf(k, cheapest)).ToList();
            for (var combination = 1; combination < Math.Pow(levels, count); combination++)
            {
                var rest = combination;
                var isNew = true;
                for (var k = 0; k < count; k++, rest /= levels)
                {
                    var (most, least) = ranges[k];
                    isNew &= rest % levels == 0 || most > least;   // where there is no range, there is one level
                    _model.LimitOther(k, rest % levels == 0 ? double.PositiveInfinity : most - (most - least) * (rest % levels) / (levels - 1));
                }

                if (isNew)
                    Add(limit, isTarget: false);
            }

            for (var k = 0; k < count; k++)
                _model.LimitOther(k, double.PositiveInfinity);
        }
    }

    // A front's worth of points for one, about two for each limit of the shortfall for two.
    private static int LevelsOf(int points, int count) => count == 1 ? points : Math.Max(2, (int)Math.Ceiling(Math.Sqrt(2.0 * points)));

    // From what the cheapest answer has of a further objective down to the least there can be, J; the model's limits stay.
    private (double Most, double Least) RangeOf(int other, int[] cheapest)
    {
        var objective = _problem.Linear[other];
        var most = (double)objective.ValueOf(_problem.Offers, cheapest, _problem.Problem.IntervalSeconds);
        _model.Minimise(LinearObjective.Other, other);
        var found = _search.Search(v => SmallestRange / JoulesPerKilowattHour + RangeTolerance * Math.Abs(v), Budget());
        _model.Minimise(LinearObjective.Cost);
        var least = found is { Value: var value } ? value * JoulesPerKilowattHour : most;
        // A hair more than the least, which no answer would have after the cut to millionths and the tolerances of the solver.
        return most - least > SmallestRange + RangeTolerance * Math.Abs(most)
            ? (most, least + RangeTolerance * (most - least))
            : (most, most);
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
    private long Budget() => Math.Max(1, (_mostSteps - _model.Steps) / Math.Max(1, _searchesLeft--));

    // The solver's own tolerance is wider than that, and WholeWatts keeps the exact limit.
    private static double LimitOf(decimal joules) => (double)joules + 1e-3;
}
