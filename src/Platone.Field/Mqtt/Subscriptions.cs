using System.Collections.Concurrent;
using System.Collections.Immutable;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Platone.Field.Mqtt;

/// <summary>
/// Who gets what of the embedded broker. Found by serial, because MQTTnet would look through the subscriptions of every session for each
/// message; and asked at each delivery whether a gateway may still see the serial. Thread-safe.
/// </summary>
internal sealed class Subscriptions
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Subscription>> _nodes = new(StringComparer.Ordinal);
    private ImmutableArray<Subscription> _gateways = [];
    private ImmutableArray<Subscription> _market = [];

    /// <summary>Adds a subscription, or changes its quality of service.</summary>
    public void Add(BrokerClient client, string filter, MqttQualityOfServiceLevel qos, MqttSessionStatus session) =>
        Change(client, all => [.. all.Where(s => s.Client != client || s.Filter != filter), new Subscription(client, filter, qos, session)]);

    /// <summary>Adds a subscription to topics of the market, or changes its quality of service.</summary>
    public void AddOfMarket(BrokerClient client, string filter, MqttQualityOfServiceLevel qos, MqttSessionStatus session) =>
        ImmutableInterlocked.Update(ref _market,
            all => [.. all.Where(s => s.Client != client || s.Filter != filter), new Subscription(client, filter, qos, session)]);

    /// <summary>Puts a message of the market into the queue of each client that subscribed to its topic, once each.</summary>
    public void DeliverOfMarket(MqttApplicationMessage message) => Deliver(_market, message);

    /// <summary>Ends a subscription.</summary>
    public void Remove(BrokerClient client, string filter) => RemoveAll(client, s => s.Client == client && s.Filter == filter);

    /// <summary>Ends all subscriptions of a client.</summary>
    public void Remove(BrokerClient client) => RemoveAll(client, s => s.Client == client);

    /// <summary>Whether anybody may want messages of a serial; false saves making one.</summary>
    public bool HasAny(string serial) => !_gateways.IsEmpty || _nodes.ContainsKey(serial);

    /// <summary>Whether a gateway may want messages of serials.</summary>
    public bool HasGateways => !_gateways.IsEmpty;

    /// <summary>Puts a message into the queue of each client that subscribed to its topic, once each.</summary>
    /// <param name="serial">The serial in the topic.</param>
    /// <param name="message">Its quality of service is an upper bound.</param>
    /// <param name="toNodes">Whether nodes get it too, not only gateways.</param>
    public void Deliver(string serial, MqttApplicationMessage message, bool toNodes = true)
    {
        if (toNodes && _nodes.TryGetValue(serial, out var own))
            Deliver(own, message);
        var gateways = _gateways;
        if (!gateways.IsEmpty)
            Deliver(gateways.RemoveAll(g => !g.Client.Identity.May(serial)), message);
    }

    private static void Deliver(ImmutableArray<Subscription> subscriptions, MqttApplicationMessage message)
    {
        foreach (var subscription in subscriptions)
        {
            if (!IsMatch(subscription, message.Topic)
                || subscriptions.Any(s => s.Client == subscription.Client && IsMatch(s, message.Topic) && IsBefore(s, subscription, subscriptions)))
                continue;
            var qos = (MqttQualityOfServiceLevel)Math.Min((int)subscription.Qos, (int)message.QualityOfServiceLevel);
            subscription.Session.TryEnqueueApplicationMessage(new MqttApplicationMessage
            {
                Topic = message.Topic,
                Payload = message.Payload,
                QualityOfServiceLevel = qos,
            }, out _);
        }
    }

    // Of overlapping subscriptions of a client the one with the highest quality of service counts (MQTT 3.1.1, MQTT-3.3.5-1), else the first.
    private static bool IsBefore(Subscription other, Subscription subscription, ImmutableArray<Subscription> all) =>
        other.Qos > subscription.Qos || (other.Qos == subscription.Qos && all.IndexOf(other) < all.IndexOf(subscription));

    private static bool IsMatch(Subscription subscription, string topic) =>
        MqttTopicFilterComparer.Compare(topic, subscription.Filter) == MqttTopicFilterCompareResult.IsMatch;

    private void RemoveAll(BrokerClient client, Predicate<Subscription> which)
    {
        Change(client, all => all.RemoveAll(which));
        ImmutableInterlocked.Update(ref _market, all => all.RemoveAll(which));
    }

    private void Change(BrokerClient client, Func<ImmutableArray<Subscription>, ImmutableArray<Subscription>> change)
    {
        if (client.Identity is not MqttIdentity.Node node)
        {
            ImmutableInterlocked.Update(ref _gateways, change);
            return;
        }

        var after = _nodes.AddOrUpdate(node.Serial, _ => change([]), (_, all) => change(all));
        if (after.IsEmpty)
            _nodes.TryRemove(KeyValuePair.Create(node.Serial, after));
    }

    private sealed record Subscription(BrokerClient Client, string Filter, MqttQualityOfServiceLevel Qos, MqttSessionStatus Session);
}
