using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Notary.Anchoring;
using Platone.Actors.Notary.Anchoring.FlexMarkets;

namespace Platone.Actors.Node.MarketLedger;

/// <summary>What proves to a third party on a chain what sessions decided.</summary>
public interface IMarketLedger
{
    /// <summary>The proof of an award of a published session; null if there is no such award, or no ledger has a <c>FlexMarket</c>.</summary>
    Task<AwardProof?> AwardAsync(MarketSessionId session, RequestId request, OfferId offer, CancellationToken cancellation);
}

/// <summary>
/// The proof of an award, from the journal: that request and offer are in the session's trees, and what the contract has awarded of the offer.
/// </summary>
/// <param name="Ledger">The ledger.</param>
/// <param name="ChainId">Its chain.</param>
/// <param name="Contract">Address of the <c>FlexMarket</c>.</param>
/// <param name="SessionId">What that calls the session: Keccak-256 of its name.</param>
/// <param name="Request">The request.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Factor">The award, millionths of the offer.</param>
/// <param name="Awarded">All awards of the offer in this session, millionths: what <c>awardedOf</c> gives once the outcome is proved.</param>
public sealed record AwardProof(LedgerId Ledger, ulong ChainId, string Contract, Hash256 SessionId, ProvenRequest Request, ProvenOffer Offer, int Factor,
    int Awarded)
{
    /// <summary>Call data that asks the contract whether the request is in the session's tree: the answer is 1.</summary>
    public byte[] IsRequestedCall() => FlexMarketAbi.IsRequestedCall(SessionId, (uint)Request.Place, Request.Leaf, Request.Proof);

    /// <summary>Call data that asks the contract whether the offer is in the session's tree: the answer is 1.</summary>
    public byte[] IsOfferedCall() => FlexMarketAbi.IsOfferedCall(SessionId, (uint)Offer.Place, Offer.Leaf, Offer.Proof);

    /// <summary>Call data that asks the contract what is awarded of the offer: the answer is <see cref="Awarded"/>.</summary>
    public byte[] AwardedOfCall() => FlexMarketAbi.AwardedOfCall(SessionId, (uint)Offer.Place);
}

/// <summary>A request and its place in the tree.</summary>
/// <param name="Name">Its name: the leaf's id is SHA-256(salt || name).</param>
/// <param name="Salt">Its salt: the leaf's rest is SHA-256(salt || SHA-256 of the stored bytes of its event).</param>
/// <param name="Place">Its place.</param>
/// <param name="Leaf">The leaf.</param>
/// <param name="Proof">RFC 9162 inclusion proof.</param>
public sealed record ProvenRequest(RequestId Name, Hash256 Salt, int Place, FlexRequest Leaf, ValueList<Hash256> Proof);

/// <summary>An offer and its place in the tree.</summary>
/// <param name="Name">Its name: the leaf's id is SHA-256(salt || name).</param>
/// <param name="Salt">
/// Its salt: the leaf's rest is SHA-256(salt || SHA-256 of the stored bytes of its event || its place in that event, 4 bytes, big-endian).
/// </param>
/// <param name="Place">Its place.</param>
/// <param name="Leaf">The leaf.</param>
/// <param name="Proof">RFC 9162 inclusion proof.</param>
public sealed record ProvenOffer(OfferId Name, Hash256 Salt, int Place, FlexOffer Leaf, ValueList<Hash256> Proof);
