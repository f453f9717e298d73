using System.Buffers;
using System.Text;
using MQTTnet;
using MQTTnet.Protocol;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;

namespace Platone.Field.Mqtt;

/// <summary>What both gateways make of MQTT messages.</summary>
internal static class ReadingsMessages
{
    /// <summary>
    /// The end-to-end acknowledgement as a message. QoS 0: one that is lost does no harm, because a device that misses it sends its
    /// readings again and gets the next.
    /// </summary>
    public static MqttApplicationMessage Acknowledgement(string serial, Acknowledgement acknowledgement) => new()
    {
        Topic = LightNodeTopics.Acknowledgement(serial),
        Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes($$"""{"epoch":{{acknowledgement.Epoch}},"upTo":{{acknowledgement.UpTo}}}""")),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtMostOnce,
    };

    /// <summary>A set point as a message.</summary>
    public static MqttApplicationMessage SetPoint(string serial, ReadOnlyMemory<byte> payload, bool retain) => new()
    {
        Topic = LightNodeTopics.SetPoint(serial),
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        Retain = retain,
    };

    /// <summary>An outcome as a message; a broker that retains messages keeps the latest for who comes later.</summary>
    public static MqttApplicationMessage Outcome(string topic, ReadOnlyMemory<byte> payload) => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        Retain = true,
    };

    /// <summary>The payload in one piece, without copying where it is one.</summary>
    public static ReadOnlyMemory<byte> Bytes(this MqttApplicationMessage message) =>
        message.Payload.IsSingleSegment ? message.Payload.First : message.Payload.ToArray();
}
