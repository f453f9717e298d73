using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql;
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
        var system = ActorSystem.Create(Name, transport is null ? setups : setups.And(transport));
        try
        {
            // Starts the journal and snapshot plugins now, not with the first entity.
            Persistence.Instance.Apply(system);
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

    // Akka's plugins could make their tables themselves, but with indexes that nobody reads, and without a version.
    private static async Task PrepareAsync(StorageOptions storage, CancellationToken cancellation)
    {
        await StoreSchema.Of("journal").MigrateAsync(storage.Journal, cancellation).ConfigureAwait(false);
        await StoreSchema.Of("snapshots").MigrateAsync(storage.Snapshots, cancellation).ConfigureAwait(false);
    }
}
