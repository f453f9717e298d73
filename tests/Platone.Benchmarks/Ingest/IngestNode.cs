using System.Diagnostics;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Platone.Actors;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Node;
using Platone.Actors.Serialization;
using Platone.Testing;

namespace Platone.Benchmarks.Ingest;

/// <summary>
/// Light nodes behind real sharding and a real journal, and bare actors on the same journal; nothing follows the journal, because nothing
/// follows the references either.
/// </summary>
internal sealed class IngestNode : IAsyncDisposable
{
    public const int Nodes = 500;

    private const string PackageJournal = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql";

    private readonly ActorSystem _system;
    private readonly LightNodeId[] _ids;
    private readonly IActorRef[] _bare;
    private readonly byte[] _payload;
    private readonly long[] _next = new long[Nodes];

    private IngestNode(ActorSystem system, EntityRegions entities, IDirectory directory, LightNodeId[] ids, byte[] payload)
    {
        (_system, Entities, Directory, _ids, _payload) = (system, entities, directory, ids, payload);
        _bare = [.. Enumerable.Range(0, Nodes).Select(i => system.ActorOf(Props.Create(() => new BareActor($"{i}")), $"bare-{i}"))];
    }

    public EntityRegions Entities { get; }

    public IDirectory Directory { get; }

    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static string Serial(int node) => $"bench-{node}";

    /// <summary>Starts the node.</summary>
    /// <param name="storage">Its database.</param>
    /// <param name="isPackageJournal">Whether the entities too write as the package's journal does.</param>
    public static async Task<IngestNode> StartAsync(StorageOptions storage, bool isPackageJournal)
    {
        var config = ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.port = 0\nakka.loglevel = WARNING\nakka.stdout-loglevel = WARNING")
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        // The reference's journal: Akka.Persistence.Sql's own, with the settings Platone's had, on the same table.
        config = config.WithFallback(storage.AkkaPersistence()).WithFallback(SqlPersistence.DefaultConfiguration);
        var package = ConfigurationFactory.ParseString($"class = \"{PackageJournal}\"").WithFallback(config.GetConfig("akka.persistence.journal.sql"));
        config = ConfigurationFactory.ParseString($"{BareActor.PackageJournal} {{ {package.Root} }}").WithFallback(config);
        if (isPackageJournal)
            config = ConfigurationFactory.ParseString($"akka.persistence.journal.sql.class = \"{PackageJournal}\"").WithFallback(config);
        var keys = await KeyStore.OpenAsync(storage.Keys, new MasterKey(new byte[32]));
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var system = await ActorSystems.StartAsync(config, storage, new PlatoneSetup(codec, keys, keys, TimeProvider.System), CancellationToken.None);
        var shell = ShellOptions.From(config);
        var entities = await EntityRegions.StartAsync(system, [LightNodeSharding.Kind(MeteringRules.Default, shell)], shell);

        var ids = new LightNodeId[Nodes];
        await Parallel.ForAsync(0, Nodes, async (i, stop) =>
        {
            ids[i] = new LightNodeId(keys.Assign(DirectoryKind.LightNode, Serial(i)));
            var pod = new PodId(keys.Assign(DirectoryKind.Pod, Serial(i)));
            await entities.SendAsync(new RegisterLightNode(ids[i], pod, Start.AddYears(-1), null, Start), stop);
        });

        // As many bytes as one reading's event stores.
        var reading = Readings(0, 0, 1)[0];
        var one = new ReadingsRecorded(ids[0], new PodId(keys.Assign(DirectoryKind.Pod, Serial(0))), [reading], [new KeyRange(0, 0, 0)], [], [], [], Start);
        return new IngestNode(system, entities, keys, ids, new byte[codec.Encode(one).Length]);
    }

    public static Reading[] Readings(int node, long first, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => new Reading(0, first + i, Start.AddSeconds((first + i) * 4))
        {
            ActivePowerW = 1500 + ((int)(first + i) * 37 + node) % 400,
            ReactivePowerVar = 210,
            VoltageMv = 231_400,
            CurrentMa = 6_700,
            ImportWh = 1_203_344 + (first + i) * 2,
            ExportWh = 88_120,
        }),
    ];

    /// <summary>Commands a second: each node is sent its next reading as soon as the last is durable.</summary>
    public Task<double> EntitiesAsync(TimeSpan length) => RateAsync(length, async node =>
    {
        var seq = _next[node]++;
        var command = new RecordReadings(_ids[node], [.. Readings(node, seq, 1)], null, Start.AddSeconds(seq * 4));
        if (await Entities.SendAsync(command, CancellationToken.None) is not CommandReply.Done)
            throw new InvalidOperationException("a reading was refused");
    });

    /// <summary>Commands a second of the reference.</summary>
    public Task<double> BareActorsAsync(TimeSpan length) => RateAsync(length, node => _bare[node].Ask<bool>(_payload));

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private static async Task<double> RateAsync(TimeSpan length, Func<int, Task> send)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Nodes).Select(node => Task.Run(async () =>
        {
            var count = 0;
            for (; watch.Elapsed < length; count++)
                await send(node);
            return count;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }
}
