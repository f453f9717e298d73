using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>What all contracts share that are asked for calls by name (<see cref="CallRequest"/>): each call once, those of a lane in order.</summary>
/// <param name="id">The contract.</param>
/// <param name="chain">Its chain.</param>
/// <param name="entities">The contract's journal.</param>
/// <param name="clock">The clock.</param>
internal abstract class CallsWork(ContractAnchorId id, IChain chain, IEntities entities, TimeProvider clock) : IContractWork
{
    // Of more than fits an answer each look takes the next part; where it began anew, at the first.
    private int _page;

    /// <inheritdoc/>
    public ContractAnchorId Id => id;

    /// <summary>Its chain.</summary>
    protected IChain Chain => chain;

    /// <summary>The contract's journal, and others'.</summary>
    protected IEntities Entities => entities;

    /// <summary>The clock.</summary>
    protected TimeProvider Clock => clock;

    /// <inheritdoc/>
    public virtual Task<string?> CheckAsync(ContractAnchorView view, ulong chainId, CancellationToken cancellation) =>
        ContractOpening.CheckAsync(id, view, chainId, chain, entities, clock, cancellation);

    /// <inheritdoc/>
    public virtual async Task<IReadOnlyList<ContractCall>> DueAsync(CancellationToken cancellation)
    {
        var view = await entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id) { Page = _page }, cancellation).ConfigureAwait(false);
        _page = view.NextPage;
        return [.. view.Calls.Select(c => new ContractCall(new ChainJob(id, c.Name), [.. c.Data], c.Lane))];
    }

    /// <inheritdoc/>
    public abstract Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation);

    /// <inheritdoc/>
    public virtual async Task FinaliseAsync(string jobName, ChainReceipt receipt, CancellationToken cancellation)
    {
        if ((await entities.AllCallsAsync(id, cancellation).ConfigureAwait(false)).Any(c => c.Name == jobName))
            await entities.DoAsync(new FinaliseCall(id, jobName, receipt, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public virtual Task<DateTimeOffset?> WaitingSinceAsync(ContractAnchorView view, CancellationToken cancellation) =>
        Task.FromResult<DateTimeOffset?>(null);

    /// <summary>Where the contract stands in the journal.</summary>
    protected Task<ContractAnchorView> ViewAsync(CancellationToken cancellation) =>
        entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id), cancellation);
}
