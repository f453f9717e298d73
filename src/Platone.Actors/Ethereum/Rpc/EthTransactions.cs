namespace Platone.Actors.Ethereum.Rpc;

/// <summary>Questions about transactions, and sending them.</summary>
public sealed class EthTransactions
{
    internal EthTransactions(IClient client)
    {
        Call = new EthCall(client);
        EstimateGas = new EthEstimateGas(client);
        SendRawTransaction = new EthSendRawTransaction(client);
        GetTransactionReceipt = new EthTransactionQuestion<TransactionReceipt>(client, "eth_getTransactionReceipt");
        GetTransactionByHash = new EthTransactionQuestion<Transaction>(client, "eth_getTransactionByHash");
        GetTransactionCount = new EthAccountQuestion<HexBigInteger>(client, "eth_getTransactionCount");
    }

    /// <summary>Tries a call, and changes nothing.</summary>
    public EthCall Call { get; }

    /// <summary>How much gas a call would use.</summary>
    public EthEstimateGas EstimateGas { get; }

    /// <summary>Sends a signed transaction.</summary>
    public EthSendRawTransaction SendRawTransaction { get; }

    /// <summary>What became of a transaction; null: no block holds it (yet, or any more).</summary>
    public EthTransactionQuestion<TransactionReceipt> GetTransactionReceipt { get; }

    /// <summary>A transaction, in a block or waiting; null: the node does not know it.</summary>
    public EthTransactionQuestion<Transaction> GetTransactionByHash { get; }

    /// <summary>How many transactions an account sent: the next one's nonce. As of pending, those that wait count too.</summary>
    public EthAccountQuestion<HexBigInteger> GetTransactionCount { get; }
}

/// <summary><c>eth_call</c>.</summary>
public sealed class EthCall
{
    private readonly IClient _client;

    internal EthCall(IClient client) => _client = client;

    /// <summary>What the call returns. A revert is an <see cref="RpcResponseException"/> with its reason.</summary>
    /// <param name="call">The call.</param>
    /// <param name="block">As of which block; null: the newest.</param>
    /// <param name="cancellation">Gives it up.</param>
    public Task<byte[]> SendRequestAsync(CallInput call, BlockParameter? block = null, CancellationToken cancellation = default) =>
        _client.SendRequestAsync<byte[]>(new RpcRequest("eth_call", call, block ?? BlockParameter.CreateLatest()), cancellation);
}

/// <summary><c>eth_estimateGas</c>.</summary>
public sealed class EthEstimateGas
{
    private readonly IClient _client;

    internal EthEstimateGas(IClient client) => _client = client;

    /// <summary>
    /// How much gas the call would use on the newest block. A revert is an <see cref="RpcResponseException"/> with its reason.
    /// </summary>
    public Task<HexBigInteger> SendRequestAsync(CallInput call, CancellationToken cancellation = default) =>
        _client.SendRequestAsync<HexBigInteger>(new RpcRequest("eth_estimateGas", call), cancellation);
}

/// <summary><c>eth_sendRawTransaction</c>.</summary>
public sealed class EthSendRawTransaction
{
    private readonly IClient _client;

    internal EthSendRawTransaction(IClient client) => _client = client;

    /// <summary>Sends a signed transaction. After a time-out it may be on its way all the same: ask for its hash.</summary>
    /// <param name="signedTransaction">"0x" and the encoding in hexadecimal.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>Its hash.</returns>
    public Task<string> SendRequestAsync(string signedTransaction, CancellationToken cancellation = default) =>
        _client.SendRequestAsync<string>(new RpcRequest("eth_sendRawTransaction", signedTransaction), cancellation);
}

/// <summary>A question about a transaction.</summary>
/// <typeparam name="T">The answer.</typeparam>
public sealed class EthTransactionQuestion<T>
    where T : class
{
    private readonly IClient _client;
    private readonly string _method;

    internal EthTransactionQuestion(IClient client, string method) => (_client, _method) = (client, method);

    /// <summary>Asks the node.</summary>
    /// <param name="hash">The transaction's hash.</param>
    /// <param name="cancellation">Gives it up.</param>
    public Task<T?> SendRequestAsync(string hash, CancellationToken cancellation = default) =>
        _client.SendRequestAsync<T?>(new RpcRequest(_method, hash) { MayBeNull = true }, cancellation);
}
