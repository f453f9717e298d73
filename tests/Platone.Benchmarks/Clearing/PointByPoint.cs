using Google.OrTools.LinearSolver;
using Platone.Actors.Markets.Clearing;

namespace Platone.Benchmarks.Clearing;

/// <summary>
/// The reference: the same mixed-integer programme, written down anew for each point of the front and handed to SCIP with the same gap, as
/// one would without reuse or warm start.
/// </summary>
internal static class PointByPoint
{
    private const double Watts = 1e-3;

    /// <summary>Solves a point of the first request.</summary>
    /// <param name="problem">One with flat prices and no alternatives.</param>
    /// <param name="mostShortfallKwh">The most E, kWh.</param>
    /// <returns>EUR.</returns>
    public static double CostAt(ClearingProblem problem, double mostShortfallKwh)
    {
        var request = problem.Requests[0];
        var hours = problem.IntervalSeconds / 3600.0;
        using var solver = Solver.CreateSolver("SCIP");
        using var parameters = new MPSolverParameters();
        parameters.SetDoubleParam(MPSolverParameters.DoubleParam.RELATIVE_MIP_GAP, (double)problem.Rules.FrontGapTarget);
        var goal = solver.Objective();
        goal.SetMinimization();
        var sum = solver.MakeConstraint(double.NegativeInfinity, mostShortfallKwh);
        var (nominal, expected) = (new Constraint[problem.Intervals], new Constraint[problem.Intervals]);
        for (var t = 0; t < problem.Intervals; t++)
        {
            var covered = problem.Offers.Where(o => Matches(o, request)).Sum(o => o.Power[t]);
            nominal[t] = solver.MakeConstraint(Math.Min(request.Power[t], covered) * Watts, double.PositiveInfinity);
            expected[t] = solver.MakeConstraint(request.Power[t] * Watts, double.PositiveInfinity);
            var shortfall = solver.MakeNumVar(0, double.PositiveInfinity, "");
            expected[t].SetCoefficient(shortfall, 1);
            sum.SetCoefficient(shortfall, hours);
        }

        foreach (var offer in problem.Offers)
        {
            if (!Matches(offer, request))
                continue;
            var factor = solver.MakeNumVar(0, 1, "");
            goal.SetCoefficient(factor, offer.Power.Sum() * Watts * hours * (double)offer.Price.Steps[0].Price / 1000);
            if (!offer.MinActivation.IsZero)
            {
                var isOn = solver.MakeBoolVar("");
                var (least, most) = (solver.MakeConstraint(0, double.PositiveInfinity), solver.MakeConstraint(double.NegativeInfinity, 0));
                least.SetCoefficient(factor, 1);
                least.SetCoefficient(isOn, -(double)offer.MinActivation.Value);
                most.SetCoefficient(factor, 1);
                most.SetCoefficient(isOn, -1);
            }

            for (var t = 0; t < problem.Intervals; t++)
            {
                if (offer.Power[t] == 0)
                    continue;
                nominal[t].SetCoefficient(factor, offer.Power[t] * Watts);
                expected[t].SetCoefficient(factor, offer.Power[t] * Watts * (double)offer.Reliability);
            }
        }

        return solver.Solve(parameters) == Solver.ResultStatus.OPTIMAL ? goal.Value() : throw new InvalidOperationException("no optimum");
    }

    private static bool Matches(ClearingOffer offer, ClearingRequest request) => offer.Direction == request.Direction
        && offer.Price.Steps[0].Price <= (request.PriceCap ?? decimal.MaxValue)
        && (request.Buses is not { } area || offer.Buses.All(area.Contains));
}
