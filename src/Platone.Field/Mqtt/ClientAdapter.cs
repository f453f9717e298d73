using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Platone.Field.Mqtt;

/// <summary>
/// The packets of one connection to the embedded broker. Completes the client id of CONNECT before the server sees it: an empty one gets
/// a random name also under MQTT 3.1.1 (section 3.1.3.1), and every one is qualified by the user, so that nobody takes over the
/// session of another user by using its client id.
/// </summary>
internal sealed class ClientAdapter(MqttChannelAdapter inner, EmbeddedBrokerOptions options) : IMqttChannelAdapter
{
    /// <summary>What the broker made up for a client without an id; null if it had one.</summary>
    public string? AssignedClientId { get; private set; }

    public long BytesReceived => inner.BytesReceived;

    public long BytesSent => inner.BytesSent;

    public X509Certificate2 ClientCertificate => inner.ClientCertificate;

    public EndPoint RemoteEndPoint => inner.RemoteEndPoint;

    public EndPoint LocalEndPoint => inner.LocalEndPoint;

    public bool IsSecureConnection => inner.IsSecureConnection;

    public MqttPacketFormatterAdapter PacketFormatterAdapter => inner.PacketFormatterAdapter;

    public Task ConnectAsync(CancellationToken cancellationToken) => inner.ConnectAsync(cancellationToken);

    public Task DisconnectAsync(CancellationToken cancellationToken) => inner.DisconnectAsync(cancellationToken);

    public void ResetStatistics() => inner.ResetStatistics();

    public void Dispose() => inner.Dispose();

    public async Task<MqttPacket> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        var packet = await inner.ReceivePacketAsync(cancellationToken);
        if (packet is MqttConnectPacket connect)
            Complete(connect);
        return packet;
    }

    public Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttConnAckPacket answer && PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500)
        {
            answer.MaximumPacketSize = (uint)options.MaxPacketBytes;
            answer.SharedSubscriptionAvailable = false;
        }

        return inner.SendPacketAsync(packet, cancellationToken);
    }

    private void Complete(MqttConnectPacket connect)
    {
        // That a session without a client id must be a clean one (MQTT 3.1.1, MQTT-3.1.3-8), the decoder has checked.
        if (string.IsNullOrEmpty(connect.ClientId))
            AssignedClientId = connect.ClientId = "auto-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

        // The broker keeps no session beyond its connection, so there is none to go on with.
        connect.CleanSession = true;
        var user = string.IsNullOrEmpty(connect.Username) ? ClientCertificate?.Thumbprint : connect.Username;
        connect.ClientId = $"{user}/{connect.ClientId}";
    }
}
