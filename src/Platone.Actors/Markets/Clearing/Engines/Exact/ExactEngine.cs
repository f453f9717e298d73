using Platone.Actors.Markets.Clearing.Objectives;

namespace Platone.Actors.Markets.Clearing.Engines.Exact;

/// <summary>
/// Clears at the proven optimum: least unserved energy first, then the front of cost and expected shortfall by the epsilon-constraint method
/// (Haimes, Lasdon and Wismer 1971) over the mixed-integer programme of the rules, each point by <see cref="BranchAndBound"/> on a
/// relaxation that stays warm from point to point. The chosen point is a point of its own at exactly the rule's limit. Further linear
/// objectives are limited level by level in a grid, without and with the limit of the expected shortfall, each point again the cheapest.
/// <para>
/// A gap is proven against the model in which awards are not cut to whole watts; the cut changes a cost by less than a watt an interval and
/// award.
/// </para>
/// </summary>
public sealed class ExactEngine : IClearingEngine
{
    /// <inheritdoc/>
    public string Name => "exact";

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The problem has <see cref="ClearingProblem.Faults"/>, or its rules have an objective that is not linear.
    /// </exception>
    public ClearingResult Clear(ClearingProblem problem, CancellationToken cancellation = default)
    {
        if (!ClearingObjectives.AreLinear(problem.Rules))
            throw new ArgumentException($"the exact engine minimises what is linear, not all of {problem.Rules.Objectives}", nameof(problem));
        return SequentialClearing.Run(problem, Name, p => Clear(p, cancellation), cancellation);
    }

    private static ClearedRequest Clear(RequestProblem problem, CancellationToken cancellation)
    {
        using var front = new ExactFront(problem, cancellation);
        return front.Clear();
    }
}
