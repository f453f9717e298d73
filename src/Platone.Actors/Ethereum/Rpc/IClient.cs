namespace Platone.Actors.Ethereum.Rpc;

/// <summary>Sends JSON-RPC requests to an Ethereum node.</summary>
public interface IClient
{
    /// <summary>Sends a request and reads its result.</summary>
    /// <typeparam name="T">What the result is read as; nullable where <see cref="RpcRequest.MayBeNull"/>.</typeparam>
    /// <param name="request">Method and parameters.</param>
    /// <param name="cancellation">Gives it up; the node may have carried it out all the same.</param>
    /// <exception cref="RpcResponseException">The node answered with an error.</exception>
    /// <exception cref="RpcClientTimeoutException">No answer in time: the node may have carried it out, or may yet.</exception>
    /// <exception cref="RpcClientUnknownException">The node cannot be reached, or its answer cannot be read.</exception>
    Task<T> SendRequestAsync<T>(RpcRequest request, CancellationToken cancellation = default);
}

/// <summary>A JSON-RPC request.</summary>
/// <param name="Method">Such as <c>eth_chainId</c>.</param>
/// <param name="Parameters">Each is written as JSON.</param>
public sealed record RpcRequest(string Method, params IReadOnlyList<object?> Parameters)
{
    /// <summary>Whether null is an answer (there is no such block, say) rather than an error.</summary>
    public bool MayBeNull { get; init; }
}
