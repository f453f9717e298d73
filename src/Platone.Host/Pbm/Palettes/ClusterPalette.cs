using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Cluster;
using Platone.Host.Pbm.Cmd;
using Platone.Host.Pbm.Server;

namespace Platone.Host.Pbm.Palettes;

/// <summary><c>cluster</c>: who is a member, and who is to be none any more.</summary>
internal static class ClusterPalette
{
    private const string AddressArgument = "address";

    private static readonly TimeSpan JoinPatience = TimeSpan.FromSeconds(30);

    private static readonly CommandDefinition Show = new CommandDefinitionBuilder().WithName("show")
        .WithDescription("Lists the members as this node sees them: address, roles, status, whether it is unreachable, version.").Build();

    private static readonly CommandDefinition Status = new CommandDefinitionBuilder().WithName("status")
        .WithDescription("Shows this node's own membership.").Build();

    private static readonly CommandDefinition Leader = new CommandDefinitionBuilder().WithName("leader")
        .WithDescription("Shows which member leads.").Build();

    private static readonly CommandDefinition Tail = new CommandDefinitionBuilder().WithName("tail")
        .WithDescription("Shows what changes in the cluster, as it changes.").IsStreaming().Build();

    private static readonly CommandDefinition Leave = new CommandDefinitionBuilder().WithName("leave")
        .WithDescription("Tells a member to hand over what it does and leave; this node, unless -a names another.")
        .WithArgument(b => Address(b)).IsDestructive().Build();

    private static readonly CommandDefinition Down = new CommandDefinitionBuilder().WithName("down")
        .WithDescription("Takes a member out of the cluster at once, as dead: it must not run on.")
        .WithArgument(b => Address(b).IsMandatory(true)).IsDestructive().Build();

    private static readonly CommandDefinition DownUnreachable = new CommandDefinitionBuilder().WithName("down-unreachable")
        .WithDescription("Takes all members this node cannot reach out of the cluster, as dead: they must not run on.")
        .IsDestructive().Build();

    private static readonly CommandDefinition Join = new CommandDefinitionBuilder().WithName("join")
        .WithDescription("Tells this node to join the cluster of another; one that is in a cluster already stays there.")
        .WithArgument(b => Address(b).IsMandatory(true)).IsDestructive().Build();

    /// <summary>The palette.</summary>
    public static CommandPalette Palette { get; } = new("cluster", [Show, Status, Leader, Tail, Leave, Down, DownUnreachable, Join]);

    /// <summary>The palette with its handler.</summary>
    public static CommandPaletteHandler Handler { get; } = new PaletteHandler(Palette, Props.Create(() => new ClusterActor()));

    private static ArgumentDefinitionBuilder Address(ArgumentDefinitionBuilder builder) =>
        builder.Is(AddressArgument, 'a', "The member, such as akka.tcp://platone@127.0.0.1:4053.");

    private sealed class ClusterActor : PaletteActor
    {
        private readonly Cluster _cluster = Cluster.Get(Context.System);
        private readonly ActorSystem _system = Context.System;

        public ClusterActor()
            : base(Palette)
        {
            Answer(Show, ShowRows);
            Answer(Status, StatusRows);
            Answer(Leader, LeaderRows);
            Answer(Tail, TailAsync);
            Answer(Leave, LeaveRows);
            Answer(Down, DownRows);
            Answer(DownUnreachable, DownUnreachableRows);
            Answer(Join, JoinAsync);
        }

        private IEnumerable<CommandResponse> ShowRows(CommandArguments arguments)
        {
            var state = _cluster.State;
            foreach (var member in state.Members)
                yield return Row(member, state);
            yield return new LineResponse($"Count: {state.Members.Count} nodes");
        }

        private IEnumerable<CommandResponse> StatusRows(CommandArguments arguments)
        {
            yield return Row(_cluster.SelfMember, _cluster.State);
        }

        private IEnumerable<CommandResponse> LeaderRows(CommandArguments arguments)
        {
            yield return _cluster.State.Leader is { } leader
                ? new RowResponse(("leader", leader.ToString()))
                : throw RefusalException.No("there is no leader now");
        }

        private async IAsyncEnumerable<CommandResponse> TailAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await foreach (var change in ClusterChanges.FollowAsync(_system, cancellation))
                yield return Change(change);
        }

        private IEnumerable<CommandResponse> LeaveRows(CommandArguments arguments)
        {
            var address = arguments.Text(AddressArgument) is { } text ? Member(text) : _cluster.SelfAddress;
            yield return new LineResponse($"{address} is told to leave");
            _cluster.Leave(address);
        }

        private IEnumerable<CommandResponse> DownRows(CommandArguments arguments)
        {
            var address = Member(arguments.Text(AddressArgument)!);
            yield return new LineResponse($"{address} is down");
            _cluster.Down(address);
        }

        private IEnumerable<CommandResponse> DownUnreachableRows(CommandArguments arguments)
        {
            var unreachable = _cluster.State.Unreachable;
            foreach (var member in unreachable)
            {
                _cluster.Down(member.Address);
                yield return new LineResponse($"{member.Address} is down");
            }

            yield return new LineResponse($"Count: {unreachable.Count} nodes");
        }

        private async IAsyncEnumerable<CommandResponse> JoinAsync(
            CommandArguments arguments, [EnumeratorCancellation] CancellationToken cancellation)
        {
            var address = Parsed(arguments.Text(AddressArgument)!);
            if (_cluster.State.Members.Any(m => m.UniqueAddress == _cluster.SelfUniqueAddress))
                throw RefusalException.No($"{_cluster.SelfAddress} is in a cluster already; restart it to have it join another");
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(JoinPatience);
            try
            {
                await _cluster.JoinAsync(address, cancellation).WaitAsync(patience.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw RefusalException.No($"{address} has not taken this node in within {JoinPatience.TotalSeconds:0} s; the node goes on trying");
            }

            yield return new LineResponse($"{_cluster.SelfAddress} has joined {address}");
        }

        private Address Member(string text)
        {
            var address = Parsed(text);
            return _cluster.State.Members.Any(m => m.Address == address)
                ? address
                : throw RefusalException.No($"{address} is no member; cluster show lists them");
        }

        private Address Parsed(string text) => ActorPath.TryParseAddress(text, out var address) && address.Host is not null
            ? address.System == _system.Name
                ? address
                : throw RefusalException.BadInput($"{AddressArgument} must be of the actor system {_system.Name}, not {text}")
            : throw RefusalException.BadInput($"{AddressArgument} must be such as {_cluster.SelfAddress}, not '{text}'");

        private static RowResponse Row(Member member, ClusterEvent.CurrentClusterState state) => new(
            ("address", member.Address.ToString()),
            ("roles", $"[{string.Join(", ", member.Roles.Order(StringComparer.Ordinal))}]"),
            ("status", member.Status.ToString().ToLowerInvariant()),
            ("reachable", state.Unreachable.Contains(member) ? "unreachable" : ""),
            ("version", member.AppVersion.ToString()));

        private static RowResponse Change(ClusterEvent.IClusterDomainEvent change)
        {
            var (what, about) = change switch
            {
                ClusterEvent.IMemberEvent m => (m.Member.Status.ToString().ToLowerInvariant(), m.Member.Address.ToString()),
                ClusterEvent.UnreachableMember m => ("unreachable", m.Member.Address.ToString()),
                ClusterEvent.ReachableMember m => ("reachable", m.Member.Address.ToString()),
                ClusterEvent.LeaderChanged l => ("leader", l.Leader?.ToString() ?? ""),
                ClusterEvent.RoleLeaderChanged l => ($"leader of {l.Role}", l.Leader?.ToString() ?? ""),
                _ => (change.GetType().Name, ""),
            };
            return new RowResponse(("change", what), ("address", about));
        }
    }
}
