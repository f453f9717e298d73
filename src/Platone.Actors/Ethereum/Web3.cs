using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Ethereum;

/// <summary>An Ethereum node, and the account that signs for it. Its shape is Nethereum's, with cancellation added.</summary>
public sealed class Web3
{
    /// <summary>A node, by its URL. Nothing can be signed.</summary>
    /// <param name="url"><c>http://</c> or <c>https://</c>.</param>
    /// <exception cref="ArgumentException">Another kind of URL.</exception>
    public Web3(string url) : this(new RpcClient(Url(url)))
    {
    }

    /// <summary>A node, by a client of it. Nothing can be signed.</summary>
    public Web3(IClient client) => (Client, Eth) = (client, new EthApiService(client, account: null));

    /// <summary>A node, by its URL, and who signs.</summary>
    /// <exception cref="ArgumentException">Another kind of URL than <c>http://</c> or <c>https://</c>.</exception>
    public Web3(IAccount account, string url) : this(account, new RpcClient(Url(url)))
    {
    }

    /// <summary>A node, by a client of it, and who signs.</summary>
    public Web3(IAccount account, IClient client) => (Client, Eth) = (client, new EthApiService(client, account));

    /// <summary>How the node is spoken to.</summary>
    public IClient Client { get; }

    /// <summary>What a node of Ethereum can be asked.</summary>
    public EthApiService Eth { get; }

    // The text is not repeated: it may hold a secret.
    private static Uri Url(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri)
        ? uri
        : throw new ArgumentException("not a URL of a node (http:// or https://)", nameof(url));
}
