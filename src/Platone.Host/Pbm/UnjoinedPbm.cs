using System.Net;
using System.Net.Sockets;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Node;
using Platone.Host.Configuration;
using Platone.Host.Node;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Access;

namespace Platone.Host.Pbm;

/// <summary>
/// Operators' way to a node that waits to be told whom to join. When it has joined, the node listens on the same port with all it can; what
/// an operator did before is recorded in the operator journal then.
/// </summary>
/// <param name="configuration">The node's.</param>
/// <param name="options">Its settings.</param>
/// <param name="loggers">Its log, to write to.</param>
/// <param name="log">Its log, to read; null if operators are not let in.</param>
internal sealed class UnjoinedPbm(NodeConfiguration configuration, PlatoneOptions options, ILoggerFactory loggers, RecentLog? log)
{
    private readonly LateEntities _entities = new();

    /// <summary>Where it listened; null if the node never waited.</summary>
    public IPEndPoint? Endpoint { get; private set; }

    /// <summary>Begins to listen.</summary>
    /// <returns>Ends it: the clients there are stay.</returns>
    /// <exception cref="InputException">Operators are not let in, or the address cannot be listened on.</exception>
    public IAsyncDisposable Start(UnjoinedNode node)
    {
        if (options.Pbm is not { } pbm)
            throw configuration.Fault("platone.cluster.discovery", $"is 'operator', which needs {PbmOptions.Section}.enabled");
        try
        {
            var holders = new KeyHolders(node.Scd, node.Clock, options);
            var server = PbmService.StartUnjoined(pbm, node, holders, _entities, loggers, log!);
            Endpoint = server.Endpoint;
            loggers.CreateLogger<UnjoinedPbm>().LogWarning(
                "this node is in no cluster until an operator says in which: platone pbm {Endpoint} cluster join -a ADDRESS", Endpoint);
            return new Listening(server);
        }
        catch (SocketException e)
        {
            throw configuration.Fault($"{PbmOptions.Section}.listen", $"cannot be listened on: {e.Message}");
        }
    }

    /// <summary>The node has joined.</summary>
    public void Joined(IEntities entities) => _entities.Are(entities);

    private sealed class Listening(PbmServer server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await server.UnbindAsync();
    }

    private sealed class LateEntities : IEntities
    {
        private readonly TaskCompletionSource<IEntities> _there = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Are(IEntities entities) => _there.TrySetResult(entities);

        public async Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation) =>
            await (await _there.Task.WaitAsync(cancellation)).SendAsync(command, cancellation);

        public async Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) =>
            await (await _there.Task.WaitAsync(cancellation)).AskAsync<TView>(query, cancellation);
    }
}
