using Platone.Actors.Kernel;
using Platone.Actors.Markets.Awards;
using Platone.Actors.Notary.Anchoring.FlexMarkets;

namespace Platone.Actors.Node.MarketLedger;

/// <summary>
/// The outcome of a session as <c>FlexMarket</c> takes it, the awards in the parts that its calls prove, and, where it cannot be proved, why: what
/// contract and journal say of an award must be the same.
/// </summary>
/// <param name="Outcome">Its totals are those of the journal's awards.</param>
/// <param name="Parts">In the order they are to be proved; empty where it cannot be proved.</param>
/// <param name="Fault">Why it cannot be proved, one sentence; null if it can.</param>
internal sealed record OutcomeProof(FlexOutcome Outcome, ValueList<FlexAwards> Parts, string? Fault)
{
    /// <summary>
    /// Bytes of a call that proves awards: GoQuorum's standard (txnSizeLimit) takes transactions of 64 KiB. So much never uses more than
    /// <see cref="MostGas"/>.
    /// </summary>
    public const int MostBytes = 60_000;

    /// <summary>
    /// Gas that a call of <see cref="MostBytes"/> never comes to: with the driver's quarter more it is below what EIP-7825 lets a transaction have
    /// (16,777,216), and a fifth of a block of 30,000,000.
    /// </summary>
    public const ulong MostGas = 6_000_000;

    /// <summary>Bytes of a call with one award, which cannot be parted: Ethereum's nodes take transactions of 128 KiB.</summary>
    public const int MostBytesOfOne = 120_000;

    /// <summary>The proof of a session that was published.</summary>
    public static OutcomeProof Of(RecordedSession session, SessionCommitment commitment, SessionSalts salts)
    {
        var (clearing, clearingStored, publicationStored) = session.Publication!.Value;
        var awards = clearing.Awards;
        var content = SessionSalts.Hash(salts.Outcome, clearingStored.ToBytes(), publicationStored.ToBytes());
        var (energy, cost) = (UInt128.Zero, Int128.Zero);
        foreach (var award in awards)
        {
            var watts = award.Power.Aggregate(UInt128.Zero, (sum, w) => sum + checked((ulong)w));
            if (SessionCommitment.TenThousandthsOf(award.Price) is not { } price)
            {
                return new OutcomeProof(new FlexOutcome(content, (uint)awards.Count, 0, 0), [],
                    $"award {award.Id} has a price of more than 4 decimals: {award.Price}");
            }
            (energy, cost) = (energy + watts, cost + (Int128)watts * price);
        }
        var outcome = new FlexOutcome(content, (uint)awards.Count, energy, cost);
        var parts = new List<FlexAwards>();
        foreach (var ofOne in ProofOrder.ByRequest(awards, a => a.Id.Request))
        {
            if (commitment.PlaceOf(ofOne.Key) is not { } place)
                return new OutcomeProof(outcome, [], $"request {ofOne.Key} has awards and did not take part");
            var price = commitment.Pricing == FlexPricing.PayAsClear ? SessionCommitment.TenThousandthsOf(ofOne.First().Price)!.Value : 0;
            var whole = new FlexAwards((uint)place, commitment.Requests[place], commitment.ProveRequest(place), price, []);
            var size = FlexMarketAbi.AwardsCall(commitment.SessionId, whole).Length;
            var (part, bytes) = (new List<FlexAward>(), size);
            foreach (var award in ofOne)
            {
                if (commitment.PlaceOf(award.Id.Offer) is not { } offer)
                    return new OutcomeProof(outcome, [], $"offer {award.Id.Offer} has an award and did not take part");
                var proved = new FlexAward((uint)offer, (uint)award.Factor.Millionths, commitment.Offers[offer], commitment.ProveOffer(offer));
                var more = FlexMarketAbi.BytesOf(proved);
                if (size + more > MostBytesOfOne)
                {
                    return new OutcomeProof(outcome, [],
                        $"award {award.Id} needs a call of {size + more} bytes, and a transaction takes {MostBytesOfOne}: "
                        + $"its offer has {award.Power.Count} intervals and {commitment.Offers[offer].Steps.Count} prices");
                }
                if (part.Count > 0 && bytes + more > MostBytes)
                {
                    parts.Add(whole with { Awards = part.ToValueList() });
                    (part, bytes) = ([], size);
                }
                part.Add(proved);
                bytes += more;
            }
            parts.Add(whole with { Awards = part.ToValueList() });
        }
        return FaultOf(commitment, outcome, parts, awards) is { } fault
            ? new OutcomeProof(outcome, [], fault)
            : new OutcomeProof(outcome, parts.ToValueList(), null);
    }

    /// <summary>What the contract would refuse, or pay otherwise than the journal says; null if nothing.</summary>
    internal static string? FaultOf(SessionCommitment commitment, FlexOutcome outcome, IEnumerable<FlexAwards> parts, ValueList<Award> awards)
    {
        var model = new FlexMarketModel(commitment.Pricing, (commitment.RequestsRoot, commitment.Requests.Count),
            (commitment.OffersRoot, commitment.Offers.Count), outcome);
        var refusal = model.Commit();
        foreach (var part in parts)
            refusal ??= model.Prove(part);
        foreach (var (award, price) in awards.Zip(model.Prices))
        {
            if (price != SessionCommitment.TenThousandthsOf(award.Price))
                return $"award {award.Id} is paid {award.Price} EUR/MWh, and by the contract {(decimal)price / 10_000m}";
        }
        return refusal is not null ? $"the contract says {refusal}" : model.IsProved ? null : "the contract has awards left to prove";
    }
}
