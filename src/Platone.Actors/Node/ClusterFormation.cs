using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Platone.Actors.Kernel.Storage;

namespace Platone.Actors.Node;

/// <summary>How a node becomes a member of its cluster, or forms it (<c>platone.cluster</c>).</summary>
internal abstract record ClusterFormation
{
    private protected ClusterFormation()
    {
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static ClusterFormation From(Config config)
    {
        var cluster = config.GetConfig("platone.cluster");
        if (config.GetStringList("akka.cluster.seed-nodes") is { Count: > 0 } seeds)
            return new ByAkka([.. seeds.Select(Seed)]);
        return cluster.GetString("discovery") switch
        {
            "static" => new Static([.. cluster.GetStringList("seeds").Select(Host)]),
            "dns" => ByDns(cluster.GetConfig("dns"), config.GetInt("akka.remote.dot-netty.tcp.port")),
            "operator" => new ByOperator(),
            var other => throw new ConfigurationException($"platone.cluster.discovery is '{other}'; it must be 'static', 'dns' or 'operator'"),
        };
    }

    /// <summary>Whether there may be other nodes.</summary>
    public abstract bool IsOfSeveral(Address self);

    /// <summary>Whether the node is alone until somebody tells it whom to join.</summary>
    public virtual bool IsTold => false;

    /// <summary>Begins to join; membership comes in its own time.</summary>
    /// <param name="system">The node's actor system.</param>
    /// <param name="storage">What all nodes share.</param>
    /// <param name="clock">For pauses.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract Task JoinAsync(ActorSystem system, StorageOptions storage, TimeProvider clock, CancellationToken cancellation);

    private static Address Seed(string text) => Address.TryParse(text, out var seed)
        ? seed
        : throw new ConfigurationException($"akka.cluster.seed-nodes must be addresses such as akka.tcp://platone@10.0.0.1:4053, not '{text}'");

    private static (string Host, int Port) Host(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out var port) && port > 0
            ? (text[..colon].Trim('[', ']'), port)
            : throw new ConfigurationException($"platone.cluster.seeds must be hosts with ports, such as 10.0.0.1:4053, not '{text}'");
    }

    private static Dns ByDns(Config dns, int ownPort)
    {
        var name = dns.GetString("name");
        if (string.IsNullOrWhiteSpace(name))
            throw new ConfigurationException("platone.cluster.dns.name must be given when platone.cluster.discovery is 'dns'");
        var port = dns.GetInt("port") is > 0 and var given ? given : ownPort;
        return new Dns(name, port, Math.Max(1, dns.GetInt("nodes")), dns.GetTimeSpan("interval"), dns.GetTimeSpan("patience"));
    }

    /// <summary>Akka's own list of seed nodes was given.</summary>
    private sealed record ByAkka(IReadOnlyList<Address> Seeds) : ClusterFormation
    {
        public override bool IsOfSeveral(Address self) => Seeds.Any(s => !s.Equals(self));

        public override Task JoinAsync(ActorSystem system, StorageOptions storage, TimeProvider clock, CancellationToken cancellation) =>
            Task.CompletedTask;
    }

    private sealed record ByOperator : ClusterFormation
    {
        public override bool IsTold => true;

        public override bool IsOfSeveral(Address self) => true;

        public override Task JoinAsync(ActorSystem system, StorageOptions storage, TimeProvider clock, CancellationToken cancellation) =>
            Task.CompletedTask;
    }

    private sealed record Static(IReadOnlyList<(string Host, int Port)> Seeds) : ClusterFormation
    {
        public override bool IsOfSeveral(Address self) => Seeds.Any(s => s != (self.Host, self.Port ?? 0));

        public override Task JoinAsync(ActorSystem system, StorageOptions storage, TimeProvider clock, CancellationToken cancellation)
        {
            var cluster = Cluster.Get(system);
            cluster.JoinSeedNodes(Seeds.Count == 0
                ? [cluster.SelfAddress]
                : Seeds.Select(s => cluster.SelfAddress.WithHost(s.Host).WithPort(s.Port)));
            return Task.CompletedTask;
        }
    }

    /// <summary>
    /// The nodes behind one name, in no order and never all at once. A lock in the database that all of them share makes one of them at
    /// a time look for a cluster; only that one may form it, if none of those it finds is a member of one. So there is never a second.
    /// </summary>
    private sealed record Dns(string Name, int Port, int Nodes, TimeSpan Interval, TimeSpan Patience) : ClusterFormation
    {
        public override bool IsOfSeveral(Address self) => true;

        public override async Task JoinAsync(ActorSystem system, StorageOptions storage, TimeProvider clock, CancellationToken cancellation)
        {
            var cluster = Cluster.Get(system);
            var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            cluster.RegisterOnMemberUp(() => up.TrySetResult());
            while (!await JoinInTurnAsync(cluster, up.Task, storage, clock, cancellation).ConfigureAwait(false))
            {
                // The lock was lost on the way, and with it the turn.
            }
        }

        private async Task<bool> JoinInTurnAsync(Cluster cluster, Task up, StorageOptions storage, TimeProvider clock,
            CancellationToken cancellation)
        {
            await using var turn = await ClusterLock.TakeAsync(storage.Journal, ClusterLock.Formation, cancellation).ConfigureAwait(false);
            while (true)
            {
                var found = await LookUpAsync(cancellation).ConfigureAwait(false);
                var others = found.Select(a => cluster.SelfAddress.WithHost(a.ToString()).WithPort(Port))
                    .Where(a => a != cluster.SelfAddress).ToList();
                if (others.Count > 0)
                {
                    cluster.JoinSeedNodes(others);
                    try
                    {
                        await up.WaitAsync(Patience, clock, cancellation).ConfigureAwait(false);
                        return true;
                    }
                    catch (TimeoutException)
                    {
                        // None of them is a member of a cluster.
                    }
                }

                if (!await turn.IsHeldAsync(cancellation).ConfigureAwait(false))
                    return false;
                if (found.Count >= Nodes)
                {
                    await cluster.JoinAsync(cluster.SelfAddress, cancellation).ConfigureAwait(false);
                    return true;
                }

                await Task.Delay(Interval, clock, cancellation).ConfigureAwait(false);
            }
        }

        private async Task<IReadOnlyList<IPAddress>> LookUpAsync(CancellationToken cancellation)
        {
            try
            {
                var addresses = await System.Net.Dns.GetHostAddressesAsync(Name, cancellation).ConfigureAwait(false);
                return [.. addresses.OrderBy(a => a.ToString(), StringComparer.Ordinal)];
            }
            catch (SocketException)
            {
                // The name is not there yet: it comes with the first node that is.
                return [];
            }
        }
    }
}
