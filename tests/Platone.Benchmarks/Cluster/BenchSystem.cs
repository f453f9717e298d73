using Akka.Actor;
using Akka.Configuration;
using Platone.Actors;
using Platone.Actors.Kernel;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Node;
using Platone.Actors.Serialization;
using Platone.Actors.Serialization.Messages;
using Platone.Testing;

namespace Platone.Benchmarks.Cluster;

/// <summary>Light nodes and PODs behind real sharding and a real journal, alone or as one of several members; nothing follows the journal.</summary>
internal sealed class BenchSystem : IAsyncDisposable
{
    private BenchSystem(ActorSystem system, EntityRegions entities, KeyStore keys, EventCodec codec) =>
        (System, Entities, Keys, Codec) = (system, entities, keys, codec);

    public ActorSystem System { get; }

    public EntityRegions Entities { get; }

    public KeyStore Keys { get; }

    public EventCodec Codec { get; }

    /// <summary>Starts one.</summary>
    /// <param name="storage">Where the journal is.</param>
    /// <param name="settings">HOCON that goes before the project's own.</param>
    public static async Task<BenchSystem> StartAsync(StorageOptions storage, string settings = "akka.remote.dot-netty.tcp.port = 0")
    {
        var config = ConfigurationFactory.ParseString($"{settings}\nakka.loglevel = WARNING\nakka.stdout-loglevel = WARNING")
            .WithFallback(NodeConfig.Load(Repository.Path("hocon")));
        var keys = await KeyStore.OpenAsync(storage.Keys, new MasterKey(new byte[32]));
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var setup = new PlatoneSetup(codec, keys, keys, TimeProvider.System, new MessageCodec(new MessageRegistry(PlatoneMessages.Tables)));
        var system = await ActorSystems.StartAsync(config, storage, setup, CancellationToken.None);
        var shell = ShellOptions.From(config);
        var entities = await EntityRegions.StartAsync(system, [LightNodeSharding.Kind(MeteringRules.Default, shell), PodSharding.Kind(shell)], shell);
        return new BenchSystem(system, entities, keys, codec);
    }

    public async ValueTask DisposeAsync() => await System.Terminate();
}
