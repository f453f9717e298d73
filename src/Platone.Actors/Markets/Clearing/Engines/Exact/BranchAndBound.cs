namespace Platone.Actors.Markets.Clearing.Engines.Exact;

/// <summary>
/// Finds the best answer of a <see cref="LinearModel"/> in which every candidate has nothing or at least its minimum and no two alternatives
/// are awarded, by branch and bound (Land and Doig 1960) on the relaxation. Only few candidates are ever split, because the relaxation has
/// no more factors strictly between their bounds than it has binding rows. Lifting what is below its minimum keeps every coverage, so that
/// each node gives an answer, too.
/// </summary>
/// <param name="problem">The request.</param>
/// <param name="model">Its model; its states are open again afterwards.</param>
/// <param name="cancellation">Ends it between two nodes.</param>
internal sealed class BranchAndBound(RequestProblem problem, LinearModel model, CancellationToken cancellation)
{
    // What the solver's tolerances may leave of a zero, and of a bound.
    private const double Tolerance = 1e-9;

    private readonly double[] _minimum = [.. problem.Candidates.Select(c => c.Minimum / (double)Factor.Whole)];
    private readonly double[] _factors = new double[problem.Candidates.Length];
    private readonly double[] _lifted = new double[problem.Candidates.Length];

    // By bound, then by age, so that the order never depends on the queue's whims.
    private readonly PriorityQueue<Node, (double Bound, long Age)> _open = new();
    private Node? _next;
    private long _age;
    private double[]? _before;

    /// <summary>Whether a limit of work ended a search.</summary>
    public bool LimitHit { get; private set; }

    /// <summary>The best answer for the model's objective and limits.</summary>
    /// <param name="gapOf">How far from the best an answer of this value may be to end the search.</param>
    /// <param name="steps">Most simplex steps; on it, the best until then is taken.</param>
    /// <returns>The answer's factors and a proven lower bound of the objective; null if no answer keeps the limits, or none was found.</returns>
    public (double[] Factors, double Value, double Bound)? Search(Func<double, double> gapOf, long steps)
    {
        double[]? best = null;
        var (value, bound) = (double.PositiveInfinity, double.PositiveInfinity);
        Node? applied = null;
        var last = model.Steps + steps;
        if (TryBefore() is { } tried)
            (best, value) = tried;
        _open.Clear();
        _next = new Node(null, [], CandidateState.Open, double.NegativeInfinity);
        while (Next() is { } node)
        {
            cancellation.ThrowIfCancellationRequested();
            if (node.Bound >= Cutoff())
            {
                bound = Math.Min(bound, node.Bound);
                continue;
            }

            if (model.Steps >= last)
            {
                LimitHit = true;
                bound = Math.Min(bound, node.Bound);
                continue;   // the rest of the open nodes have their say in the bound
            }

            Apply(applied, node);
            applied = node;
            if (!model.Solve(_factors, out var objective))
            {
                LimitHit = true;
                bound = Math.Min(bound, node.Bound);
                continue;
            }

            if (double.IsPositiveInfinity(objective))
                continue;
            if (Lift())
            {
                var lifted = model.ValueOf(_lifted);
                if (lifted < value)
                    (best, value) = ([.. _lifted], lifted);
            }

            if (objective >= Cutoff() || !Branch(node, objective))
                bound = Math.Min(bound, objective);
        }

        Apply(applied, null);
        _before = best ?? _before;
        return best is null ? null : (best, value, Math.Min(bound, value));

        double Cutoff() => best is null ? double.PositiveInfinity : value - gapOf(value);
    }

    // Neighbours on a front award mostly the same offers: what the search before chose, its factors fitted to the limits of now.
    private (double[] Factors, double Value)? TryBefore()
    {
        if (_before is null)
            return null;
        SetAll(c => _before[c] > 0 ? CandidateState.On : CandidateState.Off);
        var isFound = model.Solve(_factors, out var objective) && double.IsFinite(objective) && Lift();
        SetAll(_ => CandidateState.Open);
        return isFound ? ([.. _lifted], model.ValueOf(_lifted)) : null;
    }

    private void SetAll(Func<int, CandidateState> stateOf)
    {
        for (var c = 0; c < _factors.Length; c++)
            if (problem.Candidates[c] is { Minimum: > 1 } or { Group: >= 0 })
                model.Set(c, stateOf(c));
    }

    // Down from a node as long as there is a child, as the basis is near; then on with the most promising one.
    private Node? Next()
    {
        if (_next is null)
            return _open.TryDequeue(out var node, out _) ? node : null;
        (var child, _next) = (_next, null);
        return child;
    }

    private void Push(Node node) => _open.Enqueue(node, (node.Bound, _age++));

    // The answer nearest above the relaxation; false if alternatives are in each other's way, or a limit in that of the lift.
    private bool Lift()
    {
        for (var c = 0; c < _factors.Length; c++)
            _lifted[c] = _factors[c] <= Tolerance ? 0 : Math.Max(_factors[c], _minimum[c]);
        return Conflict() < 0 && model.KeepsLimits(_lifted);
    }

    private bool Branch(Node node, double objective)
    {
        var split = Conflict();
        if (split >= 0)
        {
            var others = new List<int>();
            for (var c = 0; c < _factors.Length; c++)
                if (c != split && problem.Candidates[c].Group == problem.Candidates[split].Group)
                    others.Add(c);
            if (!IsOn(node, split))
                Push(new Node(node, [split], CandidateState.Off, objective));
            _next = new Node(node, others, CandidateState.Off, objective);
            return true;
        }

        split = MostBelowMinimum();
        if (split < 0)
            return false;
        var (on, off) = (new Node(node, [split], CandidateState.On, objective), new Node(node, [split], CandidateState.Off, objective));
        var isNearerOn = _factors[split] >= _minimum[split] / 2;
        Push(isNearerOn ? off : on);
        _next = isNearerOn ? on : off;
        return true;
    }

    // The candidate with the most of a group of which two are awarded; -1 if there is none.
    private int Conflict()
    {
        var most = new Dictionary<int, int>();
        var conflict = -1;
        for (var c = 0; c < _factors.Length; c++)
        {
            var group = problem.Candidates[c].Group;
            if (group < 0 || _factors[c] <= Tolerance)
                continue;
            if (!most.TryAdd(group, c))
            {
                var other = most[group];
                most[group] = _factors[c] > _factors[other] ? c : other;
                conflict = group;
            }
        }

        return conflict < 0 ? -1 : most[conflict];
    }

    // The candidate whose lift would change most; -1 if all keep their minimum.
    private int MostBelowMinimum()
    {
        var (split, most) = (-1, 0.0);
        for (var c = 0; c < _factors.Length; c++)
        {
            var (factor, minimum) = (_factors[c], _minimum[c]);
            if (factor <= Tolerance || factor >= minimum - Tolerance)
                continue;
            var energy = Math.Min(factor, minimum - factor) * problem.Candidates[c].EnergyWatts;
            if (energy > most)
                (split, most) = (c, energy);
        }

        return split;
    }

    private void Apply(Node? before, Node? now)
    {
        for (var node = before; node is not null; node = node.Parent)
            foreach (var c in node.Candidates)
                model.Set(c, CandidateState.Open);
        for (var node = now; node is not null; node = node.Parent)   // no candidate is decided twice on a path, but for one that is on:
            foreach (var c in node.Candidates)                       // its alternatives are put off below it
                model.Set(c, node.State);
    }

    private static bool IsOn(Node node, int candidate)
    {
        for (var n = node; n is not null; n = n.Parent)
            if (n.State == CandidateState.On && n.Candidates[0] == candidate)
                return true;
        return false;
    }

    private sealed record Node(Node? Parent, IReadOnlyList<int> Candidates, CandidateState State, double Bound);
}
