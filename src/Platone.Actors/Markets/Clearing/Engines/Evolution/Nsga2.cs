namespace Platone.Actors.Markets.Clearing.Engines.Evolution;

/// <summary>
/// NSGA-II (Deb, Pratap, Agarwal and Meyarivan 2002): fast non-dominated sorting, crowding distance, constrained domination, elitism over
/// parents and children. Everything lies in flat arrays that are made once. Deterministic for a seed, whatever the number of threads.
/// </summary>
internal sealed class Nsga2
{
    private readonly IEvolution _problem;
    private readonly ulong _seed;
    private readonly int _size;
    private readonly double[] _genes;        // parents first, then their children
    private readonly double[] _next;
    private readonly double[] _objectives;
    private readonly double[] _violations;
    private readonly int[] _ranks;
    private readonly double[] _crowding;
    private readonly int[] _order;
    private readonly int[] _dominatedBy;
    private readonly List<int>[] _dominates;

    /// <summary>A population.</summary>
    /// <param name="problem">What evolves.</param>
    /// <param name="size">Individuals of a generation, an even number.</param>
    /// <param name="seed">Where the random numbers begin.</param>
    public Nsga2(IEvolution problem, int size, ulong seed)
    {
        (_problem, _size, _seed) = (problem, size, seed);
        _genes = new double[2 * size * problem.Variables];
        _next = new double[size * problem.Variables];
        _objectives = new double[2 * size * problem.Objectives];
        _violations = new double[2 * size];
        _ranks = new int[2 * size];
        _crowding = new double[2 * size];
        _order = new int[2 * size];
        _dominatedBy = new int[2 * size];
        _dominates = [.. Enumerable.Range(0, 2 * size).Select(_ => new List<int>())];
    }

    /// <summary>Genes of an individual of the present generation.</summary>
    public ReadOnlySpan<double> Genes(int individual) => Gene(individual);

    /// <summary>Objectives of an individual of the present generation.</summary>
    public ReadOnlySpan<double> Objectives(int individual) => Objective(individual);

    /// <summary>Individuals of the present generation that keep all constraints and that no other dominates.</summary>
    public IEnumerable<int> Front()
    {
        for (var i = 0; i < _size; i++)
            if (_ranks[i] == 0 && _violations[i] <= 0)
                yield return i;
    }

    /// <summary>Evolves.</summary>
    /// <param name="seeds">Individuals to begin with, at most the population; the rest is drawn.</param>
    /// <param name="generations">How often.</param>
    /// <param name="cancellation">Ends it between two generations.</param>
    public void Run(IReadOnlyList<double[]> seeds, int generations, CancellationToken cancellation)
    {
        Each(_size, (i, scratch) =>
        {
            var random = new Prng(_seed, 0, i);
            if (i < seeds.Count)
                seeds[i].CopyTo(Gene(i));
            else
                _problem.Draw(Gene(i), ref random);
            Evaluate(i, scratch);
        });
        Sort(_size);
        for (var generation = 1; generation <= generations; generation++)
        {
            cancellation.ThrowIfCancellationRequested();
            var now = generation;
            Each(_size / 2, (pair, scratch) =>
            {
                var random = new Prng(_seed, now, pair);
                var (one, other) = (_size + 2 * pair, _size + 2 * pair + 1);
                Gene(Tournament(ref random)).CopyTo(Gene(one));
                Gene(Tournament(ref random)).CopyTo(Gene(other));
                _problem.Vary(Gene(one), Gene(other), ref random, scratch);
                Evaluate(one, scratch);
                Evaluate(other, scratch);
            });
            Sort(2 * _size);
            Survive();
        }
    }

    private void Each(int count, Action<int, object> work) => Parallel.For(0, count, _problem.CreateScratch, (i, _, scratch) =>
    {
        work(i, scratch);
        return scratch;
    }, _ => { });

    private void Evaluate(int i, object scratch) => _violations[i] = _problem.Evaluate(Gene(i), Objective(i), scratch);

    private int Tournament(ref Prng random)
    {
        var (a, b) = (random.Next(_size), random.Next(_size));
        return Compare(b, a) < 0 ? b : a;
    }

    // Better first: rank, then crowding, then place, so that no order depends on a sort's whims.
    private int Compare(int a, int b)
    {
        if (_ranks[a] != _ranks[b])
            return _ranks[a].CompareTo(_ranks[b]);
        var byCrowding = _crowding[b].CompareTo(_crowding[a]);
        return byCrowding != 0 ? byCrowding : a.CompareTo(b);
    }

    private void Sort(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _dominates[i].Clear();
            _dominatedBy[i] = 0;
        }

        for (var i = 0; i < count; i++)
            for (var j = i + 1; j < count; j++)
            {
                var order = Dominance(i, j);
                if (order < 0)
                {
                    _dominates[i].Add(j);
                    _dominatedBy[j]++;
                }
                else if (order > 0)
                {
                    _dominates[j].Add(i);
                    _dominatedBy[i]++;
                }
            }

        var (from, to, rank) = (0, 0, 0);
        for (var i = 0; i < count; i++)
            if (_dominatedBy[i] == 0)
                _order[to++] = i;
        while (from < to)
        {
            var end = to;
            for (var k = from; k < end; k++)
            {
                _ranks[_order[k]] = rank;
                foreach (var j in _dominates[_order[k]])
                    if (--_dominatedBy[j] == 0)
                        _order[to++] = j;
            }

            Crowd(from, end);
            (from, rank) = (end, rank + 1);
        }
    }

    // Below 0 if a dominates b, above 0 if b dominates a (constrained domination, section VI of the paper).
    private int Dominance(int a, int b)
    {
        var (va, vb) = (_violations[a], _violations[b]);
        if (va > 0 || vb > 0)
            return va.CompareTo(vb);
        var (better, worse) = (false, false);
        var oa = Objective(a);
        var ob = Objective(b);
        for (var m = 0; m < oa.Length; m++)
        {
            better |= oa[m] < ob[m];
            worse |= oa[m] > ob[m];
        }

        return better == worse ? 0 : better ? -1 : 1;
    }

    private void Crowd(int from, int to)
    {
        var front = _order.AsSpan(from, to - from);
        foreach (var i in front)
            _crowding[i] = 0;
        for (var m = 0; m < _problem.Objectives; m++)
        {
            var objective = m;
            front.Sort((a, b) =>
            {
                var byValue = Objective(a)[objective].CompareTo(Objective(b)[objective]);
                return byValue != 0 ? byValue : a.CompareTo(b);
            });
            var width = Objective(front[^1])[m] - Objective(front[0])[m];
            _crowding[front[0]] = _crowding[front[^1]] = double.PositiveInfinity;
            if (width <= 0)
                continue;
            for (var k = 1; k < front.Length - 1; k++)
                _crowding[front[k]] += (Objective(front[k + 1])[m] - Objective(front[k - 1])[m]) / width;
        }
    }

    private void Survive()
    {
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        Array.Sort(_order, Compare);
        var (objectives, violations, ranks, crowding) =
            (new double[_size * _problem.Objectives], new double[_size], new int[_size], new double[_size]);
        for (var k = 0; k < _size; k++)
        {
            var i = _order[k];
            Gene(i).CopyTo(_next.AsSpan(k * _problem.Variables, _problem.Variables));
            Objective(i).CopyTo(objectives.AsSpan(k * _problem.Objectives, _problem.Objectives));
            (violations[k], ranks[k], crowding[k]) = (_violations[i], _ranks[i], _crowding[i]);
        }

        _next.CopyTo(_genes, 0);
        objectives.CopyTo(_objectives, 0);
        violations.CopyTo(_violations, 0);
        ranks.CopyTo(_ranks, 0);
        crowding.CopyTo(_crowding, 0);
    }

    private Span<double> Gene(int individual) => _genes.AsSpan(individual * _problem.Variables, _problem.Variables);

    private Span<double> Objective(int individual) => _objectives.AsSpan(individual * _problem.Objectives, _problem.Objectives);
}
