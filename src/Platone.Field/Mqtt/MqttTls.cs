using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MQTTnet;

namespace Platone.Field.Mqtt;

/// <summary>TLS towards a broker.</summary>
internal static class MqttTls
{
    /// <summary>Options of a client that checks the broker's certificate against authorities of its own, or against the system's.</summary>
    public static MqttClientTlsOptions Client(string host, X509Certificate2Collection authorities, X509Certificate2? certificate) => new()
    {
        UseTls = true,
        TargetHost = host,
        SslProtocol = SslProtocols.Tls12 | SslProtocols.Tls13,
        RevocationMode = X509RevocationMode.NoCheck,
        ClientCertificatesProvider = certificate is null ? null : new DefaultMqttCertificatesProvider([certificate]),
        CertificateValidationHandler = args =>
        {
            if (authorities.Count == 0)
                return args.SslPolicyErrors == SslPolicyErrors.None;
            if ((args.SslPolicyErrors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
                return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return chain.Build((X509Certificate2)args.Certificate);
        },
    };
}
