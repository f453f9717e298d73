using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rlp;
using Platone.Actors.Ethereum.Trie;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Bundles;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>Asks the chain for the proof of the head anchored last, checks it, and keeps it for bundles.</summary>
/// <param name="chain">The chain.</param>
/// <param name="store">Where it is kept.</param>
/// <param name="finality">When a block can no longer go.</param>
/// <param name="log">Takes a line for people.</param>
internal sealed class AnchorProofs(IChain chain, AnchorProofStore store, Finality finality, Action<string> log)
{
    private string? _said;

    /// <summary>Sees to it that there is a proof of a contract's last head, if the chain gives one.</summary>
    public async Task CollectAsync(ContractAnchorView contract, CancellationToken cancellation)
    {
        if (contract.Head is not { Receipt: { } receipt } head)
            return;
        var address = LedgerAddress.Lower(contract.Id.Contract);
        if (await store.HasAsync(contract.Id.Ledger, address, (long)head.Seq, cancellation).ConfigureAwait(false))
            return;
        try
        {
            await store.AddAsync(contract.Id.Ledger, address, await ProveAsync(contract.Id, head, receipt, cancellation).ConfigureAwait(false), cancellation)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is RlpException or TrieException or ChainUnreachableException)
        {
            // Another kind of header or trie, or a node that gives no proofs: bundles go without the chain, all else goes on.
            var line = $"ledger {contract.Id}: no proof of head {head.Seq}: {e.Message}";
            if (line != _said)
                log(line);
            _said = line;
        }
    }

    // Of the block it came in; of the newest block that can no longer go where the node has forgotten that state.
    private async Task<BundleAnchor> ProveAsync(ContractAnchorId id, AnchoredHead head, ChainReceipt receipt, CancellationToken cancellation)
    {
        try
        {
            return await ProveAsync(id, head, receipt.Block.Number, cancellation).ConfigureAwait(false);
        }
        catch (ChainUnreachableException)
        {
            var deep = await finality.DepthAsync(chain, cancellation).ConfigureAwait(false) ?? receipt.Block.Number;
            return await ProveAsync(id, head, deep, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<BundleAnchor> ProveAsync(ContractAnchorId id, AnchoredHead head, ulong number, CancellationToken cancellation)
    {
        var block = await chain.BlockAsync(number, cancellation).ConfigureAwait(false)
            ?? throw new ChainUnreachableException($"the node has no block {number}");
        var proofs = await chain.ProofAsync(id.Contract, new HexBigInteger(AnchorCheck.SlotOf(head.Seq)), number, cancellation).ConfigureAwait(false);
        var header = BlockHeader.Of(block);
        if (header.Hash != block.Hash)
            throw new TrieException($"the header of block {number} does not have its hash: this network makes it in another way");
        if (proofs.StorageProof is not [var storage])
            throw new TrieException($"the node gives {proofs.StorageProof.Count} proofs of one storage slot");
        var anchor = new BundleAnchor(id.Contract.ToBytes(), (long)head.Seq, (long)head.Size, head.Root.ToBytes(), [], Hash256.Parse(header.Hash).ToBytes(),
            header.Encode(), proofs.AccountProof, storage.Proof);
        // What is kept is kept for good: only what everybody's verification takes.
        return AnchorCheck.FaultOf(anchor) is { } fault ? throw new TrieException(fault) : anchor;
    }
}
