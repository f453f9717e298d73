using Platone.Actors.Kernel;

namespace Platone.Actors.Markets.Clearing.Engines;

/// <summary>What an engine found for a request: answers of which the front is kept and one is chosen.</summary>
internal sealed class RequestAnswers(RequestProblem problem)
{
    /// <summary>
    /// How much more than the least unserved energy an answer may leave, as a divisor of the requested energy (0.005 %): the awards are
    /// whole watts, and answers that differ by less than those do are equals.
    /// </summary>
    public const long ToleranceDivisor = 20_000;

    private readonly EqualOffers _equals = new(problem);
    private readonly List<(int[] Factors, Totals Totals)> _answers = [];

    /// <summary>Whether there is no answer yet.</summary>
    public bool IsEmpty => _answers.Count == 0;

    /// <summary>The least unserved energy of an answer so far, J.</summary>
    public long LeastUnservedJoules { get; private set; } = long.MaxValue;

    /// <summary>All answers, in the order they were found.</summary>
    public IEnumerable<int[]> All => _answers.Select(a => a.Factors);

    /// <summary>Some of the answers that leave least unserved, the latest found first.</summary>
    /// <param name="count">At most so many.</param>
    public IEnumerable<int[]> Best(int count)
    {
        var most = LeastUnservedJoules + problem.RequestedJoules / ToleranceDivisor;
        return _answers.Where(a => a.Totals.UnservedJoules <= most).Select(a => a.Factors).Reverse().Take(Math.Max(0, count));
    }

    /// <summary>Adds an answer.</summary>
    /// <param name="factors">
    /// Millionths, one for each candidate; not changed afterwards, but here: what comes to no watt is taken out, and of equal offers the
    /// cheaper get the more.
    /// </param>
    public Totals Add(int[] factors)
    {
        problem.DropEmpty(factors);
        _equals.PreferCheaper(factors);
        var totals = problem.TotalsOf(factors);
        LeastUnservedJoules = Math.Min(LeastUnservedJoules, totals.UnservedJoules);
        _answers.Add((factors, totals));
        return totals;
    }

    /// <summary>The outcome: the front of the answers that leave least unserved, and the chosen one.</summary>
    /// <param name="gapOf">The proven gap of an answer's cost; null if nothing is proven.</param>
    /// <param name="limitHit">See <see cref="ClearedRequest.LimitHit"/>.</param>
    /// <param name="work">See <see cref="ClearedRequest.Work"/>.</param>
    public ClearedRequest Conclude(Func<Totals, decimal?>? gapOf = null, bool limitHit = false, long work = 0)
    {
        var most = LeastUnservedJoules + problem.RequestedJoules / ToleranceDivisor;
        var answers = _answers.Where(a => a.Totals.UnservedJoules <= most)
            .Select(a => (a.Factors, a.Totals, Point: new FrontPoint(a.Totals.Cost, a.Totals.ShortfallJoules, problem.OthersOf(a.Factors))))
            .OrderBy(a => a.Point.Cost).ThenBy(a => a.Point.ExpectedShortfallJoules)
            .ThenBy(a => a.Point.Others, Comparer<ValueList<decimal>>.Create(OneByOne)).ThenBy(a => a.Totals.UnservedJoules)
            .ToList();
        var kept = new List<(int[] Factors, Totals Totals, FrontPoint Point)>();
        foreach (var answer in answers)
            if (!kept.Any(k => IsAsGood(k.Point, answer.Point)))   // a later one is never better in all
                kept.Add(answer);
        var front = kept.Select(k => k.Point).ToValueList();
        var chosen = Choose(kept, front);
        var (factors, totals, _) = kept[chosen];
        return new ClearedRequest(problem.Request.Id, problem.RequestedJoules, totals.UnservedJoules, totals.ShortfallJoules, totals.Cost,
            problem.AwardsOf(factors), front, chosen, gapOf?.Invoke(totals), limitHit, work);
    }

    // The limit depends on the unserved energy, which differs by a few watts between answers: the chosen one has to fit its own.
    private int Choose(List<(int[] Factors, Totals Totals, FrontPoint Point)> kept, ValueList<FrontPoint> front)
    {
        for (var i = 0; i < kept.Count; i++)
            if (kept[i].Totals.ShortfallJoules <= ChosenPoint.Limit(problem.Rules, problem.RequestedJoules, kept[i].Totals.UnservedJoules)
                && ChosenPoint.Of(problem.Rules, front, problem.RequestedJoules, kept[i].Totals.UnservedJoules) == i)
                return i;
        return ChosenPoint.Of(problem.Rules, front, problem.RequestedJoules, LeastUnservedJoules);
    }

    private static int OneByOne(ValueList<decimal> a, ValueList<decimal> b)
    {
        for (var i = 0; i < a.Count; i++)
            if (a[i] != b[i])
                return a[i].CompareTo(b[i]);
        return 0;
    }

    private static bool IsAsGood(FrontPoint a, FrontPoint b)
    {
        if (a.Cost > b.Cost || a.ExpectedShortfallJoules > b.ExpectedShortfallJoules)
            return false;
        for (var i = 0; i < a.Others.Count; i++)
            if (a.Others[i] > b.Others[i])
                return false;
        return true;
    }
}
