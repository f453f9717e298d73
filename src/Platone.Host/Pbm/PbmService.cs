using System.Net;
using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Node;
using Platone.Actors.Participants;
using Platone.Actors.Scd.Following;
using Platone.Host.Configuration;
using Platone.Host.Node;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Palettes;
using Platone.Host.Pbm.Server;
using Platone.Host.Rest.Access;

namespace Platone.Host.Pbm;

/// <summary>What the palettes show and work on.</summary>
/// <param name="Node">The node.</param>
/// <param name="Holders">Finds who holds an API key.</param>
/// <param name="Loggers">The node's log, to write to.</param>
/// <param name="Log">The node's log, to read.</param>
/// <param name="Clock">The clock.</param>
internal sealed record PbmNode(PlatoneNode Node, KeyHolders Holders, ILoggerFactory Loggers, RecentLog Log, TimeProvider Clock);

/// <summary>Serves operators' clients on a node. It ends with the node's actor system.</summary>
internal static class PbmService
{
    /// <summary>Begins to listen.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public static IPEndPoint Start(PbmOptions options, PbmNode node)
    {
        var cmd = PetabridgeCmd.Get(node.Node.ActorSystem);
        cmd.Configure(Of(options, node.Holders, node.Clock, new OperatorRecorder(node.Node.Entities, node.Node.ActorSystem, options.RecordTimeout,
            node.Clock, node.Loggers.CreateLogger<OperatorRecorder>())));
        foreach (var handler in Handlers(node))
            cmd.RegisterCommandPalette(handler);
        cmd.Start();
        return cmd.Endpoint!;
    }

    /// <summary>Begins to listen on a node that is in no cluster yet: with what needs none, so above all <c>cluster join</c>.</summary>
    /// <param name="options">Where, and who may come in.</param>
    /// <param name="node">The node.</param>
    /// <param name="holders">Finds who holds an API key.</param>
    /// <param name="entities">The way to the operator journal, once the node has joined.</param>
    /// <param name="loggers">The node's log, to write to.</param>
    /// <param name="log">The node's log, to read.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be listened on.</exception>
    public static PbmServer StartUnjoined(PbmOptions options, UnjoinedNode node, KeyHolders holders, IEntities entities, ILoggerFactory loggers,
        RecentLog log)
    {
        var recorder = new OperatorRecorder(entities, node.ActorSystem, options.RecordTimeout, node.Clock, loggers.CreateLogger<OperatorRecorder>());
        var server = PbmServer.Start((ExtendedActorSystem)node.ActorSystem,
            [ClusterPalette.Handler, ActorPalette.Handler(node.Clock), LogPalette.Handler(log, loggers), SystemPalette.Handler(node.Clock)],
            Of(options, holders, node.Clock, recorder));
        node.ActorSystem.RegisterOnTermination(server.Close);
        return server;
    }

    private static PetabridgeCmdOptions Of(PbmOptions options, KeyHolders holders, TimeProvider clock, OperatorRecorder recorder) => new()
    {
        Host = options.Listen.Address.ToString(),
        Port = options.Listen.Port,
        Certificate = options.Certificate,
        MaxConnections = options.MaxConnections,
        HandshakeTimeout = options.HandshakeTimeout,
        Clock = clock,
        Authenticate = async (token, cancellation) =>
        {
            try
            {
                return await holders.FindAsync(token, cancellation) is { Role: Role.Operator } caller ? caller.Id.Value : null;
            }
            catch (Exception e) when (e is ReadModelIncompleteException || DatabaseFaults.IsAway(e))
            {
                throw new AuthenticationUnavailableException(e is ReadModelIncompleteException ? e.Message : "the node's database is away");
            }
        },
        Record = recorder.RecordAsync,
    };

    private static IEnumerable<CommandPaletteHandler> Handlers(PbmNode node) =>
    [
        ClusterPalette.Handler,
        ShardingPalette.Handler,
        ActorPalette.Handler(node.Clock),
        LogPalette.Handler(node.Log, node.Loggers),
        SystemPalette.Handler(node.Clock),
        MarketPalette.Handler(node.Node),
        FieldPalette.Handler(node.Node),
        GridPalette.Handler(node.Node),
        NotaryPalette.Handler(node.Node),
        JournalPalette.Handler(node.Node),
        ProjectionPalette.Handler(node.Node),
    ];
}
