using Platone.Actors.Ethereum;
using Platone.Actors.Ethereum.Rpc;
using Platone.Actors.Kernel;
using Platone.Actors.Notary.Anchoring.ChainAccounts;

namespace Platone.Actors.Notary.Anchoring.Chains;

/// <summary>A chain by the JSON-RPC of one of its nodes.</summary>
/// <param name="client">The node.</param>
/// <param name="profile">How transactions pay.</param>
/// <param name="logs">How its logs are asked for; null: as most nodes answer.</param>
internal sealed class JsonRpcChain(IClient client, FeeProfile profile, LogRange? logs = null) : IChain
{
    // The tip at this percentile of the last blocks, and not less than this: nodes refuse to relay less.
    private const int FeeBlocks = 10;
    private const int TipPercentile = 50;
    private const ulong LeastTipWei = 1_000_000;

    /// <inheritdoc/>
    public async Task<ulong> ChainIdAsync(CancellationToken cancellation) =>
        Long(await AskAsync<HexBigInteger>(new RpcRequest("eth_chainId"), cancellation).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<ulong> HeightAsync(CancellationToken cancellation) =>
        Long(await AskAsync<HexBigInteger>(new RpcRequest("eth_blockNumber"), cancellation).ConfigureAwait(false));

    /// <inheritdoc/>
    public async Task<ulong?> FinalisedAsync(CancellationToken cancellation)
    {
        var request = new RpcRequest("eth_getBlockByNumber", BlockParameter.CreateFinalized(), false) { MayBeNull = true };
        return await AskAsync<Block?>(request, cancellation).ConfigureAwait(false) is { } block ? Long(block.Number) : null;
    }

    /// <inheritdoc/>
    public Task<Block?> BlockAsync(ulong number, CancellationToken cancellation) =>
        AskAsync<Block?>(new RpcRequest("eth_getBlockByNumber", new BlockParameter(number), false) { MayBeNull = true },
            cancellation);

    /// <inheritdoc/>
    public async Task<ulong> TransactionCountAsync(Address account, ulong? block, CancellationToken cancellation)
    {
        var at = block is { } number ? new BlockParameter(number) : BlockParameter.CreateLatest();
        return Long(await AskAsync<HexBigInteger>(new RpcRequest("eth_getTransactionCount", account, at), cancellation).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<GasFees> FeesAsync(CancellationToken cancellation)
    {
        if (profile == FeeProfile.Legacy)
        {
            var price = Long(await AskAsync<HexBigInteger>(new RpcRequest("eth_gasPrice"), cancellation).ConfigureAwait(false));
            return new GasFees(price, price);
        }
        var request = new RpcRequest("eth_feeHistory", new HexBigInteger(FeeBlocks), BlockParameter.CreateLatest(), (int[])[TipPercentile]);
        var history = await AskAsync<FeeHistory>(request, cancellation).ConfigureAwait(false);
        var tips = (history.Reward ?? []).Where(r => r.Count > 0).Select(r => Long(r[0])).Order().ToList();
        var tip = Math.Max(LeastTipWei, tips.Count == 0 ? 0 : tips[tips.Count / 2]);
        // The base fee grows by an eighth a block at most: twice as much lasts for six full blocks.
        return new GasFees(checked(2 * Long(history.BaseFeePerGas[^1]) + tip), tip);
    }

    /// <inheritdoc/>
    public async Task<ulong> EstimateGasAsync(Address from, Address to, byte[] data, CancellationToken cancellation) =>
        Long(await TryAsync<HexBigInteger>(new RpcRequest("eth_estimateGas", new CallInput(to, data, from)), cancellation).ConfigureAwait(false));

    /// <inheritdoc/>
    public Task<byte[]> CallAsync(Address to, byte[] data, CancellationToken cancellation) =>
        TryAsync<byte[]>(new RpcRequest("eth_call", new CallInput(to, data), BlockParameter.CreateLatest()), cancellation);

    /// <inheritdoc/>
    public async Task<bool> IsContractAsync(Address address, CancellationToken cancellation) =>
        (await AskAsync<byte[]>(new RpcRequest("eth_getCode", address, BlockParameter.CreateLatest()), cancellation).ConfigureAwait(false)).Length > 0;

    /// <inheritdoc/>
    public async Task<bool?> IsContractAsync(Address address, ulong block, CancellationToken cancellation)
    {
        try
        {
            var request = new RpcRequest("eth_getCode", address, new BlockParameter(block)) { MayBeNull = true };
            var code = await client.SendRequestAsync<byte[]?>(request, cancellation).ConfigureAwait(false);
            return code is null ? null : code.Length > 0;
        }
        catch (RpcResponseException)
        {
            // A state that the node no longer keeps.
            return null;
        }
        catch (Exception e) when (e is RpcClientUnknownException or RpcClientTimeoutException)
        {
            throw new ChainUnreachableException(OneLine.Short(e.Message), e);
        }
    }

    /// <inheritdoc/>
    public async Task<SendOutcome> SendAsync(byte[] raw, CancellationToken cancellation)
    {
        try
        {
            var hash = await client.SendRequestAsync<string>(new RpcRequest("eth_sendRawTransaction", raw), cancellation).ConfigureAwait(false);
            return new SendOutcome(SendOutcomeKind.Taken, hash);
        }
        catch (RpcResponseException e)
        {
            return new SendOutcome(SendErrors.Kind(e.RpcError.Message), OneLine.Short(e.RpcError.Message));
        }
        catch (Exception e) when (e is RpcClientUnknownException or RpcClientTimeoutException)
        {
            throw new ChainUnreachableException(OneLine.Short(e.Message), e);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> KnowsAsync(Hash256 transaction, CancellationToken cancellation) =>
        await AskAsync<Transaction?>(new RpcRequest("eth_getTransactionByHash", transaction.ToString()) { MayBeNull = true }, cancellation)
            .ConfigureAwait(false) is not null;

    /// <inheritdoc/>
    public async Task<MinedTransaction?> ReceiptAsync(Hash256 transaction, CancellationToken cancellation)
    {
        var request = new RpcRequest("eth_getTransactionReceipt", transaction.ToString()) { MayBeNull = true };
        if (await AskAsync<TransactionReceipt?>(request, cancellation).ConfigureAwait(false) is not { } receipt)
            return null;
        var block = new BlockRef(Long(receipt.BlockNumber), Hash(receipt.BlockHash));
        return new MinedTransaction(new ChainReceipt(transaction, block), !receipt.HasErrors(), Long(receipt.GasUsed));
    }

    /// <inheritdoc/>
    public ChainLogs Logs => field ??= new ChainLogs(this, logs ?? LogRange.Standard);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ChainLog>> LogsAsync(Address contract, IReadOnlyList<IReadOnlyList<byte[]>?> topics, ulong from, ulong to,
        CancellationToken cancellation)
    {
        var filter = new NewFilterInput([contract], topics, new BlockParameter(from), new BlockParameter(to));
        try
        {
            var found = await client.SendRequestAsync<IReadOnlyList<FilterLog>>(new RpcRequest("eth_getLogs", filter), cancellation)
                .ConfigureAwait(false);
            // The chain's order is what nodes answer in (eth_getLogs); those that wait are in no block.
            return [.. found.Select(l => l is { Removed: false, BlockNumber: { } number, BlockHash: { } hash, TransactionHash: { } transaction }
                ? new ChainLog(l.Topics, l.Data, new ChainReceipt(Hash(transaction), new BlockRef(Long(number), Hash(hash))))
                : null).OfType<ChainLog>()];
        }
        catch (RpcResponseException e) when (LogErrors.MayBeTooLarge(e.RpcError))
        {
            throw new LogsRefusedException(OneLine.Short(e.Message), e);
        }
        catch (Exception e) when (e is RpcClientUnknownException or RpcClientTimeoutException or RpcResponseException)
        {
            throw new ChainUnreachableException(OneLine.Short(e.Message), e);
        }
    }

    /// <inheritdoc/>
    public Task<AccountProofs> ProofAsync(Address contract, HexBigInteger slot, ulong block, CancellationToken cancellation) =>
        AskAsync<AccountProofs>(EthGetProof.Request(contract, [slot], new BlockParameter(block)), cancellation);

    private async Task<T> AskAsync<T>(RpcRequest request, CancellationToken cancellation)
    {
        try
        {
            return await client.SendRequestAsync<T>(request, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RpcClientUnknownException or RpcClientTimeoutException or RpcResponseException)
        {
            // A question that changes nothing: to be asked again, whatever the reason.
            throw new ChainUnreachableException(OneLine.Short(e.Message), e);
        }
    }

    private async Task<T> TryAsync<T>(RpcRequest request, CancellationToken cancellation)
    {
        try
        {
            return await client.SendRequestAsync<T>(request, cancellation).ConfigureAwait(false);
        }
        catch (RpcResponseException e)
        {
            throw new CallRefusedException(OneLine.Short(e.Message), e);
        }
        catch (Exception e) when (e is RpcClientUnknownException or RpcClientTimeoutException)
        {
            throw new ChainUnreachableException(OneLine.Short(e.Message), e);
        }
    }

    private static Hash256 Hash(string text)
    {
        try
        {
            return Hash256.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ChainUnreachableException($"the node answers with what is no hash: {OneLine.Short(text)}", e);
        }
    }

    private static ulong Long(HexBigInteger quantity) => quantity.Value <= ulong.MaxValue
        ? (ulong)quantity.Value
        : throw new ChainUnreachableException($"the node answers with a number of more than 64 bits: {quantity.HexValue}");
}
