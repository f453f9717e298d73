using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Platone.Field.Mqtt;

/// <summary>How the embedded broker listens.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>Where it listens. Anywhere but on loopback it needs a <see cref="Certificate"/> (operations, "Security").</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Certificate with private key for TLS (1.2 or later); null for plain TCP.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Authorities whose client certificates are accepted in place of a password; empty for none.</summary>
    public X509Certificate2Collection ClientAuthorities { get; init; } = [];

    /// <summary>Connections at the same time; further ones are closed at once.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>
    /// Largest MQTT packet, bytes; a larger one ends the connection before it is read. Well above the largest readings body, because a
    /// body that is only somewhat too large must be acknowledged and counted, so that it does not come back for ever.
    /// </summary>
    public int MaxPacketBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Largest CONNECT packet, bytes: what a stranger can make the broker hold.</summary>
    public int MaxConnectBytes { get; init; } = 16 * 1024;

    /// <summary>How long a connection may take for the TLS handshake, and again for CONNECT.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is asked whether a participant's gateway may stay connected.</summary>
    public TimeSpan GatewayCheck { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Messages that wait for one slow subscriber; beyond, the oldest is dropped.</summary>
    public int MaxPendingMessages { get; init; } = 1_000;
}
