using System.Text;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Serialization.Messages;
using Platone.Field.Mqtt;

namespace Platone.Field.Tests.Mqtt;

/// <summary>What the brokers of nodes of different versions say to each other: the bytes of the version that first had it are read for ever.</summary>
public sealed class BrokerMessagesTests
{
    private static readonly MessageCodec Codec = new(new MessageRegistry(BrokerMessages.Table));

    [Fact]
    public void Every_message_has_the_bytes_it_always_had()
    {
        Assert.Equal(["mqtt.end-connections.1", "mqtt.relay-outcome.1", "mqtt.relay-set-point.1", "mqtt.relayed.1"],
            Codec.Registry.Rows.Select(r => r.Manifest));
        Golden(new EndConnections("LN-1", null), """{"serial":"LN-1"}""");
        Golden(new EndConnections(null, new ParticipantId("acme")), """{"participant":"acme"}""");
        Golden(new RelayOutcome("platone/v1/markets/terni/outcomes", [1, 2]), """{"topic":"platone/v1/markets/terni/outcomes","payload":"AQI="}""");
        Golden(new RelaySetPoint("LN-1", [255]), """{"serial":"LN-1","payload":"/w=="}""");
        Golden(new Relayed(), "{}");
    }

    private static void Golden(object message, string text)
    {
        byte[] bytes = [0, .. Encoding.UTF8.GetBytes(text)];
        Assert.Equal(bytes, Codec.Encode(message));
        var manifest = Codec.Registry.For(message.GetType()).Manifest;
        Assert.Equal(bytes, Codec.Encode(Codec.Decode(manifest, bytes)));
    }
}
