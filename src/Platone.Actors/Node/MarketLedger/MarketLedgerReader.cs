using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Notary.Anchoring;

namespace Platone.Actors.Node.MarketLedger;

/// <summary>Makes proofs of awards, from the journal alone.</summary>
/// <param name="ledgers">Where the contract is.</param>
/// <param name="journal">The journal.</param>
/// <param name="keys">Salts come from them.</param>
internal sealed class MarketLedgerReader(ILedgers ledgers, IJournalRows journal, IKeyStore keys) : IMarketLedger
{
    /// <inheritdoc/>
    public async Task<AwardProof?> AwardAsync(MarketSessionId session, RequestId request, OfferId offer, CancellationToken cancellation)
    {
        if (ledgers.Find(ContractKind.FlexMarket) is not { } market)
            return null;
        var recorded = await RecordedSession.ReadAsync(journal, session, long.MaxValue, cancellation).ConfigureAwait(false);
        if (recorded.Publication is not { Clearing.Awards: var awards } || awards.FirstOrDefault(a => a.Id.Request == request && a.Id.Offer == offer) is not { } award)
            return null;
        var salts = SessionSalts.Of(keys, session, recorded.OpenedAt!.Value);
        var commitment = new SessionCommitment(recorded, salts);
        if (commitment.PlaceOf(request) is not { } asked || commitment.PlaceOf(offer) is not { } offered)
            return null;
        return new AwardProof(market.Contract.Ledger, market.ChainId, market.Contract.Contract.ToString(), commitment.SessionId,
            new ProvenRequest(request, salts.Request(request), asked, commitment.Requests[asked], commitment.ProveRequest(asked)),
            new ProvenOffer(offer, salts.Offer(offer), offered, commitment.Offers[offered], commitment.ProveOffer(offered)),
            award.Factor.Millionths, awards.Where(a => a.Id.Offer == offer).Sum(a => a.Factor.Millionths));
    }
}
