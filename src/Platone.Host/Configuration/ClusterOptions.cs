using System.Net;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;

namespace Platone.Host.Configuration;

/// <summary>How nodes talk to each other (<c>platone.cluster.tls</c>, <c>akka.remote.dot-netty.tcp</c>).</summary>
/// <param name="Certificate">This node's; null for none, on loopback only.</param>
/// <param name="Authorities">Those that certify the nodes of this cluster.</param>
internal sealed record ClusterOptions(X509Certificate2? Certificate, X509Certificate2Collection Authorities)
{
    private const string Section = "platone.cluster";
    private const string Tcp = "akka.remote.dot-netty.tcp";

    /// <summary>Reads them.</summary>
    /// <exception cref="InputException">A value cannot be, or the address is not loopback and there is no certificate.</exception>
    public static ClusterOptions From(NodeConfiguration configuration)
    {
        var tls = TlsFiles.Read(configuration, $"{Section}.tls");
        var authorities = TlsFiles.Authorities(configuration, $"{Section}.tls.authorities");
        if (tls is null)
        {
            // DotNetty takes an empty one for every address there is; the other two, where empty, are as this one.
            if (configuration.Config.GetString($"{Tcp}.hostname", "") is { Length: 0 })
                throw configuration.Fault($"{Tcp}.hostname", $"is empty, which is every address of this machine: that needs {Section}.tls");
            foreach (var key in (string[])["hostname", "bind-hostname", "public-hostname"])
            {
                if (configuration.Config.GetString($"{Tcp}.{key}", "") is { Length: > 0 } host && !IsLoopback(host))
                    throw configuration.Fault($"{Tcp}.{key}", $"is {host}, which is not loopback: that needs {Section}.tls");
            }
            return new ClusterOptions(null, authorities);
        }

        return authorities.Count > 0
            ? new ClusterOptions(tls.Load(configuration, $"{Section}.tls"), authorities)
            : throw configuration.Fault($"{Section}.tls.authorities", "must be given with a certificate: without it nobody could be told from a node");
    }

    /// <summary>What the actor system is told besides its configuration: nothing without TLS.</summary>
    public Setup? Transport() => Certificate is null
        ? null
        : new DotNettySslSetup(Certificate, suppressValidation: false, requireMutualAuthentication: true,
            (shown, _, _, _, _) => shown is not null && IsOfThisCluster(shown));

    /// <summary>The configuration with remoting over TLS, if there is a certificate.</summary>
    public Config Over(Config config) => Certificate is null ? config : ConfigurationFactory.ParseString($"{Tcp}.enable-ssl = true").WithFallback(config);

    // A certificate of the cluster's own authority is what makes a node, whatever its address: so both sides are checked alike.
    private bool IsOfThisCluster(X509Certificate2 shown)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(shown);
    }

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
