using System.Numerics;
using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Abi;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Notary.Anchoring.Chains;
using Platone.Actors.Notary.Anchoring.ContractAnchors;

namespace Platone.Actors.Notary.Anchoring.Driving;

/// <summary>Mints and burns a <c>FlexToken</c>: each settlement's batch once, whatever is sent how often. Batches do not wait for each other.</summary>
/// <param name="id">The contract.</param>
/// <param name="chain">Its chain.</param>
/// <param name="entities">The contract's journal.</param>
/// <param name="clock">The clock.</param>
internal sealed class FlexTokenWork(ContractAnchorId id, IChain chain, IEntities entities, TimeProvider clock) : IContractWork
{
    private static readonly FunctionAbi Settle = FunctionAbi.Parse("settle(bytes32,address[],uint256[],uint256[])");
    private static readonly AbiTuple Entries = FunctionAbi.Parse("entries(address[],uint256[],uint256[])").Inputs;
    private static readonly FunctionAbi SettlementOf = FunctionAbi.Parse("settlementOf(bytes32)");
    private static readonly FunctionAbi BalanceOf = FunctionAbi.Parse("balanceOf(address)");
    private static readonly FunctionAbi DebtOf = FunctionAbi.Parse("debtOf(address)");
    private static readonly byte[] Settled = Keccak256.Hash("Settled(bytes32,address,bytes32)");

    /// <inheritdoc/>
    public ContractAnchorId Id => id;

    /// <inheritdoc/>
    public Task<string?> CheckAsync(ContractAnchorView view, ulong chainId, CancellationToken cancellation) =>
        ContractOpening.CheckAsync(id, view, chainId, chain, entities, clock, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ContractCall>> DueAsync(CancellationToken cancellation) =>
        [.. (await ViewAsync(cancellation).ConfigureAwait(false)).Mints
            .Select(m => new ContractCall(new ChainJob(id, m.JobName), Call(m)))];

    /// <inheritdoc/>
    public async Task<ChainReceipt?> DoneAsync(ContractCall call, CancellationToken cancellation)
    {
        if ((await ViewAsync(cancellation).ConfigureAwait(false)).Mints.FirstOrDefault(m => m.JobName == call.Job.Name) is not { } mint)
            return null;
        var settlement = mint.Settlement.ToBytes();
        var content = await chain.CallAsync(id.Contract, SettlementOf.EncodeCall([settlement]), cancellation).ConfigureAwait(false);
        // Of other content the contract says so itself when it is asked.
        return content.AsSpan().SequenceEqual(Keccak256.Hash(Entries.Encode(Lists(mint), "entries")))
            ? await chain.FindEventAsync(id.Contract, Settled, settlement, cancellation).ConfigureAwait(false)
            : null;
    }

    /// <inheritdoc/>
    public async Task FinaliseAsync(string jobName, ChainReceipt receipt, CancellationToken cancellation)
    {
        if ((await ViewAsync(cancellation).ConfigureAwait(false)).Mints.FirstOrDefault(m => m.JobName == jobName) is { } mint)
            await entities.DoAsync(new FinaliseMint(id, mint.Settlement, receipt, clock.GetUtcNow()), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> WaitingSinceAsync(ContractAnchorView view, CancellationToken cancellation) =>
        Task.FromResult<DateTimeOffset?>(null);

    /// <summary>What an account holds and owes as of the newest block, Wh.</summary>
    public async Task<(decimal Balance, decimal Debt)> HoldingAsync(Address account, CancellationToken cancellation) =>
        (await NumberAsync(BalanceOf, account, cancellation).ConfigureAwait(false), await NumberAsync(DebtOf, account, cancellation).ConfigureAwait(false));

    // Both are less than 2^128, and of those what is more than all energy ever used is no amount of Wh.
    private async Task<decimal> NumberAsync(FunctionAbi function, Address account, CancellationToken cancellation)
    {
        var word = await chain.CallAsync(id.Contract, function.EncodeCall([account]), cancellation).ConfigureAwait(false);
        return word.Length == Hash256.Bytes && new BigInteger(word, isUnsigned: true, isBigEndian: true) is var number && number <= long.MaxValue
            ? (decimal)number
            : throw new CallRefusedException($"{id.Contract} does not answer as a FlexToken");
    }

    private Task<ContractAnchorView> ViewAsync(CancellationToken cancellation) =>
        entities.AskAsync<ContractAnchorView>(new GetContractAnchor(id), cancellation);

    private static byte[] Call(MintRequest mint) => Settle.EncodeCall([mint.Settlement.ToBytes(), .. Lists(mint)]);

    private static object[] Lists(MintRequest mint) =>
    [
        mint.Entries.Select(e => (object)e.Holder).ToArray(),
        mint.Entries.Select(e => (object)new BigInteger(e.MintedWh)).ToArray(),
        mint.Entries.Select(e => (object)new BigInteger(e.BurnedWh)).ToArray(),
    ];
}
