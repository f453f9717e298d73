namespace Platone.Actors.Markets.Clearing.Engines.MeritOrders;

/// <summary>
/// Clears along the merit order: cheapest first. It is fast and easy to follow, honours every rule, and proves nothing: where minimum
/// activations or alternatives are in play, or where an offer far down the order fits better, another engine finds cheaper answers.
/// Its front comes from asking that the expected delivery, too, covers 0 to 100 % of the need.
/// </summary>
public sealed class MeritOrderEngine : IClearingEngine
{
    /// <inheritdoc/>
    public string Name => "merit-order";

    /// <inheritdoc/>
    public ClearingResult Clear(ClearingProblem problem, CancellationToken cancellation = default) =>
        SequentialClearing.Run(problem, Name, p => Clear(p, cancellation), cancellation);

    private static ClearedRequest Clear(RequestProblem problem, CancellationToken cancellation)
    {
        var answers = new RequestAnswers(problem);
        foreach (var factors in AnswersTo(problem, cancellation))
            answers.Add(factors);
        return answers.Conclude();
    }

    /// <summary>The answers of the merit order: the front's shares of expected delivery, and the least one that reaches the target.</summary>
    internal static IEnumerable<int[]> AnswersTo(RequestProblem problem, CancellationToken cancellation)
    {
        var order = new MeritOrder(problem);
        var points = problem.Rules.FrontPoints;
        var (below, above) = (-1L, -1L);
        for (var i = 0; i < points; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var share = (long)Factor.Whole * i / (points - 1);
            var factors = order.Award(share);
            if (above < 0 && ReachesTarget(problem, factors))
                above = share;
            else if (above < 0)
                below = share;
            yield return factors;
        }

        if (above < 0 || below < 0)
            yield break;   // the cheapest reaches it already, or none does
        while (above - below > 1)
        {
            var middle = (above + below) / 2;
            if (ReachesTarget(problem, order.Award(middle)))
                above = middle;
            else
                below = middle;
        }

        yield return order.Award(above);
    }

    private static bool ReachesTarget(RequestProblem problem, int[] factors)
    {
        var totals = problem.TotalsOf(factors);
        return totals.ShortfallJoules <= ChosenPoint.Limit(problem.Rules, problem.RequestedJoules, totals.UnservedJoules);
    }
}
