using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
using LinqToDB.Data;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Node;

/// <summary>Starts the actor system of a node and makes it a member of its cluster.</summary>
internal static class ActorSystems
{
    private const string Name = "platone";

    /// <summary>Starts the system; returns when its node is up.</summary>
    /// <param name="config">The whole configuration.</param>
    /// <param name="storage">Where the journal is.</param>
    /// <param name="setup">Codec, keys, clock.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<ActorSystem> StartAsync(Config config, StorageOptions storage, PlatoneSetup setup, CancellationToken cancellation)
    {
        await PrepareAsync(storage, cancellation).ConfigureAwait(false);
        var all = storage.AkkaPersistence().WithFallback(config).WithFallback(SqlPersistence.DefaultConfiguration);
        var system = ActorSystem.Create(Name, BootstrapSetup.Create().WithConfig(all).And(setup));
        try
        {
            // Starts the journal and snapshot plugins now, not with the first entity.
            Persistence.Instance.Apply(system);
            var cluster = Cluster.Get(system);
            if (config.GetStringList("akka.cluster.seed-nodes").Count == 0)
                await cluster.JoinAsync(cluster.SelfAddress, cancellation).ConfigureAwait(false);
            var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cluster.RegisterOnMemberUp(() => up.TrySetResult());
            await up.Task.WaitAsync(cancellation).ConfigureAwait(false);
            await JournalTableAsync(storage.Journal, setup.Clock, cancellation).ConfigureAwait(false);
            return system;
        }
        catch
        {
            await system.Terminate().ConfigureAwait(false);
            throw;
        }
    }

    // The plugin, started with the system, makes its table in its own time; readers must find it there.
    private static async Task JournalTableAsync(Database journal, TimeProvider clock, CancellationToken cancellation)
    {
        await using var connection = journal.Connect();
        var isThere = journal.Provider == DatabaseProvider.Sqlite
            ? "select count(*) from sqlite_master where name = 'journal'"
            : "select count(*) from pg_class where oid = to_regclass('journal')";
        while (await connection.ExecuteAsync<int>(isThere, cancellation).ConfigureAwait(false) == 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, cancellation).ConfigureAwait(false);
    }

    // Akka's plugins make their tables but neither PostgreSQL's schema nor SQLite's write-ahead log (which the file remembers).
    private static async Task PrepareAsync(StorageOptions storage, CancellationToken cancellation)
    {
        foreach (var database in new[] { storage.Journal, storage.Snapshots })
            await database.EnsureCreatedAsync("select 1", "select 1", cancellation).ConfigureAwait(false);
    }
}
