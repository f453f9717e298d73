using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>
/// Mints and burns a <c>FlexToken</c>: each settlement's batch once, whatever is sent how often. Batches do not wait for each other. Behind
/// a bridge nothing is sent from here: what comes over it, or by any other way, is looked for.
/// </summary>
/// <param name="id">The contract.</param>
/// <param name="isBridged">Whether tokens come over a bridge.</param>
/// <param name="chain">Its chain.</param>
/// <param name="entities">The contract's journal.</param>
/// <param name="clock">The clock.</param>
internal sealed class FlexTokenWork(ContractAnchorId id, bool isBridged, IChain chain, IEntities entities, TimeProvider clock)
    : IContractWork
{
    // Of more than fits an answer each look takes the next part; where it began anew, at the first.
    private int _page;

    /// <inheritdoc/>
    public ContractAnchorId Id => id;

    /// <inheritdoc/>
    public Task<string?> CheckAsync(ContractAnchorView view, ulong chainId, CancellationToken cancellation) =>
        ContractOpening.CheckAsync(id, view, chainId, chain, entities, clock, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContractCall>> DueAsync(CancellationToken cancellation)
    {
        var view = await entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id) { Page = _page }, cancellation).ConfigureAwait(false);
        _page = view.NextPage;
        var mints = view.Mints;
        if (!isBridged)
            return [.. mints.Select(m => new ContractCall(new ChainJob(id, m.JobName), FlexTokenAbi.SettleCall(m)))];
        var seen = new List<ContractCall>();
        foreach (var mint in mints)
        {
            var content = await ContentAsync(mint, cancellation).ConfigureAwait(false);
            if (content.AsSpan().SequenceEqual(FlexTokenAbi.ContentOf(mint)))
                seen.Add(new ContractCall(new ChainJob(id, mint.JobName), null));
            else if (content.AsSpan().ContainsAnyExcept((byte)0))
                seen.Add(new ContractCall(new ChainJob(id, mint.JobName), null) { Refusal = "the settlement has other content" });
        }
        return seen;
    }

    /// <inheritdoc/>
    public async Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation)
    {
        if (await entities.FindMintAsync(id, m => m.JobName == call.Job.Name, cancellation).ConfigureAwait(false) is not { } mint)
            return null;
        // Of other content the contract says so itself when it is asked.
        return (await ContentAsync(mint, cancellation).ConfigureAwait(false)).AsSpan().SequenceEqual(FlexTokenAbi.ContentOf(mint))
            ? await chain.Logs.LastAsync(id.Contract, FlexTokenAbi.SettledTopic, mint.Settlement.ToBytes(), cancellation)
                .ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public async Task FinaliseAsync(string jobName, ChainReceipt receipt, CancellationToken cancellation)
    {
        if (await entities.FindMintAsync(id, m => m.JobName == jobName, cancellation).ConfigureAwait(false) is { } mint)
            await entities.DoAsync(new FinaliseMint(id, mint.Settlement, receipt, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> WaitingSinceAsync(ContractAnchorView view, CancellationToken cancellation) =>
        Task.FromResult<DateTimeOffset?>(null);

    private Task<byte[]> ContentAsync(MintRequest mint, CancellationToken cancellation) =>
        chain.CallAsync(id.Contract, FlexTokenAbi.SettlementOf(mint.Settlement), cancellation);
}
