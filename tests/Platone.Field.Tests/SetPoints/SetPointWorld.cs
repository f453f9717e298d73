using Akka.Configuration;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Node;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Field.SetPoints;
using Platone.Field.Tests.Mqtt;
using Platone.Testing;

namespace Platone.Field.Tests.SetPoints;

/// <summary>A real node with its journal, and what gives set points to devices, as the host puts them together.</summary>
internal sealed class SetPointWorld : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _gateways = [];
    private long _causes;

    private SetPointWorld(PlatoneNode node, SetPointOptions options)
    {
        (Node, Options) = (node, options);
        Devices = new JournalPodDevices(node.Journal);
        Signer = SetPointSigner.Of(node.Master);
        Intake = new ReadingsIntake(node.Entities, node.Directory, node.Clock, new IntakeOptions(), NullLogger<ReadingsIntake>.Instance);
        Source = new SetPointSource(Devices, node.Directory, Signer, options, node.Clock);
        Broker = new EmbeddedBroker(new EmbeddedBrokerOptions { Port = 0 }, Intake, new SignIn(), node.Clock, NullLogger<EmbeddedBroker>.Instance, Source);
    }

    /// <summary>The hour in which the tests began.</summary>
    public static DateTimeOffset Hour { get; } = new DateTimeOffset(Now.UtcDateTime.Date, TimeSpan.Zero).AddHours(Now.Hour);

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public PlatoneNode Node { get; }

    public SetPointOptions Options { get; }

    public JournalPodDevices Devices { get; }

    public SetPointSigner Signer { get; }

    public ReadingsIntake Intake { get; }

    public SetPointSource Source { get; }

    public EmbeddedBroker Broker { get; }

    public int Port => Broker.Endpoint.Port;

    public static async Task<SetPointWorld> StartAsync(TestDirectory folder, TimeSpan? pause = null, TimeProvider? clock = null)
    {
        var config = ConfigurationFactory.ParseString($"platone.storage.data = \"{folder.Path}\"\nakka.remote.dot-netty.tcp.port = 0\nakka.loglevel = ERROR")
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        var node = await PlatoneNode.StartAsync(config, clock ?? TimeProvider.System, Deadline());
        // So long that no test waits for it, unless it is about sending again.
        var world = new SetPointWorld(node, new SetPointOptions { FirstPause = pause ?? TimeSpan.FromHours(1), Check = TimeSpan.FromMilliseconds(10) });
        await world.Broker.StartAsync();
        return world;
    }

    /// <summary>Begins to give set points to devices through these brokers.</summary>
    public void Dispatch(params IReadOnlyList<ISetPointChannel> channels) => Node.Follow(new SetPointDispatch(new ProcessOffsets(Node.Storage.Scd),
        Node.Entities, Devices, Node.Directory, Signer, channels, Intake, Options, Node.Clock, NullLogger<SetPointDispatch>.Instance),
        ClusterRoles.Field);

    /// <summary>A gateway to an external broker.</summary>
    public async Task<BrokerGateway> GatewayAsync(BrokerGatewayOptions options)
    {
        var gateway = new BrokerGateway(options, Intake, Node.Clock, NullLogger<BrokerGateway>.Instance, Source);
        _gateways.Add(gateway);
        gateway.Start();
        await Eventually.Async(() => gateway.IsConnected);
        return gateway;
    }

    public async Task<(PodId Pod, LightNodeId Node)> RegisterAsync(string serial)
    {
        var (pod, light) = (new PodId(Node.Directory.Assign(DirectoryKind.Pod, $"pod-of-{serial}")), new LightNodeId(Node.Directory.Assign(DirectoryKind.LightNode, serial)));
        var since = Node.Clock.GetUtcNow().AddDays(-30);
        await DoAsync(new RegisterPod(pod, new PodRegistration(since, "bus-7", "Europe/Rome", 6_000, null), since));
        await DoAsync(new RegisterLightNode(light, pod, since, null, since));
        return (pod, light);
    }

    public Task ScheduleAsync(PodId pod, params SetPoint[] setPoints) =>
        DoAsync(new ScheduleSetPoints(pod, setPoints.ToValueList(), new EventId($"market-session-{pod}", ++_causes), Node.Clock.GetUtcNow()));

    /// <summary>A set point for an hour that is not over soon.</summary>
    public static SetPoint Point(string id, long w = 1_500, int hour = 0) => new(id, Hour.AddHours(hour), Hour.AddHours(hour + 2), w);

    public async Task<IReadOnlyList<T>> EventsAsync<T>() => [.. (await Devices.ReadAsync(Deadline())).OfType<T>()];

    /// <summary>Waits until the journal has so many events of a type.</summary>
    public async Task<IReadOnlyList<T>> EventsAsync<T>(int count)
    {
        var (deadline, events) = (Deadline(), await EventsAsync<T>());
        for (; events.Count < count; events = await EventsAsync<T>())
            await Node.Journal.WaitAsync(deadline);
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
            await gateway.DisposeAsync();
        await Broker.DisposeAsync();
        await Intake.DisposeAsync();
        await Node.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    private async Task DoAsync(ICommand command) => Assert.IsType<CommandReply.Done>(await Node.Entities.SendAsync(command, Deadline()));

    private static CancellationToken Deadline() => new CancellationTokenSource(Testing.Deadline.Default).Token;
}
