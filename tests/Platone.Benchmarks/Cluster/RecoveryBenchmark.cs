using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Benchmarks.Audit;
using Platone.Benchmarks.Ingest;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Cluster;

/// <summary>
/// How fast entities come into memory when something is asked of them, against Akka.Persistence's own recovery of the same streams; and what
/// each keeps there while it is idle. Without snapshots, the slowest case; every round in an actor system of its own.
/// </summary>
internal static class RecoveryBenchmark
{
    private const int AtOnce = 256;
    private const int ReadingsAnEvent = 15;
    private const int EntitiesATransaction = 500;

    private static readonly DateTimeOffset Registered = IngestNode.Start;
    private static readonly PodRegistration Registration = new(Registered, "bus", "Europe/Rome", 10_000, null);

    public static async Task RunAsync(int rounds, int entities, int events)
    {
        AnsiConsole.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {rounds} rounds, {entities} entities of each kind");
        AnsiConsole.WriteLine("| recovered through sharding, against bare recovery | entities/s | reference /s | ratio | KiB an idle entity |");
        AnsiConsole.WriteLine("|---|---|---|---|---|");
        using (var folder = new TestDirectory("bench-recovery"))
            await RunAsync("SQLite", new StorageOptions(DatabaseProvider.Sqlite, folder.Path, "", TimeSpan.FromMilliseconds(100)), rounds, entities, events);
        await using var server = await PostgreSqlServer.StartAsync();
        using var other = new TestDirectory("bench-recovery");
        var database = await server.CreateDatabaseAsync("recovery");
        await RunAsync("PostgreSQL", new StorageOptions(DatabaseProvider.PostgreSql, other.Path, database, TimeSpan.FromMilliseconds(100)), rounds, entities, events);
    }

    private static async Task RunAsync(string name, StorageOptions storage, int rounds, int entities, int events)
    {
        var (pods, nodes) = await SeedAsync(storage, entities, events);
        await CompareAsync($"{name}: registered PODs, 1 event each", storage, rounds,
            [.. pods.Select(p => new RegisterPod(p, Registration, Registered))],
            command => Bare<Pod, PodCommand, PodEvent>(((RegisterPod)command).Id.Subject, Pod.Empty(((RegisterPod)command).Id)));
        await CompareAsync($"{name}: light nodes, {events} events each of {ReadingsAnEvent} readings", storage, rounds,
            [.. nodes.Zip(pods, (n, p) => new RegisterLightNode(n, p, Registered, null, Registered))],
            command => Bare<LightNode, LightNodeCommand, LightNodeEvent>($"{LightNodeCommand.EntityKind}-{command.EntityId}",
                LightNode.Empty(((RegisterLightNode)command).Id)));
    }

    private static async Task CompareAsync(string name, StorageOptions storage, int rounds, ICommand[] commands,
        Func<ICommand, Func<TaskCompletionSource<long>, Props>> bare)
    {
        var (ours, theirs, kept) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= rounds; round++)
        {
            var (rate, bytes) = await ShardedAsync(storage, commands);
            var reference = await BareAsync(storage, commands, bare);
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]  {name}, round {round}: {rate:N0} against {reference:N0} entities/s[/]");
            // The first warms the machine up.
            if (round == 0)
                continue;
            ours.Add(rate);
            theirs.Add(reference);
            kept.Add(bytes / 1024.0);
        }
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {Shown(ours)} | {Shown(theirs)} | {Median(ours) / Median(theirs):0.00} | {Median(kept):0.0} |"));
    }

    // The same registration again: an entity that has recovered it answers that it is done, and records nothing.
    private static async Task<(double Rate, double Bytes)> ShardedAsync(StorageOptions storage, ICommand[] commands)
    {
        await using var system = await BenchSystem.StartAsync(storage);
        // The shards of all regions, so that their making is not counted.
        const int first = EntityRegions.Shards * 4;
        await Parallel.ForEachAsync(commands.Take(first), async (command, stop) => await DoAsync(system, command, stop));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(commands.Skip(first), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (command, stop) => await DoAsync(system, command, stop));
        var rate = (commands.Length - first) / watch.Elapsed.TotalSeconds;
        var after = GC.GetTotalMemory(forceFullCollection: true);
        return (rate, (after - before) / (double)(commands.Length - first));
    }

    private static async Task<double> BareAsync(StorageOptions storage, ICommand[] commands, Func<ICommand, Func<TaskCompletionSource<long>, Props>> bare)
    {
        await using var system = await BenchSystem.StartAsync(storage);
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(commands, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (command, _) =>
        {
            var recovered = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            system.System.ActorOf(bare(command)(recovered));
            if (await recovered.Task == 0)
                throw new InvalidOperationException($"{command} has no events");
        });
        return commands.Length / watch.Elapsed.TotalSeconds;
    }

    private static Func<TaskCompletionSource<long>, Props> Bare<TState, TCommand, TEvent>(string persistenceId, TState initial)
        where TState : class, IAggregate<TState, TCommand, TEvent>
        where TCommand : class, ICommand
        where TEvent : class, IDomainEvent =>
        recovered => Props.Create(() => new BareRecovery<TState, TCommand, TEvent>(persistenceId, initial, recovered));

    private static async Task DoAsync(BenchSystem system, ICommand command, CancellationToken cancellation)
    {
        if (await system.Entities.SendAsync(command, cancellation) is not CommandReply.Done)
            throw new InvalidOperationException($"{command} was refused");
    }

    private static async Task<(PodId[] Pods, LightNodeId[] Nodes)> SeedAsync(StorageOptions storage, int entities, int events)
    {
        // The tables are made by the plugin.
        await using var system = await BenchSystem.StartAsync(storage);
        var seeder = new JournalSeeder(storage.Journal, system.Codec);
        var names = Enumerable.Range(0, entities).Select(IngestNode.Serial).ToList();
        var month = KeyId.For("", Registered).Month;
        PodId[] pods = [.. system.Keys.Import(DirectoryKind.Pod, names, p => new PodId(p).Subject, month).Select(p => new PodId(p))];
        LightNodeId[] nodes = [.. system.Keys.Import(DirectoryKind.LightNode, names, null, month).Select(p => new LightNodeId(p))];
        foreach (var some in Enumerable.Range(0, entities).Chunk(EntitiesATransaction))
        {
            await seeder.WriteAsync([.. some.SelectMany(i => Numbered(pods[i].Subject, Pod.Empty(pods[i]).Decide(new RegisterPod(pods[i], Registration, Registered)).Events))]);
            await seeder.WriteAsync([.. some.SelectMany(i => Numbered($"{LightNodeCommand.EntityKind}-{nodes[i]}", Life(i, nodes[i], pods[i], events)))]);
        }
        return (pods, nodes);
    }

    private static IEnumerable<(string, long, object)> Numbered(string stream, IEnumerable<object> events) =>
        events.Select((e, i) => (stream, i + 1L, e));

    private static IEnumerable<LightNodeEvent> Life(int number, LightNodeId id, PodId pod, int events)
    {
        var node = LightNode.Empty(id);
        for (var i = 0; i < events; i++)
        {
            var at = Registered.AddSeconds(i * ReadingsAnEvent * 4);
            LightNodeCommand command = i == 0
                ? new RegisterLightNode(id, pod, Registered, null, at)
                : new RecordReadings(id, [.. IngestNode.Readings(number, (i - 1) * ReadingsAnEvent, ReadingsAnEvent)], null, at);
            foreach (var e in node.Decide(command).Events)
            {
                node = node.Apply(e);
                yield return e;
            }
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Shown(List<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{Median(values):N0} ({values.Min():N0} to {values.Max():N0})");
}
