using MQTTnet.Formatter;

namespace Platone.Field.Mqtt;

/// <summary>A signed-in connection of the embedded broker.</summary>
/// <param name="clientId">The broker's name of the session.</param>
/// <param name="identity">Who it is.</param>
/// <param name="source">Address it came from.</param>
/// <param name="version">Protocol it speaks.</param>
/// <param name="wantsReasons">Whether it takes reason strings (MQTT 5, Request Problem Information).</param>
internal sealed class BrokerClient(string clientId, MqttIdentity identity, string source, MqttProtocolVersion version, bool wantsReasons)
{
    /// <summary>Key of the client in MQTTnet's session items.</summary>
    public static readonly object Key = typeof(BrokerClient);

    public string ClientId => clientId;

    public MqttIdentity Identity => identity;

    public string Source => source;

    /// <summary>Whether it can be told why something was refused (MQTT 5).</summary>
    public bool HasReasonCodes => version == MqttProtocolVersion.V500;

    /// <summary>Whether it can be told in words.</summary>
    public bool WantsReasons => HasReasonCodes && wantsReasons;

    public static BrokerClient? Of(System.Collections.IDictionary sessionItems) => sessionItems[Key] as BrokerClient;
}
