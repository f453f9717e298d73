using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;

namespace Platone.Actors.Notary.Anchoring.Bridging;

/// <summary>
/// Asks for releases on the access ledger. What certifies one is the event that granted the tokens (<c>TokensGranted</c>): its leaf
/// commits to the whole batch, and the anchored head that proves it covers every measurement it was settled from, for these were recorded before.
/// </summary>
/// <param name="route">From where to where.</param>
/// <param name="notary">The log.</param>
/// <param name="entities">The contracts' journals.</param>
/// <param name="clock">The clock.</param>
internal sealed class Releases(BridgeRoute route, INotary notary, IEntities entities, TimeProvider clock)
{
    /// <summary>Asks for a release, if what caused it is certified yet. Repeatable.</summary>
    /// <param name="mint">What is to be minted.</param>
    /// <param name="attempt">1, or one more than were aborted.</param>
    /// <param name="head">The last head that is final on the access ledger.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RequestAsync(MintRequest mint, int attempt, AnchoredHead head, CancellationToken cancellation)
    {
        if (await notary.LeafAsync(mint.Cause, cancellation).ConfigureAwait(false) is not { } leaf || (ulong)leaf.Index >= head.Size)
            return;
        var proof = await notary.InclusionAsync(leaf.Index, (long)head.Size, cancellation).ConfigureAwait(false);
        var call = BridgeAbi.ReleaseCall(new Certificate(Convert.FromHexString(leaf.HashHex), (ulong)leaf.Index, head, proof), mint);
        var request = new RequestRelease(route.Sender, mint.Settlement, attempt, call, mint.Cause, clock.GetUtcNow());
        await entities.DoAsync(request, cancellation).ConfigureAwait(false);
    }
}
