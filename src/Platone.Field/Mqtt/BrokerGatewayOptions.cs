using System.Security.Cryptography.X509Certificates;

namespace Platone.Field.Mqtt;

/// <summary>How the gateway reaches an external MQTT broker.</summary>
public sealed record BrokerGatewayOptions
{
    /// <summary>The broker's host.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Its port; 8883 is usual with TLS.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>MQTT 5, with which several gateways share the readings; false for 3.1.1, with which there must be one gateway only.</summary>
    public bool UseMqtt5 { get; init; } = true;

    /// <summary>
    /// The gateway's client id: its own and always the same, because the broker keeps under it what arrives while the gateway is away.
    /// </summary>
    public string ClientId { get; init; } = "platone-gateway";

    /// <summary>Name of the share group (<c>$share/{group}/...</c>): the same for all gateways of a platform.</summary>
    public string ShareGroup { get; init; } = "platone";

    /// <summary>User name, or null.</summary>
    public string? User { get; init; }

    /// <summary>Password, or null.</summary>
    public string? Password { get; init; }

    /// <summary>Whether to use TLS.</summary>
    public bool UseTls { get; init; }

    /// <summary>Authorities the broker's certificate may come from, in place of the system's; empty for the system's.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>The gateway's own certificate with private key, or null.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Messages on their way to the journal at the same time (MQTT 5: Receive Maximum).</summary>
    public ushort MaxInFlight { get; init; } = 256;

    /// <summary>How long the broker keeps messages for a gateway that is away (MQTT 5).</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Time between PINGREQs, and how long an answer may take.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>First pause before it connects again; doubled up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest pause before it connects again.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);
}
