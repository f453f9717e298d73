using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization.Messages;
using Platone.Field.SetPoints;

namespace Platone.Field.Mqtt;

/// <summary>
/// The embedded brokers of all nodes as one: a device is connected to any of them, and what goes out through MQTT is decided on one node. What a
/// broker missed because its node was out of reach reaches the device when it comes back to it or to another.
/// </summary>
/// <param name="system">This node's.</param>
public sealed class BrokerRelay(ActorSystem system) : ISetPointChannel, IOutcomeChannel
{
    private const string ActorName = "mqtt-broker";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Lets the other nodes reach the broker of this one.</summary>
    /// <param name="broker">Null where there is none, of a node with the role for it.</param>
    public void Serve(EmbeddedBroker? broker) => system.ActorOf(Props.Create(() => new Broker(broker)), ActorName);

    /// <inheritdoc/>
    public async Task<bool> PublishAsync(string serial, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        (await AskAllAsync(new RelaySetPoint(serial, [.. payload.Span]), cancellation)).Contains(true);

    /// <inheritdoc/>
    public async Task<bool> PublishOutcomeAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        (await AskAllAsync(new RelayOutcome(topic, [.. payload.Span]), cancellation)) is { Length: > 0 } all && !all.Contains(false);

    /// <summary>Ends the connections of a light node at every broker within reach.</summary>
    public Task EndConnectionsAsync(string serial, CancellationToken cancellation) => AskAllAsync(new EndConnections(serial, null), cancellation);

    /// <summary>Ends the connections of a participant's gateways at every broker within reach.</summary>
    public Task EndConnectionsAsync(ParticipantId participant, CancellationToken cancellation) =>
        AskAllAsync(new EndConnections(null, participant), cancellation);

    private Task<bool[]> AskAllAsync(object message, CancellationToken cancellation)
    {
        var cluster = Cluster.Get(system);
        var state = cluster.State;
        var brokers = state.Members.Where(m => m.HasRole(ClusterRoles.Field) && m.Status is MemberStatus.Up or MemberStatus.Leaving)
            .Where(m => !state.Unreachable.Contains(m)).Select(m => new RootActorPath(m.Address) / "user" / ActorName);
        return Task.WhenAll(brokers.Select(path => AskAsync(path, message, cancellation)));
    }

    private async Task<bool> AskAsync(ActorPath path, object message, CancellationToken cancellation)
    {
        try
        {
            return await system.ActorSelection(path).Ask<Relayed>(message, Patience, cancellation) is not null;
        }
        catch (AskTimeoutException)
        {
            // Its node starts, ends or is out of reach.
            return false;
        }
    }

    private sealed class Broker : ReceiveActor
    {
        public Broker(EmbeddedBroker? broker)
        {
            ReceiveAsync<RelaySetPoint>(m => AnswerAsync(() => broker?.PublishAsync(m.Serial, m.Payload.AsMemory(), CancellationToken.None)));
            ReceiveAsync<RelayOutcome>(m => AnswerAsync(() => broker?.PublishOutcomeAsync(m.Topic, m.Payload.AsMemory(), CancellationToken.None)));
            ReceiveAsync<EndConnections>(m => AnswerAsync(() => broker?.DisconnectAsync(who => who switch
            {
                MqttIdentity.Node node => node.Serial == m.Serial,
                MqttIdentity.Gateway gateway => gateway.Participant == m.Participant,
                _ => false,
            })));
        }

        private async Task AnswerAsync(Func<Task?> work)
        {
            var asker = Sender;
            if (work() is { } task)
                await task;
            asker.Tell(Relayed.Instance);
        }
    }
}

/// <summary>A signed set point for the device of a serial.</summary>
internal sealed record RelaySetPoint(string Serial, ImmutableArray<byte> Payload) : INodeMessage;

/// <summary>An outcome for whoever follows a topic of the market.</summary>
internal sealed record RelayOutcome(string Topic, ImmutableArray<byte> Payload) : INodeMessage;

/// <summary>Connections whose sign-in is no longer good: of a light node, or of a participant's gateways.</summary>
internal sealed record EndConnections(string? Serial, ParticipantId? Participant) : INodeMessage;

/// <summary>A broker has done what it was told.</summary>
internal sealed record Relayed : INodeMessage
{
    /// <summary>The message.</summary>
    public static Relayed Instance { get; } = new();
}

/// <summary>What the nodes' brokers say to each other.</summary>
public static class BrokerMessages
{
    /// <summary>The table.</summary>
    public static MessageTable Table { get; } = MessageTable.For("mqtt")
        .Add<RelaySetPoint>("relay-set-point")
        .Add<RelayOutcome>("relay-outcome")
        .Add<EndConnections>("end-connections")
        .Add<Relayed>("relayed")
        .Build();
}
