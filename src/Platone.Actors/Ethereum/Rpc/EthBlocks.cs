namespace Platone.Actors.Ethereum.Rpc;

/// <summary>Questions about blocks.</summary>
public sealed class EthBlocks
{
    internal EthBlocks(IClient client)
    {
        GetBlockNumber = new RpcQuestion<HexBigInteger>(client, "eth_blockNumber");
        GetBlockWithTransactionsHashesByNumber = new EthGetBlockByNumber(client);
        GetBlockWithTransactionsHashesByHash = new EthGetBlockByHash(client);
    }

    /// <summary>The newest block's number.</summary>
    public RpcQuestion<HexBigInteger> GetBlockNumber { get; }

    /// <summary>A block by its number or name.</summary>
    public EthGetBlockByNumber GetBlockWithTransactionsHashesByNumber { get; }

    /// <summary>A block by its hash.</summary>
    public EthGetBlockByHash GetBlockWithTransactionsHashesByHash { get; }
}

/// <summary><c>eth_getBlockByNumber</c>, with the hashes of its transactions.</summary>
public sealed class EthGetBlockByNumber
{
    private readonly IClient _client;

    internal EthGetBlockByNumber(IClient client) => _client = client;

    /// <summary>The block; null: there is none.</summary>
    /// <param name="block">A number or a name, such as finalized.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="ArgumentException">A hash.</exception>
    public Task<Block?> SendRequestAsync(BlockParameter block, CancellationToken cancellation = default) => block.IsHash
        ? throw new ArgumentException("a hash, where a number or name of a block belongs", nameof(block))
        : _client.SendRequestAsync<Block?>(new RpcRequest("eth_getBlockByNumber", block, false) { MayBeNull = true }, cancellation);
}

/// <summary><c>eth_getBlockByHash</c>, with the hashes of its transactions.</summary>
public sealed class EthGetBlockByHash
{
    private readonly IClient _client;

    internal EthGetBlockByHash(IClient client) => _client = client;

    /// <summary>The block; null: the node does not know it. One that a reorganisation took away may still be known: compare with the
    /// block of its number.</summary>
    /// <param name="hash">"0x" and 64 hexadecimal digits.</param>
    /// <param name="cancellation">Gives it up.</param>
    public Task<Block?> SendRequestAsync(string hash, CancellationToken cancellation = default) =>
        _client.SendRequestAsync<Block?>(new RpcRequest("eth_getBlockByHash", hash, false) { MayBeNull = true }, cancellation);
}

/// <summary>Questions about logs.</summary>
public sealed class EthFilters
{
    internal EthFilters(IClient client) => GetLogs = new EthGetLogs(client);

    /// <summary>Logs of past blocks.</summary>
    public EthGetLogs GetLogs { get; }
}

/// <summary><c>eth_getLogs</c>.</summary>
public sealed class EthGetLogs
{
    private readonly IClient _client;

    internal EthGetLogs(IClient client) => _client = client;

    /// <summary>The logs of a range of blocks, oldest first. Nodes limit the range: ask for pages of some thousand blocks.</summary>
    public Task<IReadOnlyList<FilterLog>> SendRequestAsync(NewFilterInput filter, CancellationToken cancellation = default) =>
        _client.SendRequestAsync<IReadOnlyList<FilterLog>>(new RpcRequest("eth_getLogs", filter), cancellation);
}
