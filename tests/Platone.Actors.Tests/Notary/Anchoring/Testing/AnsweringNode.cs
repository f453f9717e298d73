using Platone.Actors.Ethereum.Rpc;

namespace Platone.Actors.Tests.Notary.Anchoring.Testing;

/// <summary>A real node, but that one of its methods answers as it is told.</summary>
/// <param name="node">The node.</param>
/// <param name="method">The method.</param>
/// <param name="answer">What it answers.</param>
internal sealed class AnsweringNode(IClient node, string method, Func<RpcRequest, Task<object>> answer) : IClient
{
    /// <inheritdoc/>
    public async Task<T> SendRequestAsync<T>(RpcRequest request, CancellationToken cancellation = default) =>
        request.Method == method ? (T)await answer(request) : await node.SendRequestAsync<T>(request, cancellation);
}
