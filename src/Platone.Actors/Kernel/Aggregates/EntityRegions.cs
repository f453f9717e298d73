using System.Collections.Frozen;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Pattern;

namespace Platone.Actors.Kernel.Aggregates;

/// <summary>The shard regions of all kinds of entity on this node, and the way to them.</summary>
public sealed class EntityRegions : IEntities
{
    /// <summary>Shards a kind. Fixed for the life of a cluster: the shard of an entity is a hash modulo this (conventions, fact 7).</summary>
    public const int Shards = 100;

    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(50);

    private readonly FrozenDictionary<string, IActorRef> _regions;
    private readonly TimeProvider _clock;

    private EntityRegions(FrozenDictionary<string, IActorRef> regions, TimeProvider clock) => (_regions, _clock) = (regions, clock);

    /// <summary>Starts a region for each kind: of entities where this node has their role, else of the way to them.</summary>
    public static async Task<EntityRegions> StartAsync(ActorSystem system, IEnumerable<EntityKind> kinds, ShellOptions options)
    {
        var sharding = ClusterSharding.Get(system);
        var own = Cluster.Get(system).SelfRoles;
        var regions = new Dictionary<string, IActorRef>();
        foreach (var kind in kinds)
        {
            var settings = ClusterShardingSettings.Create(system).WithRole(kind.Role);
            regions[kind.Name] = kind.Role is null || own.Contains(kind.Role)
                ? await sharding.StartAsync(kind.Name, id => Supervised(kind.Props(id), options), settings, new EntityMessages(),
                    sharding.DefaultShardAllocationStrategy(settings), StopEntity.Instance).ConfigureAwait(false)
                : await sharding.StartProxyAsync(kind.Name, kind.Role, new EntityMessages()).ConfigureAwait(false);
        }
        return new EntityRegions(regions.ToFrozenDictionary(), PlatoneSetup.Of(system).Clock);
    }

    /// <summary>The region of a kind, for those who <c>Tell</c>.</summary>
    /// <exception cref="KeyNotFoundException">No such kind.</exception>
    public IActorRef RegionOf(string kind) => _regions[kind];

    /// <inheritdoc/>
    public async Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
    {
        var region = _regions[command.Kind];
        while (true)
        {
            try
            {
                var reply = await region.Ask<CommandReply>(command, AskTimeout, cancellation).ConfigureAwait(false);
                if (reply is not CommandReply.Unavailable)
                    return reply;
            }
            catch (AskTimeoutException)
            {
                // The outcome is unknown; commands are idempotent, so the same one is sent again.
            }
            await Task.Delay(RetryPause, _clock, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation)
    {
        var region = _regions[query.Kind];
        while (true)
        {
            try
            {
                var answer = await region.Ask<object>(query, AskTimeout, cancellation).ConfigureAwait(false);
                if (answer is TView view)
                    return view;
                if (answer is not CommandReply.Unavailable)
                    throw new InvalidOperationException($"{query.Kind} answered {query.GetType().Name} with {answer.GetType().Name}");
            }
            catch (AskTimeoutException)
            {
                // As above: a query changes nothing.
            }
            await Task.Delay(RetryPause, _clock, cancellation).ConfigureAwait(false);
        }
    }

    private static Props Supervised(Props entity, ShellOptions options) => BackoffSupervisor.Props(
        Backoff.OnStop(entity, "entity", options.MinBackoff, options.MaxBackoff, randomFactor: 0.2, maxNrOfRetries: -1)
            .WithFinalStopMessage(message => message is StopEntity)
            .WithReplyWhileStopped(new CommandReply.Unavailable("the entity is being restarted")));

    private sealed class EntityMessages() : HashCodeMessageExtractor(Shards)
    {
        public override string? EntityId(object message) => (message as IEntityMessage)?.EntityId;
    }
}
