using Platone.Actors.Kernel;
using Platone.Actors.Node.MarketLedger;
using Platone.Actors.Notary.Anchoring;

namespace Platone.Host.Rest.Ledgers;

/// <summary>The proof of an award that its holder checks on the chain.</summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="ChainId">Its chain.</param>
/// <param name="Contract">Address of its <c>FlexMarket</c>.</param>
/// <param name="SessionId">What that calls the session: Keccak-256 of its name.</param>
/// <param name="Request">The request.</param>
/// <param name="Offer">The offer.</param>
/// <param name="FactorMillionths">The award, millionths of the offer.</param>
/// <param name="AwardedMillionths">All awards of the offer in this session.</param>
/// <param name="Checks">What to ask the contract, and what it answers.</param>
internal sealed record AwardProofView(string Ledger, ulong ChainId, string Contract, string SessionId, ProvenRequestView Request, ProvenOfferView Offer,
    int FactorMillionths, int AwardedMillionths, IReadOnlyList<ProofCheckView> Checks)
{
    /// <summary>The view of a proof.</summary>
    public static AwardProofView Of(AwardProof p) => new(p.Ledger.Value, p.ChainId, p.Contract, p.SessionId.ToString(), ProvenRequestView.Of(p.Request),
        ProvenOfferView.Of(p.Offer), p.Factor, p.Awarded,
        [
            new ProofCheckView("isRequested", Hex(p.IsRequestedCall()), Word(1)), new ProofCheckView("isOffered", Hex(p.IsOfferedCall()), Word(1)),
            new ProofCheckView("awardedOf", Hex(p.AwardedOfCall()), Word(p.Awarded)),
        ]);

    /// <summary>Hashes as text.</summary>
    public static IReadOnlyList<string> Texts(ValueList<Hash256> hashes) => [.. hashes.Select(h => h.ToString())];

    private static string Hex(byte[] bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static string Word(int number) => "0x" + number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A question to the contract.</summary>
/// <param name="Function">Its function.</param>
/// <param name="Data">The call: <c>cast call CONTRACT --data DATA --rpc-url URL</c>.</param>
/// <param name="Answer">What it answers where the award holds and the outcome is proved.</param>
internal sealed record ProofCheckView(string Function, string Data, string Answer);

/// <summary>A request and its place in the session's tree of requests.</summary>
/// <param name="Name">Its name: <c>id</c> is SHA-256(salt || name).</param>
/// <param name="Salt">Its salt.</param>
/// <param name="Place">Its place, in the order of clearing.</param>
/// <param name="Id">Stands for its name.</param>
/// <param name="Direction">1 up, 2 down.</param>
/// <param name="PriceCap">Most it pays, 1/10,000 EUR/MWh; null for any price.</param>
/// <param name="Rest">Stands for all else: SHA-256(salt || SHA-256 of the stored bytes of its event).</param>
/// <param name="Proof">RFC 9162 inclusion proof.</param>
internal sealed record ProvenRequestView(string Name, string Salt, int Place, string Id, int Direction, long? PriceCap, string Rest, IReadOnlyList<string> Proof)
{
    /// <summary>The view of one.</summary>
    public static ProvenRequestView Of(ProvenRequest r) => new(r.Name.Value, r.Salt.ToString(), r.Place, r.Leaf.Id.ToString(), r.Leaf.Direction, r.Leaf.PriceCap,
        r.Leaf.Rest.ToString(), AwardProofView.Texts(r.Proof));
}

/// <summary>An offer and its place in the session's tree of offers.</summary>
/// <param name="Name">Its name: <c>id</c> is SHA-256(salt || name).</param>
/// <param name="Salt">Its salt.</param>
/// <param name="Place">Its place, in the order of arrival.</param>
/// <param name="Id">Stands for its name.</param>
/// <param name="Direction">1 up, 2 down.</param>
/// <param name="MinActivation">Least that may be awarded, millionths.</param>
/// <param name="Taken">What earlier sessions awarded of it, millionths.</param>
/// <param name="Alternative">The same for alternatives; zero for none.</param>
/// <param name="Steps">Its price.</param>
/// <param name="Power">W, a value for each interval.</param>
/// <param name="Rest">
/// Stands for all else: SHA-256(salt || SHA-256 of the stored bytes of its event || its place in that event, 4 bytes, big-endian).
/// </param>
/// <param name="Proof">RFC 9162 inclusion proof.</param>
internal sealed record ProvenOfferView(string Name, string Salt, int Place, string Id, int Direction, uint MinActivation, uint Taken, string Alternative,
    IReadOnlyList<ProvenStepView> Steps, IReadOnlyList<long> Power, string Rest, IReadOnlyList<string> Proof)
{
    /// <summary>The view of one.</summary>
    public static ProvenOfferView Of(ProvenOffer o) => new(o.Name.Value, o.Salt.ToString(), o.Place, o.Leaf.Id.ToString(), o.Leaf.Direction, o.Leaf.MinActivation,
        o.Leaf.Taken, o.Leaf.Alternative.ToString(), [.. o.Leaf.Steps.Select(s => new ProvenStepView(s.UpTo, s.Price))], o.Leaf.Power.Watts,
        o.Leaf.Rest.ToString(), AwardProofView.Texts(o.Proof));
}

/// <summary>A step of an offer's price.</summary>
/// <param name="UpTo">Where it ends, millionths of the offer.</param>
/// <param name="Price">1/10,000 EUR/MWh.</param>
internal sealed record ProvenStepView(uint UpTo, long Price);
