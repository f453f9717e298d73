using Platone.Actors.Kernel;

namespace Platone.Actors.Markets.Clearing.Engines;

/// <summary>What all engines have in common: the requests one after another, each with what those before it left.</summary>
internal static class SequentialClearing
{
    /// <summary>Clears a problem.</summary>
    /// <param name="problem">What to clear.</param>
    /// <param name="engine">Name of the engine.</param>
    /// <param name="clear">Clears one request.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    public static ClearingResult Run(ClearingProblem problem, string engine, Func<RequestProblem, ClearedRequest> clear,
        CancellationToken cancellation)
    {
        problem.Check();
        var book = new ClearingBook(problem);
        var cleared = new List<ClearedRequest>();
        foreach (var request in problem.InClearingOrder())
        {
            cancellation.ThrowIfCancellationRequested();
            var candidates = RequestProblem.Of(problem, request, book);
            var outcome = clear(candidates);
            cleared.Add(outcome);
            var next = 0;
            foreach (var award in outcome.Awards)   // both are in the problem's order
            {
                while (candidates.Candidates[next].Offer.Id != award.Offer)
                    next++;
                book.Take(candidates.Candidates[next].Index, award.Factor);
            }
        }

        return new ClearingResult(engine, cleared.ToValueList());
    }
}
