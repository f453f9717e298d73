using Akka.Actor;
using Akka.Actor.Setup;
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
    /// <param name="transport">How remoting is secured; null for not at all.</param>
    /// <param name="unjoined">What a node that waits to be told whom to join is while it waits.</param>
    /// <exception cref="ConfigurationException">A setting of the cluster cannot be; the message names its key.</exception>
    public static async Task<ActorSystem> StartAsync(Config config, StorageOptions storage, PlatoneSetup setup,
        CancellationToken cancellation, Setup? transport = null, Func<UnjoinedNode, IAsyncDisposable>? unjoined = null)
    {
        var formation = ClusterFormation.From(config);
        await PrepareAsync(storage, cancellation).ConfigureAwait(false);
        var all = storage.AkkaPersistence().WithFallback(config).WithFallback(SqlPersistence.DefaultConfiguration);
        var setups = BootstrapSetup.Create().WithConfig(all).And(setup);
        var system = await StartAsync(storage, transport is null ? setups : setups.And(transport), setup.Clock, cancellation)
            .ConfigureAwait(false);
        try
        {
            var cluster = Cluster.Get(system);
            if (formation.IsOfSeveral(cluster.SelfAddress) && storage.Provider == DatabaseProvider.Sqlite)
            {
                throw new ConfigurationException(
                    "platone.storage.provider must be 'postgresql' for a cluster of several nodes: SQLite's files are one node's");
            }
            var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cluster.RegisterOnMemberUp(() => up.TrySetResult());
            await formation.JoinAsync(system, storage, setup.Clock, cancellation).ConfigureAwait(false);
            await using var alone = formation.IsTold ? unjoined?.Invoke(UnjoinedNode.Of(system, storage, setup.Clock)) : null;
            await up.Task.WaitAsync(cancellation).ConfigureAwait(false);
            return system;
        }
        catch
        {
            await system.Terminate().ConfigureAwait(false);
            throw;
        }
    }

    // Nodes that start at once would make the tables of Akka's plugins at once, and one of them would fail.
    private static async Task<ActorSystem> StartAsync(StorageOptions storage, ActorSystemSetup setups, TimeProvider clock,
        CancellationToken cancellation)
    {
        await using var tables = await ClusterLock.TakeAsync(storage.Journal, ClusterLock.Tables, cancellation).ConfigureAwait(false);
        var system = ActorSystem.Create(Name, setups);
        try
        {
            // Starts the journal and snapshot plugins now, not with the first entity.
            Persistence.Instance.Apply(system);
            await TableAsync(storage.Journal, "journal", clock, cancellation).ConfigureAwait(false);
            await TableAsync(storage.Snapshots, "snapshot", clock, cancellation).ConfigureAwait(false);
            return system;
        }
        catch
        {
            await system.Terminate().ConfigureAwait(false);
            throw;
        }
    }

    // A plugin, started with the system, makes its table in its own time; readers must find it there.
    private static async Task TableAsync(Database database, string table, TimeProvider clock, CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        var isThere = database.Provider == DatabaseProvider.Sqlite
            ? $"select count(*) from sqlite_master where name = '{table}'"
            : $"select count(*) from pg_class where oid = to_regclass('{table}')";
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
