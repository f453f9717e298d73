using System.Numerics;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Merkle;

namespace Platone.Actors.Notary.Anchoring.FlexMarkets;

/// <summary>
/// What <c>FlexMarket</c> would say, computed as it does (<c>contracts/src/FlexMarket.sol</c>, <c>proveAwards</c>) in whole numbers of its own: so
/// that it is known beforehand what the contract cannot prove.
/// </summary>
/// <param name="pricing">How the session pays.</param>
/// <param name="requests">Root and number of the requests.</param>
/// <param name="offers">Root and number of the offers.</param>
/// <param name="outcome">The outcome.</param>
internal sealed class FlexMarketModel(FlexPricing pricing, (Hash256 Root, int Count) requests, (Hash256 Root, int Count) offers, FlexOutcome outcome)
{
    private const int Whole = 1_000_000;

    private readonly Dictionary<uint, long> _awarded = [];
    private readonly Dictionary<Hash256, uint> _chosen = [];
    private readonly List<BigInteger> _prices = [];
    private uint _awards;
    private uint _request;
    private uint _nextPlace;
    private BigInteger _energy;
    private BigInteger _cost;
    private BigInteger _uniformPrice;
    private bool _isReached;

    /// <summary>Whether all awards are proved.</summary>
    public bool IsProved { get; private set; }

    /// <summary>What the contract pays each award that is proved by now, in their order, 1/10,000 EUR/MWh.</summary>
    public IReadOnlyList<BigInteger> Prices => _prices;

    /// <summary>The outcome is committed.</summary>
    /// <returns>The error the contract reverts with; null if it takes it.</returns>
    public FlexRefusal? Commit() => outcome.Awards == 0 ? Finish() : null;

    /// <summary>Awards are to be proved.</summary>
    /// <returns>The error the contract reverts with; null if it takes them. After an error the model is of no use any more.</returns>
    public FlexRefusal? Prove(FlexAwards part)
    {
        if (IsProved || part.Awards.IsEmpty)
            return new FlexRefusal("OutOfOrder", "nothing is left to prove");
        if (!Includes(FlexMarketAbi.Leaf(part.Request), part.Place, requests, part.Proof))
            return new FlexRefusal("NotRequested", $"request {part.Place}");
        if (_awards == 0 || part.Place > _request)
        {
            if (EndRequest() is { } refusal)
                return refusal;
            (_request, _nextPlace, _uniformPrice, _isReached) = (part.Place, 0, part.UniformPrice, false);
        }
        else if (part.Place < _request || part.UniformPrice != _uniformPrice)
        {
            return new FlexRefusal("OutOfOrder", $"request {part.Place} after {_request}");
        }
        foreach (var award in part.Awards)
        {
            if (Prove(part.Request, award) is { } refusal)
                return refusal;
        }
        return _awards >= outcome.Awards ? Finish() : null;
    }

    private FlexRefusal? Prove(FlexRequest request, FlexAward award)
    {
        var (place, offer) = (award.Place, award.Offer);
        if (place < _nextPlace)
            return new FlexRefusal("OutOfOrder", $"offer {place} before {_nextPlace}");
        if (!Includes(FlexMarketAbi.Leaf(offer), place, offers, award.Proof))
            return new FlexRefusal("NotOffered", $"offer {place}");
        if (offer.Direction != request.Direction)
            return new FlexRefusal("WrongDirection", $"offer {place}");
        if (offer.Alternative != default && !_chosen.TryAdd(offer.Alternative, place) && _chosen[offer.Alternative] != place)
            return new FlexRefusal("AlternativeTaken", $"offer {place}, after offer {_chosen[offer.Alternative]}");

        var before = _awarded.GetValueOrDefault(place);
        var (from, to) = (before + offer.Taken, before + offer.Taken + award.Factor);
        if (award.Factor == 0 || award.Factor < offer.MinActivation || to > Whole)
            return new FlexRefusal("BadFactor", $"offer {place}: {award.Factor} millionths after {from}, at least {offer.MinActivation}");
        _awarded[place] = to - offer.Taken;

        if (Price(offer.Steps, from, to) is not { } found)
            return new FlexRefusal("BadSteps", $"offer {place}");
        var (price, dearest) = found;
        if (dearest > request.PriceCap)
            return new FlexRefusal("AboveCap", $"offer {place}: {dearest} where {request.PriceCap} is paid at most");
        if (pricing == FlexPricing.PayAsClear)
        {
            if (dearest > _uniformPrice)
                return new FlexRefusal("NotUniform", $"request {_request}: offer {place} has {dearest}, more than {_uniformPrice}");
            _isReached |= dearest == _uniformPrice;
            price = _uniformPrice;
        }

        var energy = BigInteger.Zero;
        foreach (var watts in offer.Power)
            energy += (BigInteger)watts * award.Factor / Whole;
        _prices.Add(price);
        _awards++;
        _nextPlace = place + 1;
        _energy += energy;
        _cost += price * energy;
        return null;
    }

    private FlexRefusal? Finish()
    {
        if (EndRequest() is { } refusal)
            return refusal;
        if (_awards != outcome.Awards || _energy != (BigInteger)outcome.Energy || _cost != (BigInteger)outcome.Cost)
        {
            return new FlexRefusal("WrongTotal", $"{_awards} awards, {_energy} W, cost {_cost}; the outcome says {outcome.Awards}, {outcome.Energy} W, "
                + $"{outcome.Cost}");
        }
        IsProved = true;
        return null;
    }

    private FlexRefusal? EndRequest() => pricing == FlexPricing.PayAsClear && _awards != 0 && !_isReached
        ? new FlexRefusal("NotUniform", $"request {_request}: no award reaches {_uniformPrice}")
        : null;

    // The mean price between two shares of an offer, rounded half to even, and the dearest of them; null if the steps are none.
    private static (BigInteger Mean, long Dearest)? Price(ValueList<FlexStep> steps, long from, long to)
    {
        var (sum, dearest, before) = (BigInteger.Zero, 0L, 0L);
        for (var i = 0; i < steps.Count; i++)
        {
            var (upTo, price) = (steps[i].UpTo, steps[i].Price);
            if (upTo <= before || (i != 0 && price < steps[i - 1].Price))
                return null;
            var (begin, end) = (Math.Max(before, from), Math.Min(upTo, to));
            if (end > begin)
                (sum, dearest) = (sum + (BigInteger)price * (end - begin), price);
            before = upTo;
        }
        if (before != Whole)
            return null;
        BigInteger count = to - from;
        var mean = BigInteger.DivRem(sum, count, out var rest);
        if (rest < 0)
            (mean, rest) = (mean - 1, rest + count);
        return (2 * rest > count || (2 * rest == count && !mean.IsEven) ? mean + 1 : mean, dearest);
    }

    private static bool Includes(byte[] leaf, uint place, (Hash256 Root, int Count) tree, ValueList<Hash256> proof) =>
        MerkleProof.VerifyInclusion(MerkleHash.Leaf(leaf), place, (ulong)tree.Count, [.. proof.Select(p => p.ToBytes())], tree.Root.ToBytes());
}

/// <summary>Why the contract refuses a call.</summary>
/// <param name="Error">Name of its error.</param>
/// <param name="Detail">The values concerned.</param>
internal sealed record FlexRefusal(string Error, string Detail)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Error}: {Detail}";
}
