using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Platone.Actors.Kernel.Journal;

namespace Platone.Actors.Node;

/// <summary>
/// Starts what there is once in a cluster: on the oldest node of a role, and on the next oldest when that one leaves or is removed. What it
/// has read or done is in a database, so it goes on where its predecessor was.
/// </summary>
/// <param name="system">This node's.</param>
/// <param name="tail">The journal.</param>
/// <param name="clock">The one clock.</param>
internal sealed class ClusterSingletons(ActorSystem system, IJournalTail tail, TimeProvider clock)
{
    /// <summary>Something that follows the journal. It finishes its batch before its successor starts.</summary>
    /// <param name="role">Nodes without it do nothing.</param>
    /// <param name="handler">What follows.</param>
    public void Follow(string role, ITailHandler handler) =>
        Start(role, handler.Name, TailFollower.Props(tail, handler, clock), TailFollower.StopFollowing.Instance);

    /// <summary>Any other.</summary>
    /// <param name="role">Nodes without it do nothing.</param>
    /// <param name="name">Its name, the same on all nodes.</param>
    /// <param name="props">The actor.</param>
    public void Start(string role, string name, Props props) => Start(role, name, props, PoisonPill.Instance);

    private void Start(string role, string name, Props props, object stop)
    {
        if (!Cluster.Get(system).SelfRoles.Contains(role))
            return;
        var settings = ClusterSingletonManagerSettings.Create(system).WithSingletonName(name).WithRole(role);
        system.ActorOf(ClusterSingletonManager.Props(props, stop, settings), name);
    }
}
