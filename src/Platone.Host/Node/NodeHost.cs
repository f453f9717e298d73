using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Configuration;
using Microsoft.AspNetCore.Connections;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Markets;
using Platone.Actors.Node;
using Platone.Actors.Participants;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Field.SetPoints;
using Platone.Host.Configuration;
using Platone.Host.Mqtt;
using Platone.Host.Pages.Access;
using Platone.Host.Pbm;
using Platone.Host.Rest;
using Platone.Host.Rest.Access;
using Platone.Host.Rest.Health;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Rest.Operations;

namespace Platone.Host.Node;

/// <summary>A whole node as <c>platone run</c> starts it: entities and what follows the journal, the MQTT broker, REST.</summary>
internal sealed class NodeHost : IAsyncDisposable
{
    private static readonly SetPointOptions SetPointDelivery = new();

    // In the order they were started; stopped in the reverse.
    private readonly Stack<IAsyncDisposable> _parts = new();

    private Func<IEntities, IOutcomeValidator>? _validator;

    private NodeHost(PlatoneOptions options) => Options = options;

    /// <summary>The settings.</summary>
    public PlatoneOptions Options { get; }

    /// <summary>The node itself.</summary>
    public PlatoneNode Node { get; private set; } = null!;

    /// <summary>Where REST is; null if this node does not serve it.</summary>
    public Uri? Rest { get; private set; }

    /// <summary>Where the embedded MQTT broker listens; null if there is none.</summary>
    public IPEndPoint? Mqtt { get; private set; }

    /// <summary>Where operators' clients connect; null if they do not.</summary>
    public IPEndPoint? Pbm { get; private set; }

    /// <summary>Draws one-time codes that sign somebody in to the pages.</summary>
    public SignInCodes SignInCodes { get; } = new(TimeProvider.System);

    /// <summary>The operator's key if it was made at this start, else null.</summary>
    public string? OperatorKey { get; private set; }

    /// <summary>Starts a node; returns when it is ready for commands, readings and requests.</summary>
    /// <param name="configuration">The merged configuration.</param>
    /// <param name="clock">The one clock.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="validator">Who validates the outcomes of sessions; null for the grid operators.</param>
    /// <exception cref="InputException">A setting cannot be, a port is taken, the data folder is in use or belongs to another master key.</exception>
    public static async Task<NodeHost> StartAsync(NodeConfiguration configuration, TimeProvider clock, CancellationToken cancellation,
        Func<IEntities, IOutcomeValidator>? validator = null)
    {
        var host = new NodeHost(PlatoneOptions.From(configuration)) { _validator = validator };
        try
        {
            await host.StartPartsAsync(configuration, clock, cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A link that signs the operator in to the pages, good once and for a short time; null if this node does not serve them.</summary>
    public Uri? SignInLink() => Rest is null
        ? null
        : new Uri(Rest, $"{PageCookie.SignInPath}?code={SignInCodes.New(new Caller(FirstOperator.Operator, Role.Operator))}");

    /// <summary>Stops gracefully: first what takes work in, then the node, which hands its entities over and closes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
            await part.DisposeAsync();
    }

    private async Task StartPartsAsync(NodeConfiguration configuration, TimeProvider clock, CancellationToken cancellation)
    {
        var recent = Options.Pbm is { } pbm ? new RecentLog(pbm.LogLines, clock) : null;
        var loggers = NodeLog.Create(Options.LogLevel, recent);
        _parts.Push(new Disposal(loggers));
        _parts.Push(new Disposal(DataFolder.Take(Options.Data)));
        var unjoined = new UnjoinedPbm(configuration, Options, loggers, recent);
        Node = await StartNodeAsync(configuration, Options.Cluster, clock, _validator, unjoined.Start, cancellation);
        _parts.Push(Node);
        unjoined.Joined(Node.Entities);
        AkkaLog.Attach(Node.ActorSystem, loggers);
        OperatorKey = await new FirstOperator(Node.Entities, Node.JournalRows, clock, Options).EnsureAsync(cancellation);
        if (OperatorKey is { } key)
            await new CommandDesk(Node.Entities, clock, Options).ReadBackAsync(c => Node.Scd.HolderOfKeyAsync(ApiKey.Hash(key), c), cancellation);

        var intake = new ReadingsIntake(Node.Entities, Node.Directory, clock, Options.Mqtt.Intake, loggers.CreateLogger<ReadingsIntake>());
        _parts.Push(intake);
        var passwords = new MqttPasswords(Node.Keys);
        var signer = SetPointSigner.Of(Node.Master);
        var setPoints = new SetPointSource(Node.PodDevices, Node.Directory, signer, SetPointDelivery, clock);
        var channels = new List<ISetPointChannel>();
        var markets = new List<IOutcomeChannel>();
        var holders = new KeyHolders(Node.Scd, clock, Options);
        var relay = new BrokerRelay(Node.ActorSystem);
        EmbeddedBroker? ownBroker = null;
        if (Options is { TakesReadings: true, Mqtt.Embedded: { } embedded })
        {
            var scopes = new GatewayScopes(Node.Scd, Node.Directory);
            var signIn = new MqttSignIn(Node.Directory, passwords, holders, scopes);
            var broker = new EmbeddedBroker(embedded, intake, signIn, clock, loggers.CreateLogger<EmbeddedBroker>(), setPoints);
            _parts.Push(broker);
            channels.Add(relay);
            markets.Add(relay);
            await StartAsync(configuration, broker);
            ownBroker = broker;
            Mqtt = broker.Endpoint;
        }

        if (Options is { TakesReadings: true, Mqtt.External: { } external })
        {
            var gateway = new BrokerGateway(external, intake, clock, loggers.CreateLogger<BrokerGateway>(), setPoints);
            _parts.Push(gateway);
            channels.Add(gateway);
            markets.Add(gateway);
            gateway.Start();
        }

        if (Options.TakesReadings)
            relay.Serve(ownBroker);
        if (channels.Count > 0)
        {
            Node.Follow(new SetPointDispatch(new ProcessOffsets(Node.Storage.Scd), Node.Entities, Node.PodDevices, Node.Directory, signer, channels,
                intake, SetPointDelivery, clock, loggers.CreateLogger<SetPointDispatch>()), ClusterRoles.Field);
            Node.Follow(new OutcomeDispatch(new ProcessOffsets(Node.Storage.Scd), Node.MarketScd, markets, clock), ClusterRoles.Field);
        }

        if (Options.Pbm is { } operators)
        {
            Pbm = StartPbm(configuration, operators with { Listen = unjoined.Endpoint ?? operators.Listen },
                new PbmNode(Node, holders, loggers, recent!, clock));
        }

        if (!Options.ServesRest)
            return;
        var app = RestServer.Build(Options, services =>
        {
            services.AddSingleton(loggers);
            services.AddSingleton(Node.Entities);
            services.AddSingleton(Node.Scd);
            services.AddSingleton(Node.MarketScd);
            services.AddSingleton(Node.PodDevices);
            services.AddSingleton(Node.Projections);
            services.AddSingleton(Node.Notary);
            services.AddSingleton(Node.Ledgers);
            services.AddSingleton(Node.MarketLedger);
            services.AddSingleton(Node.Keys);
            services.AddSingleton(Node.Master);
            services.AddSingleton(Node.Directory);
            services.AddSingleton(Node.Journal);
            services.AddSingleton(Node.JournalRows);
            services.AddSingleton(Node.JournalCounts);
            services.AddSingleton(clock);
            services.AddSingleton(intake);
            services.AddSingleton(passwords);
            services.AddSingleton(signer);
            services.AddSingleton(holders);
            services.AddSingleton(SignInCodes);
            services.AddSingleton(new OpenConnections(relay));
            services.AddSingleton(new OperatorDesk(new OperatorRecorder(Node.Entities, Node.ActorSystem, Options.Http.CommandTimeout, clock,
                loggers.CreateLogger<OperatorRecorder>()), Node.ActorSystem, clock));
            services.AddSingleton<Readiness>();
        });
        _parts.Push(new Serving(app));
        await StartAsync(configuration, app, cancellation);
        Rest = app.Address();
    }

    private static async Task<PlatoneNode> StartNodeAsync(NodeConfiguration configuration, ClusterOptions cluster, TimeProvider clock,
        Func<IEntities, IOutcomeValidator>? validator, Func<UnjoinedNode, IAsyncDisposable> unjoined, CancellationToken cancellation)
    {
        try
        {
            return await PlatoneNode.StartAsync(cluster.Over(configuration.Config), clock, cancellation, cluster.Transport(), validator,
                unjoined, BrokerMessages.Table);
        }
        catch (Exception e) when (e is ConfigurationException or FormatException or CryptographicException)
        {
            // Wrong settings, a master key that is none, a master key of another store.
            throw new InputException(e.Message, e);
        }
        catch (Exception e) when (Causes(e).OfType<SocketException>().Any(s => s.SocketErrorCode == SocketError.AddressAlreadyInUse))
        {
            throw configuration.Fault("akka.remote.dot-netty.tcp.port",
                $"is {configuration.Config.GetString("akka.remote.dot-netty.tcp.port")}, which is taken: is another node running here? Port 0 takes a free one");
        }
    }

    private static async Task StartAsync(NodeConfiguration configuration, EmbeddedBroker broker)
    {
        try
        {
            await broker.StartAsync();
        }
        catch (SocketException e)
        {
            throw configuration.Fault("platone.mqtt.embedded.listen", $"cannot be listened on: {e.Message}");
        }
    }

    private static IPEndPoint StartPbm(NodeConfiguration configuration, PbmOptions options, PbmNode node)
    {
        try
        {
            return PbmService.Start(options, node);
        }
        catch (SocketException e)
        {
            throw configuration.Fault($"{PbmOptions.Section}.listen", $"cannot be listened on: {e.Message}");
        }
    }

    private static async Task StartAsync(NodeConfiguration configuration, WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or AddressInUseException)
        {
            throw configuration.Fault("platone.http.listen", $"cannot be listened on: {e.Message}");
        }
    }

    private static IEnumerable<Exception> Causes(Exception fault) => fault is AggregateException several
        ? several.InnerExceptions.SelectMany(Causes)
        : fault.InnerException is { } inner ? Causes(inner).Prepend(fault) : [fault];

    // Stopped first, so that requests in flight are answered.
    private sealed class Serving(WebApplication app) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    private sealed class Disposal(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
