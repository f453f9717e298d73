using System.Globalization;
using Google.OrTools.LinearSolver;
using Platone.Actors.Markets.Clearing.Objectives;

namespace Platone.Actors.Markets.Clearing.Engines.Exact;

/// <summary>What a <see cref="LinearModel"/> minimises.</summary>
internal enum LinearObjective
{
    /// <summary>U, kWh.</summary>
    Unserved,

    /// <summary>E, kWh.</summary>
    Shortfall,

    /// <summary>EUR, and among equals E (Mavrotas 2009, augmented epsilon-constraint method).</summary>
    Cost,

    /// <summary>One of <see cref="RequestProblem.Linear"/>, kWh.</summary>
    Other,
}

/// <summary>What a branch of the search says of a candidate.</summary>
internal enum CandidateState : byte
{
    /// <summary>Anything from nothing to its ceiling: the relaxation.</summary>
    Open,

    /// <summary>Not awarded.</summary>
    Off,

    /// <summary>Awarded, at least its minimum.</summary>
    On,
}

/// <summary>
/// The relaxation of a request as a linear programme, in kW, kWh and EUR: a column for each price step of a candidate, two rows an interval
/// (nominal and expected coverage) and one each for the sums U and E and for each further linear objective. It lives as long as the request is cleared: only bounds and the
/// objective change, so that the dual simplex method of GLOP goes on from the basis before, in a few steps.
/// </summary>
internal sealed class LinearModel : IDisposable
{
    private const double Watts = 1e-3;
    private const double JoulesPerKilowattHour = 3.6e6;

    // Small enough not to matter in the cost, large enough for the solver to see it.
    private const double AugmentedShare = 1e-6;

    private const double LimitTolerance = 1e-6;

    private readonly RequestProblem _problem;
    private readonly Solver _solver;
    private readonly MPSolverParameters _parameters = new();
    private readonly List<(Variable Column, double Width, double Price)>[] _columns;
    private readonly Variable[] _unserved;
    private readonly Variable[] _shortfall;
    private readonly Constraint _unservedSum;
    private readonly Constraint _shortfallSum;
    private readonly (Constraint Sum, double[] Weights)[] _others;
    private readonly double[] _limits;
    private readonly double _hours;
    private readonly double[] _expected;
    private readonly double[] _nominal;
    private LinearObjective _objective;
    private int _other;

    /// <summary>The model of a request, everything open and unlimited.</summary>
    /// <param name="problem">The request.</param>
    public LinearModel(RequestProblem problem)
    {
        _problem = problem;
        _hours = problem.Problem.IntervalSeconds / 3600.0;
        _solver = Solver.CreateSolver("GLOP") ?? throw new InvalidOperationException("OR-Tools has no solver GLOP");
        _parameters.SetIntegerParam(MPSolverParameters.IntegerParam.INCREMENTALITY,
            (int)MPSolverParameters.IncrementalityValues.INCREMENTALITY_ON);
        // With a presolve, no basis would be there to go on from.
        if (!_solver.SetSolverSpecificParametersAsString("use_preprocessing:false use_dual_simplex:true max_number_of_iterations:"
            + problem.Rules.MaximumSimplexSteps.ToString(CultureInfo.InvariantCulture)))
            throw new InvalidOperationException("GLOP does not know its own parameters");
        _columns = new List<(Variable, double, double)>[problem.Candidates.Length];
        for (var c = 0; c < _columns.Length; c++)
            _columns[c] = ColumnsOf(problem.Candidates[c]);
        (_expected, _nominal) = (new double[problem.Intervals], new double[problem.Intervals]);
        (_unserved, _shortfall) = (new Variable[problem.Intervals], new Variable[problem.Intervals]);
        _unservedSum = _solver.MakeConstraint();
        _shortfallSum = _solver.MakeConstraint();
        for (var t = 0; t < problem.Intervals; t++)
            AddInterval(t);
        AddGroups();
        _others = [.. problem.Linear.Select(o => AddOther(o))];
        _limits = [.. problem.Linear.Select(_ => double.PositiveInfinity)];
        for (var c = 0; c < _columns.Length; c++)
            Set(c, CandidateState.Open);
        _solver.Objective().SetMinimization();
    }

    /// <summary>Simplex steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Weight of a kWh of E in the objective <see cref="LinearObjective.Cost"/>, EUR.</summary>
    public double AugmentedWeight { get; private set; }

    /// <summary>Chooses the objective.</summary>
    /// <param name="objective">Which.</param>
    /// <param name="other">Of <see cref="LinearObjective.Other"/>, which of <see cref="RequestProblem.Linear"/>.</param>
    public void Minimise(LinearObjective objective, int other = 0)
    {
        (_objective, _other) = (objective, other);
        var goal = _solver.Objective();
        var (cost, energy) = (0.0, 0.0);
        for (var c = 0; c < _columns.Length; c++)
        {
            var whole = _problem.Candidates[c].EnergyWatts * Watts * _hours;
            foreach (var (column, width, price) in _columns[c])
            {
                goal.SetCoefficient(column, objective switch
                {
                    LinearObjective.Cost => whole * price / 1000,
                    LinearObjective.Other => _others[other].Weights[c],
                    _ => 0,
                });
                cost += Math.Abs(whole * width * price / 1000);
                energy += whole * width;
            }
        }

        AugmentedWeight = energy > 0 ? AugmentedShare * cost / energy : 0;
        for (var t = 0; t < _unserved.Length; t++)
        {
            goal.SetCoefficient(_unserved[t], objective == LinearObjective.Unserved ? _hours : 0);
            goal.SetCoefficient(_shortfall[t], objective switch
            {
                LinearObjective.Shortfall => _hours,
                LinearObjective.Cost => _hours * AugmentedWeight,
                _ => 0,
            });
        }
    }

    /// <summary>The most that U may be.</summary>
    /// <param name="joules">J; infinity for any.</param>
    public void LimitUnserved(double joules) => _unservedSum.SetBounds(double.NegativeInfinity, joules / JoulesPerKilowattHour);

    /// <summary>The most that E may be.</summary>
    /// <param name="joules">J; infinity for any.</param>
    public void LimitShortfall(double joules) => _shortfallSum.SetBounds(double.NegativeInfinity, joules / JoulesPerKilowattHour);

    /// <summary>The most that a further objective may be.</summary>
    /// <param name="other">Which of <see cref="RequestProblem.Linear"/>.</param>
    /// <param name="joules">J; infinity for any.</param>
    public void LimitOther(int other, double joules)
    {
        _limits[other] = joules / JoulesPerKilowattHour;
        _others[other].Sum.SetBounds(double.NegativeInfinity, _limits[other]);
    }

    /// <summary>
    /// Whether factors keep the limits of the further objectives, to the tolerance of the solver. Lifting a factor to its minimum may break
    /// those, other than coverage, which only grows.
    /// </summary>
    public bool KeepsLimits(ReadOnlySpan<double> factors)
    {
        for (var k = 0; k < _others.Length; k++)
            if (double.IsFinite(_limits[k]) && ValueOfOther(k, factors) > _limits[k] + LimitTolerance * (1 + Math.Abs(_limits[k])))
                return false;
        return true;
    }

    /// <summary>Bounds a candidate.</summary>
    public void Set(int candidate, CandidateState state)
    {
        // Prices never fall along the steps, so that filling them in order loses nothing.
        var least = state == CandidateState.On ? _problem.Candidates[candidate].Minimum / (double)Factor.Whole : 0;
        foreach (var (column, width, _) in _columns[candidate])
        {
            var filled = Math.Min(least, width);
            column.SetBounds(filled, state == CandidateState.Off ? 0 : width);
            least -= filled;
        }
    }

    /// <summary>Solves.</summary>
    /// <param name="factors">Gets the factor of each candidate, 0 to 1.</param>
    /// <param name="objective">The value of the objective; infinity if no answer keeps the limits.</param>
    /// <returns>Whether it came to an end; false if it ran into the limit of work.</returns>
    public bool Solve(Span<double> factors, out double objective)
    {
        objective = double.PositiveInfinity;
        var status = _solver.Solve(_parameters);
        Steps += _solver.Iterations() + 1;
        if (status == Solver.ResultStatus.INFEASIBLE)
            return true;
        if (status != Solver.ResultStatus.OPTIMAL)
            return false;
        objective = _solver.Objective().Value();
        for (var c = 0; c < factors.Length; c++)
        {
            factors[c] = 0;
            foreach (var (column, _, _) in _columns[c])
                factors[c] += column.SolutionValue();
        }

        return true;
    }

    /// <summary>The value of the objective for any factors.</summary>
    /// <param name="factors">0 to 1, one for each candidate.</param>
    public double ValueOf(ReadOnlySpan<double> factors)
    {
        var cost = 0.0;
        Array.Clear(_nominal);
        Array.Clear(_expected);
        for (var c = 0; c < factors.Length; c++)
        {
            if (factors[c] <= 0)
                continue;
            var (power, reliability) = (_problem.Candidates[c].Power, (double)_problem.Candidates[c].Offer.Reliability);
            for (var t = 0; t < power.Length; t++)
            {
                var kilowatts = factors[c] * power[t] * Watts;
                _nominal[t] += kilowatts;
                _expected[t] += kilowatts * reliability;
            }

            var rest = factors[c];
            foreach (var (_, width, price) in _columns[c])
            {
                cost += Math.Min(rest, width) * _problem.Candidates[c].EnergyWatts * Watts * _hours * price / 1000;
                rest = Math.Max(0, rest - width);
            }
        }

        var (unserved, shortfall) = (0.0, 0.0);
        for (var t = 0; t < _nominal.Length; t++)
        {
            unserved += Math.Max(0, _problem.Need[t] * Watts - _nominal[t]) * _hours;
            shortfall += Math.Max(0, _problem.Need[t] * Watts - _expected[t]) * _hours;
        }

        return _objective switch
        {
            LinearObjective.Unserved => unserved,
            LinearObjective.Shortfall => shortfall,
            LinearObjective.Other => ValueOfOther(_other, factors),
            _ => cost + AugmentedWeight * shortfall,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _solver.Dispose();
        _parameters.Dispose();
    }

    private List<(Variable Column, double Width, double Price)> ColumnsOf(Candidate candidate)
    {
        var columns = new List<(Variable, double, double)>();
        var start = 0;
        foreach (var step in candidate.Offer.Price.Steps)
        {
            var end = Math.Min(candidate.Ceiling, step.UpTo.Less(candidate.Taken).Millionths);
            if (end <= start)
                continue;
            var width = (end - start) / (double)Factor.Whole;
            columns.Add((_solver.MakeNumVar(0, width, ""), width, (double)step.Price));
            start = end;
        }

        return columns;
    }

    private void AddInterval(int interval)
    {
        var need = _problem.Need[interval] * Watts;
        _unserved[interval] = _solver.MakeNumVar(0, need, "");
        _shortfall[interval] = _solver.MakeNumVar(0, need, "");
        _unservedSum.SetCoefficient(_unserved[interval], _hours);
        _shortfallSum.SetCoefficient(_shortfall[interval], _hours);
        if (need == 0)
            return;
        var nominal = _solver.MakeConstraint(need, double.PositiveInfinity);
        var expected = _solver.MakeConstraint(need, double.PositiveInfinity);
        nominal.SetCoefficient(_unserved[interval], 1);
        expected.SetCoefficient(_shortfall[interval], 1);
        for (var c = 0; c < _columns.Length; c++)
        {
            var power = _problem.Candidates[c].Power[interval] * Watts;
            if (power == 0)
                continue;
            foreach (var (column, _, _) in _columns[c])
            {
                nominal.SetCoefficient(column, power);
                expected.SetCoefficient(column, power * (double)_problem.Candidates[c].Offer.Reliability);
            }
        }
    }

    private double ValueOfOther(int other, ReadOnlySpan<double> factors)
    {
        var value = 0.0;
        for (var c = 0; c < factors.Length; c++)
            value += factors[c] * _others[other].Weights[c];
        return value;
    }

    private (Constraint, double[]) AddOther(ILinearObjective objective)
    {
        double[] weights = [.. _problem.Candidates.Select(c => (double)objective.WeightOf(c.Offer) / JoulesPerKilowattHour)];
        var sum = _solver.MakeConstraint();
        for (var c = 0; c < weights.Length; c++)
            foreach (var (column, _, _) in _columns[c])
                sum.SetCoefficient(column, weights[c]);
        return (sum, weights);
    }

    // At most one of a group is awarded, so that the shares of their ceilings add up to at most 1.
    private void AddGroups()
    {
        var rows = new Dictionary<int, Constraint>();
        for (var c = 0; c < _columns.Length; c++)
        {
            var candidate = _problem.Candidates[c];
            if (candidate.Group < 0)
                continue;
            if (!rows.TryGetValue(candidate.Group, out var row))
                rows.Add(candidate.Group, row = _solver.MakeConstraint(double.NegativeInfinity, 1));
            foreach (var (column, _, _) in _columns[c])
                row.SetCoefficient(column, Factor.Whole / (double)candidate.Ceiling);
        }
    }
}
