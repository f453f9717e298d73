using Platone.Actors.Markets.Clearing.Engines.Exact;
using Platone.Actors.Markets.Clearing.Engines.MeritOrders;

namespace Platone.Actors.Markets.Clearing.Engines.Evolution;

/// <summary>
/// Clears with NSGA-II (Deb et al. 2002), for any objectives. It begins with points of the exact front of cost and expected shortfall, or,
/// alone, with merit orders; either are among its answers, so that it never does worse. It proves nothing.
/// </summary>
public sealed class NsgaEngine : IClearingEngine
{
    private readonly bool _isAlone;

    /// <summary>The engine.</summary>
    /// <param name="isAlone">Whether it begins with merit orders only.</param>
    public NsgaEngine(bool isAlone = false) => _isAlone = isAlone;

    /// <inheritdoc/>
    public string Name => _isAlone ? "nsga-alone" : "nsga";

    /// <inheritdoc/>
    public ClearingResult Clear(ClearingProblem problem, CancellationToken cancellation = default) =>
        SequentialClearing.Run(problem, Name, p => Clear(p, cancellation), cancellation);

    private ClearedRequest Clear(RequestProblem problem, CancellationToken cancellation)
    {
        var answers = new RequestAnswers(problem);
        foreach (var factors in MeritOrderEngine.AnswersTo(problem, cancellation))
            answers.Add(factors);
        if (problem.Candidates.Length == 0)
            return answers.Conclude();

        var limitHit = false;
        if (!_isAlone)
            using (var front = new ExactFront(problem, cancellation))
                foreach (var factors in front.Answers(out limitHit))
                    answers.Add(factors);

        var request = new RelaxedRequest(problem);
        var workspace = new AwardWorkspace(request);
        var seeds = new List<double[]>();
        var prices = AddMeritOrders(problem, request, workspace, answers, seeds);
        foreach (var factors in answers.Best(problem.Rules.Population - seeds.Count))
            seeds.Add([.. factors.Select(f => f / (double)Factor.Whole)]);
        var evolution = new Nsga2(new AwardEvolution(request, answers.LeastUnservedJoules, prices), problem.Rules.Population, problem.Rules.Seed);
        evolution.Run([.. seeds.Take(problem.Rules.Population)], problem.Rules.Generations, cancellation);
        foreach (var individual in evolution.Front())
            answers.Add(WholeWatts.Of(problem, evolution.Genes(individual), answers.LeastUnservedJoules, null));
        return answers.Conclude(limitHit: limitHit, work: problem.Rules.Generations);
    }

    // Merit orders for prices of the expected shortfall from none to one at which all is bought that helps; then ever closer to the target.
    private static double[] AddMeritOrders(RequestProblem problem, RelaxedRequest request, AwardWorkspace workspace, RequestAnswers answers,
        List<double[]> seeds)
    {
        var order = new PricedMeritOrder(request, workspace);
        var points = Math.Min(2 * problem.Rules.FrontPoints, problem.Rules.Population / 2);
        var prices = new List<double> { 0 };
        for (var price = order.MeanPrice / 40; prices.Count < points - 1; price *= Ratio(points))
            prices.Add(price);
        prices.Add(order.MeanPrice * 1000);
        var (below, above) = (-1.0, -1.0);
        foreach (var price in prices)
        {
            var reaches = Add(price);
            if (!reaches)
                below = price;
            else if (above < 0)
                above = price;
        }

        for (var i = 0; i < 8 && above > 0 && below >= 0 && below < above; i++)
        {
            var middle = (below + above) / 2;
            if (Add(middle))
                above = middle;
            else
                below = middle;
        }

        return [.. prices];

        bool Add(double price)
        {
            var factors = order.Award(price);
            seeds.Add(factors);
            var totals = answers.Add(WholeWatts.Of(problem, factors, answers.LeastUnservedJoules, null));
            return totals.ShortfallJoules <= ChosenPoint.Limit(problem.Rules, problem.RequestedJoules, totals.UnservedJoules);
        }
    }

    // From a fortieth of the mean price to forty times it; a fraction, so that no power function is needed.
    private static double Ratio(int points) => 1 + 7.4 / Math.Max(1, points - 3);
}
