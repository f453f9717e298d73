using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Platone.Host.Configuration;

/// <summary>Where operators' clients connect (<c>platone.pbm</c>).</summary>
/// <param name="Listen">Address and port; port 0 for a free one.</param>
/// <param name="Certificate">For TLS; null for none, on loopback only.</param>
/// <param name="MaxConnections">Clients at a time.</param>
/// <param name="HandshakeTimeout">How long a client may take to sign in.</param>
/// <param name="RecordTimeout">How long a command that changes what others rely on may take to be recorded.</param>
/// <param name="LogLines">Lines of the node's log that are kept.</param>
internal sealed record PbmOptions(IPEndPoint Listen, X509Certificate2? Certificate, int MaxConnections, TimeSpan HandshakeTimeout,
    TimeSpan RecordTimeout, int LogLines)
{
    /// <summary>The settings' path.</summary>
    public const string Section = "platone.pbm";

    /// <summary>Reads them; null if it is switched off.</summary>
    /// <exception cref="InputException">A value cannot be, or the address is not loopback and there is no certificate.</exception>
    public static PbmOptions? From(NodeConfiguration configuration)
    {
        var pbm = configuration.Config.GetConfig(Section);
        if (!pbm.GetBoolean("enabled"))
            return null;
        var listen = Endpoints.Read(configuration, $"{Section}.listen");
        var tls = TlsFiles.Read(configuration, $"{Section}.tls");
        if (tls is null && !IPAddress.IsLoopback(listen.Address))
        {
            throw configuration.Fault($"{Section}.listen",
                $"is {listen}, which is not loopback: that needs {Section}.tls.certificate and {Section}.tls.key");
        }

        return new PbmOptions(listen, tls?.Load(configuration, $"{Section}.tls"), configuration.Positive($"{Section}.max-connections"),
            pbm.GetTimeSpan("handshake-timeout"), pbm.GetTimeSpan("record-timeout"), configuration.Positive($"{Section}.log-lines"));
    }
}
