using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Akka.Actor;
using Akka.Cluster;

namespace Platone.Host.Pbm.Palettes;

/// <summary>What changes in the cluster, as a sequence that begins with what there is.</summary>
internal static class ClusterChanges
{
    private const int MostWaiting = 1000;

    /// <summary>Follows the changes. A follower that is far behind misses some.</summary>
    public static async IAsyncEnumerable<ClusterEvent.IClusterDomainEvent> FollowAsync(ActorSystem system,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var changes = Channel.CreateBounded<ClusterEvent.IClusterDomainEvent>(
            new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        var listener = system.ActorOf(Props.Create(() => new Listener(changes.Writer)));
        try
        {
            await foreach (var change in changes.Reader.ReadAllAsync(cancellation))
                yield return change;
        }
        finally
        {
            system.Stop(listener);
        }
    }

    private sealed class Listener : ReceiveActor
    {
        private readonly Cluster _cluster = Cluster.Get(Context.System);

        public Listener(ChannelWriter<ClusterEvent.IClusterDomainEvent> changes) =>
            Receive<ClusterEvent.IClusterDomainEvent>(change => changes.TryWrite(change));

        protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent), typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.LeaderChanged),
            typeof(ClusterEvent.RoleLeaderChanged));

        protected override void PostStop() => _cluster.Unsubscribe(Self);
    }
}
