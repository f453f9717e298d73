namespace Platone.Actors.Ethereum.Rpc;

/// <summary>A method without parameters.</summary>
/// <typeparam name="T">Its result.</typeparam>
public sealed class RpcQuestion<T>
{
    private readonly IClient _client;
    private readonly string _method;

    internal RpcQuestion(IClient client, string method) => (_client, _method) = (client, method);

    /// <summary>Asks the node.</summary>
    public Task<T> SendRequestAsync(CancellationToken cancellation = default) =>
        _client.SendRequestAsync<T>(new RpcRequest(_method), cancellation);
}

/// <summary>A question about an account as of a block.</summary>
/// <typeparam name="T">The answer.</typeparam>
public sealed class EthAccountQuestion<T>
{
    private readonly IClient _client;
    private readonly string _method;

    internal EthAccountQuestion(IClient client, string method) => (_client, _method) = (client, method);

    /// <summary>Asks the node.</summary>
    /// <param name="address">The account.</param>
    /// <param name="block">As of which block; null: the newest.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="FormatException">Not an address.</exception>
    public Task<T> SendRequestAsync(string address, BlockParameter? block = null, CancellationToken cancellation = default) =>
        _client.SendRequestAsync<T>(
            new RpcRequest(_method, Address.Parse(address), block ?? BlockParameter.CreateLatest()), cancellation);
}

/// <summary><c>eth_getStorageAt</c>.</summary>
public sealed class EthGetStorageAt
{
    private readonly IClient _client;

    internal EthGetStorageAt(IClient client) => _client = client;

    /// <summary>What is in a slot: 32 bytes.</summary>
    /// <param name="address">The contract.</param>
    /// <param name="position">The slot.</param>
    /// <param name="block">As of which block; null: the newest.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="FormatException">Not an address.</exception>
    public Task<byte[]> SendRequestAsync(string address, HexBigInteger position, BlockParameter? block = null,
        CancellationToken cancellation = default) => _client.SendRequestAsync<byte[]>(
            new RpcRequest("eth_getStorageAt", Address.Parse(address), position, block ?? BlockParameter.CreateLatest()), cancellation);
}

/// <summary><c>eth_getProof</c>.</summary>
public sealed class EthGetProof
{
    private readonly IClient _client;

    internal EthGetProof(IClient client) => _client = client;

    /// <summary>
    /// Proofs of an account and some of its storage. They prove nothing before <see cref="Trie.StateProof"/> has checked them.
    /// </summary>
    /// <param name="address">The account.</param>
    /// <param name="slots">Of its storage; may be empty.</param>
    /// <param name="block">As of which block; null: the newest.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="FormatException">Not an address.</exception>
    public Task<AccountProofs> SendRequestAsync(string address, IReadOnlyList<HexBigInteger> slots, BlockParameter? block = null,
        CancellationToken cancellation = default) => _client.SendRequestAsync<AccountProofs>(
            Request(Address.Parse(address), slots, block ?? BlockParameter.CreateLatest()), cancellation);

    internal static RpcRequest Request(Address address, IReadOnlyList<HexBigInteger> slots, BlockParameter block) =>
        new("eth_getProof", address, slots.Select(Key).ToList(), block);

    // A slot as 32 bytes: some nodes refuse a short quantity here.
    private static string Key(HexBigInteger slot) => "0x" + slot.HexValue[2..].PadLeft(64, '0');
}

/// <summary><c>eth_feeHistory</c>.</summary>
public sealed class EthFeeHistory
{
    private readonly IClient _client;

    internal EthFeeHistory(IClient client) => _client = client;

    /// <summary>What gas cost in the blocks up to one.</summary>
    /// <param name="blockCount">How many blocks, 1 to 1,024.</param>
    /// <param name="newest">The last of them.</param>
    /// <param name="percentiles">At which percentiles of gas used the tips are wanted, 0 to 100, rising; may be empty.</param>
    /// <param name="cancellation">Gives it up.</param>
    public Task<FeeHistory> SendRequestAsync(ulong blockCount, BlockParameter newest, IReadOnlyList<double> percentiles,
        CancellationToken cancellation = default) => _client.SendRequestAsync<FeeHistory>(
            new RpcRequest("eth_feeHistory", new HexBigInteger(blockCount), newest, percentiles), cancellation);
}
