using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Notary.Anchoring.ChainAccounts;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Notary.Anchoring.Driving;

namespace Platone.Actors.Notary.Anchoring.Resuming;

/// <summary>
/// Goes on with a ledger whose chain was set back behind what was final, on an operator's word. What the chain lost is under way again as it was
/// asked for, and the driver brings it there as it brings everything: it looks first whether the contract has it, so that nothing is done twice,
/// not even where a lost transaction comes back by itself. Repeatable: what is under way again already is so but once.
/// </summary>
/// <param name="options">The ledger.</param>
/// <param name="chain">Its chain.</param>
/// <param name="account">The account that sends there.</param>
/// <param name="entities">Account and contracts.</param>
/// <param name="journal">What was asked for and was final.</param>
/// <param name="proofs">What the chain proved of heads.</param>
/// <param name="clock">The clock.</param>
internal sealed class LedgerResumption(LedgerOptions options, IChain chain, ChainAccountId account, IEntities entities, IJournalRows journal,
    AnchorProofStore proofs, TimeProvider clock)
{
    /// <summary>Looks at what is lost. Nothing is changed.</summary>
    /// <exception cref="ChainUnreachableException">The node does not answer.</exception>
    /// <exception cref="LedgerNotResumableException">It is of another chain, or a contract is not there.</exception>
    public async Task<LedgerSetBack> LookAsync(CancellationToken cancellation) => (await FindAsync(cancellation).ConfigureAwait(false)).SetBack;

    /// <summary>Has all that is lost done again, and returns when that is durable.</summary>
    /// <returns>What was lost.</returns>
    /// <exception cref="ChainUnreachableException">The node does not answer.</exception>
    /// <exception cref="LedgerNotResumableException">It is of another chain, or a contract is not there.</exception>
    public async Task<LedgerSetBack> ResumeAsync(CancellationToken cancellation)
    {
        var (setBack, lost) = await FindAsync(cancellation).ConfigureAwait(false);
        foreach (var work in lost)
            await UndoAsync(work, cancellation).ConfigureAwait(false);
        // Last: as long as the account is ahead of the chain, the driver sends nothing.
        var used = await chain.TransactionCountAsync(account.Account, null, cancellation).ConfigureAwait(false);
        if (setBack.Final > 0)
            await entities.DoAsync(new SetAccountBack(account, used, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
        return setBack;
    }

    private async Task<(LedgerSetBack SetBack, IReadOnlyList<LostWork> Lost)> FindAsync(CancellationToken cancellation)
    {
        var chainId = await chain.ChainIdAsync(cancellation).ConfigureAwait(false);
        if (chainId != options.ChainId)
            throw new LedgerNotResumableException($"the node is of chain {chainId}, not of {options.ChainId}");
        var recorded = new List<RecordedContract>();
        foreach (var address in options.Contracts.OrderBy(c => c.Key).Select(c => c.Value))
        {
            if (!await chain.IsContractAsync(address, cancellation).ConfigureAwait(false))
                throw new LedgerNotResumableException($"there is no contract at {address}: what the chain lost with it cannot be done again; deploy anew");
            var contract = await RecordedContract.ReadAsync(new ContractAnchorId(options.Id, address), journal, cancellation).ConfigureAwait(false);
            if (contract.ChainId is { } known && known != chainId)
                throw new LedgerNotResumableException($"what the journal has of {contract.Id} is on chain {known}, not on {chainId}");
            recorded.Add(contract);
        }
        var height = await chain.HeightAsync(cancellation).ConfigureAwait(false);
        var (last, firstLost) = await SplitAsync([.. recorded.SelectMany(c => c.Blocks).Distinct().OrderBy(b => b.Number)], cancellation)
            .ConfigureAwait(false);
        var lost = new List<LostWork>();
        foreach (var contract in recorded)
        {
            // Blocks behind the last that is known to be there may be others than those that were read.
            var readable = firstLost is null && contract.ReadThrough <= height ? ulong.MaxValue : last?.Number ?? 0;
            lost.Add(await LostWork.FindAsync(contract, b => b.Number >= firstLost, readable, journal, cancellation).ConfigureAwait(false));
        }
        var view = await entities.AskAsync<ChainAccountView>(new GetChainAccount(account), cancellation).ConfigureAwait(false);
        return (new LedgerSetBack(options.Id, height, last, lost.Sum(l => l.Heads.Count), lost.Sum(l => l.Mints.Count), lost.Sum(l => l.CallCount),
            lost.Sum(l => l.MessageCount), view.ChainId is null ? 0 : view.FirstNotFinal,
            await chain.TransactionCountAsync(account.Account, null, cancellation).ConfigureAwait(false)), lost);
    }

    // A block that is there has all before it with it: so the border is found by halves.
    private async Task<(BlockRef? Last, ulong? FirstLost)> SplitAsync(IReadOnlyList<BlockRef> blocks, CancellationToken cancellation)
    {
        var (low, high) = (0, blocks.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var block = await chain.BlockAsync(blocks[middle].Number, cancellation).ConfigureAwait(false);
            if (block?.Hash is { } hash && Hash256.Parse(hash) == blocks[middle].Hash)
                low = middle + 1;
            else
                high = middle;
        }
        return (low == 0 ? null : blocks[low - 1], low == blocks.Count ? null : blocks[low].Number);
    }

    private async Task UndoAsync(LostWork work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (work.Heads.Count > 0)
        {
            await proofs.ForgetAsync(work.Id.Ledger, LedgerAddress.Lower(work.Id.Contract), (long)work.Heads[^1].Anchor.Seq, cancellation)
                .ConfigureAwait(false);
        }
        foreach (var (anchor, before) in work.Heads)
            await entities.DoAsync(new UndoAnchor(work.Id, anchor, before, now), cancellation).ConfigureAwait(false);
        foreach (var mint in work.Mints)
            await entities.DoAsync(new UndoMint(work.Id, mint, now), cancellation).ConfigureAwait(false);
        // Each goes before those that are under way: the first one last.
        foreach (var lane in work.Lanes.Reverse())
            await entities.DoAsync(new UndoCalls(work.Id, lane.ToValueList(), now), cancellation).ConfigureAwait(false);
        if (work.Messages is var (from, through, lost))
            await entities.DoAsync(new UndoMessages(work.Id, from, through, lost, now), cancellation).ConfigureAwait(false);
    }
}
