using System.Collections.Immutable;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Units;
using Platone.Actors.Markets.Clearing.Objectives;

namespace Platone.Actors.Markets.Clearing.Engines;

/// <summary>
/// One request with the offers that match it, as flat arrays: what the engines work on. An answer to it is an array of factors in
/// millionths, one for each <see cref="Candidate"/>; all sums here are exact.
/// </summary>
internal sealed class RequestProblem
{
    private RequestProblem(ClearingProblem problem, ClearingRequest request, Candidate[] candidates)
    {
        Problem = problem;
        Request = request;
        Candidates = candidates;
        Offers = [.. candidates.Select(c => c.Offer)];
        Others = ClearingObjectives.OthersOf(problem.Rules);
        Linear = [.. Others.OfType<ILinearObjective>()];
        Need = request.Power.Watts;
        RequestedJoules = request.Power.Over(problem.IntervalSeconds).Joules;
    }

    public ClearingProblem Problem { get; }

    public ClearingRequest Request { get; }

    public ClearingRules Rules => Problem.Rules;

    /// <summary>The matching offers, in the problem's order.</summary>
    public Candidate[] Candidates { get; }

    /// <summary>The offers of the candidates.</summary>
    public ClearingOffer[] Offers { get; }

    /// <summary>The rules' objectives besides cost and expected shortfall.</summary>
    public IObjective[] Others { get; }

    /// <summary>Those of <see cref="Others"/> that are linear, in their order.</summary>
    public ILinearObjective[] Linear { get; }

    /// <summary>W, one value an interval.</summary>
    public ImmutableArray<long> Need { get; }

    public long RequestedJoules { get; }

    public int Intervals => Need.Length;

    public static RequestProblem Of(ClearingProblem problem, ClearingRequest request, ClearingBook book)
    {
        var area = ClearingBook.AreaOf(request);
        var candidates = new List<Candidate>();
        var groups = new Dictionary<object, int>();
        for (var i = 0; i < problem.Offers.Count; i++)
        {
            if (book.Match(request, area, i, out var ceiling) != OfferMatch.Matches)
                continue;
            var offer = problem.Offers[i];
            var group = -1;
            if (book.Group(i) is { } key && !groups.TryGetValue(key, out group))
                groups.Add(key, group = groups.Count);
            candidates.Add(new Candidate(i, offer, ClearingBook.LeastAward(offer).Millionths, ceiling.Millionths, book.Taken(i), group));
        }

        return new RequestProblem(problem, request, [.. candidates]);
    }

    /// <summary>Sums of an answer.</summary>
    public Totals TotalsOf(ReadOnlySpan<int> factors)
    {
        var (nominal, expected) = (new long[Intervals], new long[Intervals]);
        var cost = 0m;
        for (var c = 0; c < factors.Length; c++)
        {
            if (factors[c] == 0)
                continue;
            AddTo(nominal, expected, c, factors[c]);
            cost += CostOf(c, factors[c]);
        }

        return new Totals(UnservedJoules(nominal), ShortfallJoules(expected), cost);
    }

    /// <summary>Adds an award to what is covered.</summary>
    /// <param name="nominal">W.</param>
    /// <param name="expected">Millionths of a watt.</param>
    /// <param name="candidate">Of which candidate.</param>
    /// <param name="factor">Millionths.</param>
    /// <param name="sign">-1 takes it away again.</param>
    public void AddTo(Span<long> nominal, Span<long> expected, int candidate, int factor, int sign = 1)
    {
        var c = Candidates[candidate];
        var share = new Factor(factor);
        for (var t = 0; t < nominal.Length; t++)
        {
            var watts = sign * share.Of(c.Power[t]);
            nominal[t] += watts;
            expected[t] += watts * c.ReliabilityMillionths;
        }
    }

    /// <summary>U of the rules, J.</summary>
    /// <param name="nominal">Covered, W.</param>
    public long UnservedJoules(ReadOnlySpan<long> nominal)
    {
        var watts = 0L;
        for (var t = 0; t < nominal.Length; t++)
            watts += Math.Max(0, Need[t] - nominal[t]);
        return watts * Problem.IntervalSeconds;
    }

    /// <summary>E of the rules, J.</summary>
    /// <param name="expected">Covered by the expected delivery, millionths of a watt.</param>
    public decimal ShortfallJoules(ReadOnlySpan<long> expected)
    {
        var microwatts = 0m;
        for (var t = 0; t < expected.Length; t++)
            microwatts += Math.Max(0, Need[t] * Factor.Whole - expected[t]);
        return microwatts * Problem.IntervalSeconds / Factor.Whole;
    }

    /// <summary>What an award costs, EUR.</summary>
    public decimal CostOf(int candidate, int factor)
    {
        var c = Candidates[candidate];
        return c.Offer.Price.CostOf(c.Offer.Power, c.Taken, new Factor(factor), Problem.IntervalSeconds);
    }

    /// <summary>Takes out of an answer what comes to no watt in any interval: that is no award.</summary>
    public void DropEmpty(Span<int> factors)
    {
        for (var c = 0; c < factors.Length; c++)
            if (factors[c] > 0 && new Factor(factors[c]).Of(Candidates[c].Peak) == 0)
                factors[c] = 0;
    }

    /// <summary>The awards of an answer.</summary>
    public ValueList<ClearedAward> AwardsOf(ReadOnlySpan<int> factors)
    {
        var awards = new List<ClearedAward>();
        for (var c = 0; c < factors.Length; c++)
        {
            if (factors[c] == 0)
                continue;
            var (offer, factor) = (Candidates[c].Offer, new Factor(factors[c]));
            var power = PowerProfile.Of(Intervals, t => factor.Of(offer.Power[t]));
            awards.Add(new ClearedAward(Request.Id, offer.Id, factor, power, CostOf(c, factors[c])));
        }

        return awards.ToValueList();
    }

    /// <summary>Values of the rules' objectives besides cost and expected shortfall, in their order.</summary>
    public ValueList<decimal> OthersOf(ReadOnlySpan<int> factors)
    {
        if (Others.Length == 0)
            return [];
        var values = new decimal[Others.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Others[i].ValueOf(Offers, factors, Problem.IntervalSeconds);
        return ValueList.Of<decimal>(values);
    }
}

/// <summary>An offer that matches a request.</summary>
/// <param name="Index">Its place in the problem.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Minimum">The least award, millionths, at least 1.</param>
/// <param name="Ceiling">The largest award, millionths, not below <paramref name="Minimum"/>.</param>
/// <param name="Taken">What others have of it.</param>
/// <param name="Group">Number of its group of alternatives; -1 if it has none.</param>
internal sealed record Candidate(int Index, ClearingOffer Offer, int Minimum, int Ceiling, Factor Taken, int Group)
{
    /// <summary>The whole offer, W.</summary>
    public ImmutableArray<long> Power { get; } = Offer.Power.Watts;

    /// <summary>The largest power of an interval, W.</summary>
    public long Peak { get; } = Offer.Power.Watts.Max();

    /// <summary>Sum over the intervals, W.</summary>
    public long EnergyWatts { get; } = Offer.Power.Watts.Sum();

    /// <summary>Its reliability, 0 to 1,000,000.</summary>
    public long ReliabilityMillionths { get; } = (long)(Offer.Reliability * Factor.Whole);
}

/// <summary>Sums of an answer to a request.</summary>
/// <param name="UnservedJoules">U, J.</param>
/// <param name="ShortfallJoules">E, J.</param>
/// <param name="Cost">EUR.</param>
internal readonly record struct Totals(long UnservedJoules, decimal ShortfallJoules, decimal Cost);
