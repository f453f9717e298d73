using System.Net;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;

namespace Platone.Host.Configuration;

/// <summary>MQTT (<c>platone.mqtt</c>).</summary>
/// <param name="Embedded">The broker inside the node; null for none.</param>
/// <param name="External">The broker elsewhere; null for none.</param>
/// <param name="Intake">What one device may send.</param>
internal sealed record MqttOptions(EmbeddedBrokerOptions? Embedded, BrokerGatewayOptions? External, IntakeOptions Intake)
{
    private const string Section = "platone.mqtt";

    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">A value cannot be, or the address is not loopback and there is no certificate.</exception>
    public static MqttOptions From(NodeConfiguration configuration)
    {
        var intake = configuration.Config.GetConfig($"{Section}.intake");
        return new MqttOptions(
            configuration.Config.GetBoolean($"{Section}.embedded.enabled") ? ReadEmbedded(configuration) : null,
            string.IsNullOrEmpty(configuration.Config.GetString($"{Section}.external.broker")) ? null : ReadExternal(configuration),
            new IntakeOptions
            {
                ReadingsPerSecond = configuration.Positive($"{Section}.intake.readings-per-second"),
                Burst = configuration.Positive($"{Section}.intake.burst"),
                CommitTimeout = intake.GetTimeSpan("commit-timeout"),
                MaxInFlight = configuration.Positive($"{Section}.intake.max-in-flight"),
            });
    }

    private static EmbeddedBrokerOptions ReadEmbedded(NodeConfiguration configuration)
    {
        const string section = $"{Section}.embedded";
        var embedded = configuration.Config.GetConfig(section);
        var listen = Endpoints.Read(configuration, $"{section}.listen");
        var tls = TlsFiles.Read(configuration, $"{section}.tls");
        if (tls is null && !IPAddress.IsLoopback(listen.Address))
            throw configuration.Fault($"{section}.listen", $"is {listen}, which is not loopback: that needs {section}.tls.certificate and {section}.tls.key");
        return new EmbeddedBrokerOptions
        {
            Address = listen.Address,
            Port = listen.Port,
            Certificate = tls?.Load(configuration, $"{section}.tls"),
            ClientAuthorities = TlsFiles.Authorities(configuration, $"{section}.tls.client-authorities"),
            MaxConnections = configuration.Positive($"{section}.max-connections"),
            MaxPacketBytes = (int)Math.Min(int.MaxValue, embedded.GetByteSize("max-packet") ?? 0),
            HandshakeTimeout = embedded.GetTimeSpan("handshake-timeout"),
        };
    }

    private static BrokerGatewayOptions ReadExternal(NodeConfiguration configuration)
    {
        const string section = $"{Section}.external";
        var external = configuration.Config.GetConfig(section);
        var (host, port) = Endpoints.ReadHost(configuration, $"{section}.broker");
        var version = external.GetString("version");
        return new BrokerGatewayOptions
        {
            Host = host,
            Port = port,
            UseMqtt5 = version is "mqtt5" or "mqtt311"
                ? version == "mqtt5"
                : throw configuration.Fault($"{section}.version", $"must be mqtt5 or mqtt311, not '{version}'"),
            ClientId = Text(configuration, $"{section}.client-id") ?? throw configuration.Fault($"{section}.client-id", "must not be empty"),
            ShareGroup = Text(configuration, $"{section}.share-group") ?? throw configuration.Fault($"{section}.share-group", "must not be empty"),
            User = Text(configuration, $"{section}.user"),
            Password = Password(configuration, section),
            UseTls = external.GetBoolean("tls.enabled"),
            Authorities = TlsFiles.Authorities(configuration, $"{section}.tls.authorities"),
            Certificate = TlsFiles.Read(configuration, $"{section}.tls")?.Load(configuration, $"{section}.tls"),
            MaxInFlight = (ushort)Math.Min(ushort.MaxValue, configuration.Positive($"{section}.max-in-flight")),
            SessionExpiry = external.GetTimeSpan("session-expiry"),
            KeepAlive = external.GetTimeSpan("keep-alive"),
        };
    }

    private static string? Password(NodeConfiguration configuration, string section)
    {
        var (file, password) = (Text(configuration, $"{section}.password-file"), Text(configuration, $"{section}.password"));
        if (file is null)
            return password;
        if (password is not null)
            throw configuration.Fault($"{section}.password", $"and {section}.password-file cannot both be given");
        try
        {
            return File.ReadLines(file).FirstOrDefault() ?? throw configuration.Fault($"{section}.password-file", $"is {file}, which is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw configuration.Fault($"{section}.password-file", $"is {file}: {e.Message}");
        }
    }

    private static string? Text(NodeConfiguration configuration, string key) => configuration.Config.GetString(key) is { Length: > 0 } text ? text : null;
}
