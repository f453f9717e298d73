using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Platone.Actors.Kernel.Aggregates;

namespace Platone.Host.Configuration;

/// <summary>The host's own settings, typed. The keys and their defaults are in <c>hocon/*.conf</c>.</summary>
/// <param name="Data">Folder of the SQLite files and secrets, as a full path (<c>platone.storage.data</c>).</param>
/// <param name="Roles">What this node does (<c>akka.cluster.roles</c>).</param>
/// <param name="Cluster">How nodes talk to each other.</param>
/// <param name="Http">REST.</param>
/// <param name="Mqtt">MQTT.</param>
/// <param name="Security">API keys.</param>
/// <param name="Pbm">Operators' clients; null for none.</param>
/// <param name="LogLevel">What is logged at least.</param>
internal sealed record PlatoneOptions(
    string Data, IReadOnlyList<string> Roles, ClusterOptions Cluster, HttpOptions Http, MqttOptions Mqtt, SecurityOptions Security,
    PbmOptions? Pbm, LogLevel LogLevel)
{
    /// <summary>File of the first operator's key.</summary>
    public string OperatorKeyFile => Path.Combine(Data, "operator.key");

    /// <summary>Whether this node serves REST.</summary>
    public bool ServesRest => Roles.Contains(ClusterRoles.Api);

    /// <summary>Whether this node takes readings from devices.</summary>
    public bool TakesReadings => Roles.Contains(ClusterRoles.Field);

    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">A value cannot be; the message names its key and where it is set.</exception>
    public static PlatoneOptions From(NodeConfiguration configuration)
    {
        var data = configuration.Config.GetString("platone.storage.data");
        if (string.IsNullOrWhiteSpace(data))
            throw configuration.Fault("platone.storage.data", "must be a folder");
        var level = configuration.Config.GetString("platone.logging.level");
        return new PlatoneOptions(
            Path.GetFullPath(data),
            ReadRoles(configuration),
            ClusterOptions.From(configuration),
            HttpOptions.From(configuration),
            MqttOptions.From(configuration),
            new SecurityOptions(configuration.Config.GetTimeSpan("platone.security.key-cache")),
            PbmOptions.From(configuration),
            Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed)
                ? parsed
                : throw configuration.Fault("platone.logging.level", $"must be debug, information, warning or error, not '{level}'"));
    }

    private static IReadOnlyList<string> ReadRoles(NodeConfiguration configuration)
    {
        try
        {
            return ClusterRoles.From(configuration.Config);
        }
        catch (ConfigurationException e)
        {
            throw new InputException(e.Message, e);
        }
    }
}

/// <summary>API keys (<c>platone.security</c>).</summary>
/// <param name="KeyCache">How long a found key is taken without looking again.</param>
internal sealed record SecurityOptions(TimeSpan KeyCache);

/// <summary>REST (<c>platone.http</c>).</summary>
/// <param name="Listen">Address and port; port 0 for a free one.</param>
/// <param name="Certificate">For TLS; null for plain HTTP, on loopback only.</param>
/// <param name="AllowedHosts">Names the node answers to, besides those of loopback.</param>
/// <param name="MaxBody">Largest request body, bytes.</param>
/// <param name="CommandTimeout">How long a request waits for an entity.</param>
/// <param name="ReadAfterWrite">How long a registration waits to become readable.</param>
/// <param name="ReadyLag">Journal rows a read model may be behind while the node counts as ready.</param>
/// <param name="KeyRate">Requests a second with one key; 0 for any number.</param>
/// <param name="AddressRate">Requests a second from one address; 0 for any number.</param>
internal sealed record HttpOptions(IPEndPoint Listen, X509Certificate2? Certificate, IReadOnlyList<string> AllowedHosts, long MaxBody, TimeSpan CommandTimeout,
    TimeSpan ReadAfterWrite, int ReadyLag, int KeyRate, int AddressRate)
{
    private const string Section = "platone.http";
    private const int MostRate = 1_000_000;

    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">A value cannot be, or the address is not loopback and there is no certificate.</exception>
    public static HttpOptions From(NodeConfiguration configuration)
    {
        var http = configuration.Config.GetConfig(Section);
        var listen = Endpoints.Read(configuration, $"{Section}.listen");
        var tls = TlsFiles.Read(configuration, $"{Section}.tls");
        if (tls is null && !IPAddress.IsLoopback(listen.Address))
            throw configuration.Fault($"{Section}.listen", $"is {listen}, which is not loopback: that needs {Section}.tls.certificate and {Section}.tls.key");
        return new HttpOptions(
            listen,
            tls?.Load(configuration, $"{Section}.tls"),
            [.. http.GetStringList("allowed-hosts")],
            http.GetByteSize("max-body") ?? throw configuration.Fault($"{Section}.max-body", "must be a size"),
            http.GetTimeSpan("command-timeout"),
            http.GetTimeSpan("read-after-write"),
            configuration.Positive($"{Section}.ready-lag"),
            Rate("key"),
            Rate("address"));

        int Rate(string of) => http.GetLong($"rate.{of}") is >= 0 and <= MostRate and var rate
            ? (int)rate
            : throw configuration.Fault($"{Section}.rate.{of}", $"must be 0 to {MostRate}, not {http.GetString($"rate.{of}")}");
    }
}

/// <summary>PEM files of a server's identity.</summary>
/// <param name="Certificate">The certificate with its chain.</param>
/// <param name="Key">Its private key.</param>
internal sealed record TlsFiles(string Certificate, string Key)
{
    /// <summary>Reads a section of <c>certificate</c> and <c>key</c>; null if both are empty.</summary>
    /// <exception cref="InputException">One is given without the other, or a file is not there.</exception>
    public static TlsFiles? Read(NodeConfiguration configuration, string section)
    {
        var (certificate, key) = (File("certificate"), File("key"));
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw configuration.Fault($"{section}.certificate", $"must be given with {section}.key"),
            (_, null) => throw configuration.Fault($"{section}.key", $"must be given with {section}.certificate"),
            _ => new TlsFiles(certificate, key),
        };

        string? File(string name)
        {
            var path = configuration.Config.GetString($"{section}.{name}");
            if (string.IsNullOrEmpty(path))
                return null;
            return System.IO.File.Exists(path) ? Path.GetFullPath(path) : throw configuration.Fault($"{section}.{name}", $"is {path}, but there is no such file");
        }
    }

    /// <summary>Reads a PEM file of authorities; none if no file is given.</summary>
    /// <exception cref="InputException">There is no certificate in it, or it cannot be read.</exception>
    public static X509Certificate2Collection Authorities(NodeConfiguration configuration, string key)
    {
        var authorities = new X509Certificate2Collection();
        var path = configuration.Config.GetString(key);
        if (string.IsNullOrEmpty(path))
            return authorities;
        try
        {
            authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw configuration.Fault(key, $"is {path}: {e.Message}");
        }

        return authorities.Count > 0 ? authorities : throw configuration.Fault(key, $"is {path}: there is no certificate in it");
    }

    /// <summary>Loads the certificate with its key.</summary>
    /// <exception cref="InputException">The files are not what they must be.</exception>
    public X509Certificate2 Load(NodeConfiguration configuration, string section)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(Certificate, Key);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw configuration.Fault($"{section}.certificate", $"and key cannot be used: {e.Message}");
        }
    }
}
