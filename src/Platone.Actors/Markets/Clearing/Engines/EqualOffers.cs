using Platone.Actors.Kernel.Units;

namespace Platone.Actors.Markets.Clearing.Engines;

/// <summary>
/// Offers of a request that differ in nothing but price: swapping their factors keeps every coverage, so that the cheaper one always has the
/// larger factor, and of one price the earlier one, whatever an engine's gap or randomness left.
/// </summary>
internal sealed class EqualOffers
{
    private readonly RequestProblem _problem;
    private readonly int[][] _classes;

    public EqualOffers(RequestProblem problem)
    {
        _problem = problem;
        var classes = new Dictionary<(PowerProfile, long, int, Factor, decimal, decimal), List<int>>();
        for (var c = 0; c < problem.Candidates.Length; c++)
        {
            var candidate = problem.Candidates[c];
            if (candidate.Group >= 0)
                continue;
            var key = (candidate.Offer.Power, candidate.ReliabilityMillionths, candidate.Minimum, candidate.Taken, candidate.Offer.LossesJ,
                candidate.Offer.ReboundJ);
            if (!classes.TryGetValue(key, out var members))
                classes.Add(key, members = []);
            members.Add(c);
        }

        _classes = [.. classes.Values.Where(m => m.Count > 1).OrderBy(m => m[0]).Select(m => m.ToArray())];
    }

    /// <summary>Swaps factors until no dearer equal has more.</summary>
    /// <param name="factors">Millionths, one for each candidate.</param>
    public void PreferCheaper(Span<int> factors)
    {
        foreach (var members in _classes)
            for (var swapped = true; swapped;)
            {
                swapped = false;
                for (var i = 0; i < members.Length; i++)
                    for (var j = 0; j < members.Length; j++)
                    {
                        var (cheap, dear) = (members[i], members[j]);
                        if (factors[cheap] >= factors[dear] || factors[dear] > _problem.Candidates[cheap].Ceiling || !IsCheaper(cheap, dear))
                            continue;
                        (factors[cheap], factors[dear]) = (factors[dear], factors[cheap]);
                        swapped = true;
                    }
            }
    }

    private bool IsCheaper(int a, int b)
    {
        var order = ComparePrices(_problem.Candidates[a], _problem.Candidates[b]);
        return order < 0 || (order == 0 && a < b);
    }

    // Below 0 if a is nowhere dearer and somewhere cheaper, 0 if they are the same, 1 or 2 if b is cheaper or they cross.
    private static int ComparePrices(Candidate a, Candidate b)
    {
        if (a.Offer.Price == b.Offer.Price)
            return 0;
        var (cheaper, dearer) = (false, false);
        for (var share = a.Taken; share < Factor.One;)
        {
            var (x, y) = (a.Offer.Price.PriceAfter(share), b.Offer.Price.PriceAfter(share));
            cheaper |= x < y;
            dearer |= x > y;
            share = Factor.Min(EndOf(a, share), EndOf(b, share));
        }

        return cheaper == dearer ? 2 : cheaper ? -1 : 1;
    }

    private static Factor EndOf(Candidate candidate, Factor share)
    {
        foreach (var step in candidate.Offer.Price.Steps)
            if (step.UpTo > share)
                return step.UpTo;
        return Factor.One;
    }
}
