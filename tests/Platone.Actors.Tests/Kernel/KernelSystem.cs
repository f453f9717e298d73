using Akka.Actor;
using Akka.Configuration;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Node;
using Platone.Actors.Serialization;
using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

/// <summary>A real single-node system (cluster, sharding, journal, snapshots, key store) with tallies for entities.</summary>
internal sealed class KernelSystem : IAsyncDisposable
{
    public static readonly ShellOptions Options =
        new(500, 5000, 200, TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200));

    private readonly ActorSystem _system;

    private KernelSystem(ActorSystem system, EventCodec codec, StorageOptions storage, EntityRegions entities)
    {
        (_system, Entities) = (system, entities);
        Tail = new JournalTail(storage.Journal, codec, JournalPulse.Of(system), TimeProvider.System, storage.PollInterval);
    }

    public EntityRegions Entities { get; }

    public JournalTail Tail { get; }

    /// <summary>What keeps tests from waiting for ever.</summary>
    public static CancellationToken Deadline => new CancellationTokenSource(Platone.Testing.Deadline.Default).Token;

    public static async Task<KernelSystem> StartAsync(StorageOptions storage, ShellOptions? options = null, string settings = "")
    {
        var config = ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.port = 0\nakka.loglevel = ERROR\nakka.stdout-loglevel = ERROR\n" + settings)
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        var keys = await KeyStore.OpenAsync(storage.Keys, new MasterKey(new byte[32]));
        var codec = new EventCodec(new EventRegistry(Tally.Table), keys);
        var system = await ActorSystems.StartAsync(config, storage, new PlatoneSetup(codec, keys, keys, TimeProvider.System), Deadline);
        var shell = options ?? Options;
        var kind = new EntityKind("tally", id => Props.Create(() => new TallyActor(id, shell)));
        return new KernelSystem(system, codec, storage, await EntityRegions.StartAsync(system, [kind], shell));
    }

    public Task<CommandReply> Send(TallyCommand command) => Entities.SendAsync(command, Deadline);

    public async Task<Tally> Get(string id) => (await Entities.AskAsync<TallyView>(new GetTally(id), Deadline)).State;

    public async Task<List<JournalEntry>> ReadToEnd(long after = 0)
    {
        var all = new List<JournalEntry>();
        while (await Tail.ReadAsync(after, 100, Deadline) is { Count: > 0 } batch)
        {
            all.AddRange(batch);
            after = batch[^1].Ordering;
        }
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        Tail.Dispose();
    }
}
