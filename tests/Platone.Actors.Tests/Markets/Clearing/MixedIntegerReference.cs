using Google.OrTools.LinearSolver;
using Platone.Actors.Markets.Clearing;

namespace Platone.Actors.Tests.Markets.Clearing;

/// <summary>
/// The first request of a problem as a mixed-integer programme, written down straight from the rules and handed to SCIP: shares no code with
/// the exact engine, and cuts nothing to whole watts.
/// </summary>
internal static class MixedIntegerReference
{
    private const double Hours = 0.25;

    /// <summary>Least U (kWh), and the least cost at it with at most so much E beyond it (infinity if none reaches it).</summary>
    public static (double UnservedKwh, double Cost, double CostAtTarget) Solve(ClearingProblem problem)
    {
        var request = problem.InClearingOrder()[0];
        var unserved = Solve(problem, request, null, null);
        var limit = unserved + (1 - (double)problem.Rules.ReliabilityTarget) * (request.Power.Sum(w => w * 1e-3 * Hours) - unserved);
        return (unserved, Solve(problem, request, unserved, null), Solve(problem, request, unserved, limit));
    }

    /// <summary>The least of a weight of each offer at the least U, kWh.</summary>
    public static double LeastOf(ClearingProblem problem, double unservedKwh, Func<ClearingOffer, decimal> weightOf) =>
        Solve(problem, problem.InClearingOrder()[0], unservedKwh, null, weightOf);

    /// <summary>The least cost at the least U with at most so much of a weight of each offer, kWh.</summary>
    public static double CostAt(ClearingProblem problem, double unservedKwh, Func<ClearingOffer, decimal> weightOf, double mostKwh) =>
        Solve(problem, problem.InClearingOrder()[0], unservedKwh, null, weightOf, mostKwh);

    private static double Solve(ClearingProblem problem, ClearingRequest request, double? mostUnserved, double? mostShortfall,
        Func<ClearingOffer, decimal>? weightOf = null, double? mostWeight = null)
    {
        using var solver = Solver.CreateSolver("SCIP");
        var goal = solver.Objective();
        goal.SetMinimization();
        var nominal = request.Power.Select(w => solver.MakeConstraint(w * 1e-3, double.PositiveInfinity)).ToArray();
        var expected = request.Power.Select(w => solver.MakeConstraint(w * 1e-3, double.PositiveInfinity)).ToArray();
        var (u, e, w) = (solver.MakeConstraint(), solver.MakeConstraint(), solver.MakeConstraint());
        w.SetBounds(double.NegativeInfinity, mostWeight ?? double.PositiveInfinity);
        u.SetBounds(double.NegativeInfinity, mostUnserved is { } least ? least + 1e-4 : double.PositiveInfinity);
        e.SetBounds(double.NegativeInfinity, mostShortfall ?? double.PositiveInfinity);
        for (var t = 0; t < problem.Intervals; t++)
        {
            foreach (var (row, sum) in ((Constraint, Constraint)[])[(nominal[t], u), (expected[t], e)])
            {
                var slack = solver.MakeNumVar(0, double.PositiveInfinity, "");
                row.SetCoefficient(slack, 1);
                sum.SetCoefficient(slack, Hours);
                if (sum == u && mostUnserved is null)
                    goal.SetCoefficient(slack, Hours);
            }
        }

        foreach (var group in problem.Offers.GroupBy(o => o.AlternativeOf is null ? o.Id.Value : $"{o.Aggregator}/{o.AlternativeOf}"))
        {
            var one = solver.MakeConstraint(double.NegativeInfinity, group.Any(o => !o.Taken.IsZero) ? 0 : 1);
            foreach (var offer in group)
            {
                if (offer.Direction != request.Direction || (request.Buses is { } area && !offer.Buses.All(area.Contains))
                    || !request.Power.Zip(offer.Power).Any(p => p.Item1 > 0 && p.Item2 > 0))
                    continue;
                var isOn = solver.MakeBoolVar("");
                if (offer.Taken.IsZero)
                    one.SetCoefficient(isOn, 1);   // what was awarded before stays possible, and shuts the others out
                var (atMost, atLeast) = (solver.MakeConstraint(double.NegativeInfinity, 0), solver.MakeConstraint(0, double.PositiveInfinity));
                atMost.SetCoefficient(isOn, -Math.Max(0, (double)(offer.Limit.Value - offer.Taken.Value)));
                atLeast.SetCoefficient(isOn, -(double)offer.MinActivation.Value);
                var from = 0m;
                foreach (var step in offer.Price.Steps)
                {
                    var width = (double)(step.UpTo.Value - Math.Max(from, offer.Taken.Value));
                    from = step.UpTo.Value;
                    if (width <= 0 || step.Price > (request.PriceCap ?? decimal.MaxValue))
                        continue;
                    var x = solver.MakeNumVar(0, width, "");
                    atMost.SetCoefficient(x, 1);
                    atLeast.SetCoefficient(x, 1);
                    for (var t = 0; t < problem.Intervals; t++)
                    {
                        nominal[t].SetCoefficient(x, offer.Power[t] * 1e-3);
                        expected[t].SetCoefficient(x, offer.Power[t] * 1e-3 * (double)offer.Reliability);
                    }

                    var weight = (double)(weightOf?.Invoke(offer) ?? 0) / 3.6e6;
                    w.SetCoefficient(x, weight);
                    if (mostUnserved is not null)
                        goal.SetCoefficient(x, weightOf is not null && mostWeight is null
                            ? weight
                            : offer.Power.Sum() * 1e-6 * Hours * (double)step.Price);
                }
            }
        }

        using var parameters = new MPSolverParameters();
        parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, 0);
        return solver.Solve(parameters) == Solver.ResultStatus.OPTIMAL ? goal.Value() : double.PositiveInfinity;
    }
}
