using System.Buffers.Text;
using System.Collections;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Remote.Transport.DotNetty;
using Platone.Host.Configuration;
using Platone.Host.Rest.Pods;
using Platone.Host.Verbs;
using Platone.Host.Verbs.Client;
using Platone.Testing;

namespace Platone.Cluster.Tests;

/// <summary>How nodes find and trust each other, and what of that is refused.</summary>
public sealed class ClusterConfigurationTests : IDisposable
{
    private readonly TestDirectory _directory = new("cluster-configuration");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.hostname=10.0.0.1")]
    [InlineData("akka.remote.dot-netty.tcp.hostname=")]
    [InlineData("akka.remote.dot-netty.tcp.public-hostname=node-1.example")]
    public void Any_other_address_than_loopback_needs_a_certificate(string setting)
    {
        var fault = Assert.Throws<InputException>(() => ClusterOptions.From(Configuration(setting)));
        Assert.Contains(setting.Split('=')[0], fault.Message, StringComparison.Ordinal);
        var (certificate, key, authority) = Certified("node-1");
        ClusterOptions.From(Configuration(setting, $"cluster.tls.certificate={certificate}", $"cluster.tls.key={key}",
            $"cluster.tls.authorities={authority}"));
    }

    [Fact]
    public void A_certificate_of_the_clusters_authority_makes_a_node_and_no_other_does()
    {
        var (certificate, key, authority) = Certified("node-1");
        Assert.Throws<InputException>(() => ClusterOptions.From(Configuration($"cluster.tls.certificate={certificate}", $"cluster.tls.key={key}")));
        var options = ClusterOptions.From(Configuration($"cluster.tls.certificate={certificate}", $"cluster.tls.key={key}",
            $"cluster.tls.authorities={authority}"));
        var setup = Assert.IsType<DotNettySslSetup>(options.Transport());
        Assert.True(setup.RequireMutualAuthentication);
        Assert.True(Takes(certificate));
        Assert.False(Takes(Certified("stranger").Certificate));

        bool Takes(string file)
        {
            using var shown = X509CertificateLoader.LoadCertificateFromFile(file);
            return setup.CustomValidator!(shown, null, "peer", SslPolicyErrors.RemoteCertificateChainErrors, null!);
        }
    }

    [Theory]
    [InlineData("cluster.seeds=[127.0.0.1:4053, 127.0.0.1:4054]", "platone.storage.provider")]
    [InlineData("akka.cluster.seed-nodes=[\"akka.tcp://platone@127.0.0.1:4054\"]", "platone.storage.provider")]
    [InlineData("akka.cluster.seed-nodes=[somewhere]", "akka.cluster.seed-nodes")]
    [InlineData("cluster.seeds=[somewhere]", "platone.cluster.seeds")]
    [InlineData("cluster.discovery=dns", "platone.cluster.dns.name")]
    [InlineData("cluster.discovery=gossip", "platone.cluster.discovery")]
    [InlineData("akka.cluster.roles=[cook]", "akka.cluster.roles")]
    public async Task What_cannot_be_is_refused_by_its_key(string setting, string key)
    {
        var run = await PlatoneHostProcess.RunAsync(["run", "--data", _directory.File("data"), "--set", setting, "--set",
            $"akka.remote.dot-netty.tcp.port={FreePort.Next()}", "--set", "http.listen=127.0.0.1:0", "--set", "mqtt.embedded.listen=127.0.0.1:0"]);
        Assert.Equal(ExitCode.BadInput, run.ExitCode);
        Assert.Contains(key, run.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Nodes_that_find_each_other_by_a_name_talk_over_tls()
    {
        var database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync("tls");
        var master = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var (certificate, key, authority) = Certified("nodes");
        var settings = new Dictionary<string, string>
        {
            ["storage.provider"] = "postgresql",
            ["storage.postgresql"] = database,
            ["cluster.tls.certificate"] = certificate,
            ["cluster.tls.key"] = key,
            ["cluster.tls.authorities"] = authority,
            ["cluster.discovery"] = "dns",
            ["cluster.dns.name"] = "localhost",
        };
        await using var first = new RunningNode(1, _directory.File("node-1"), FreePort.Next());
        await using var second = new RunningNode(2, _directory.File("node-2"), FreePort.Next());
        // The one alone behind the name forms the cluster; the other finds it there, by its port.
        first.Start(new Dictionary<string, string>(settings) { ["cluster.dns.nodes"] = "1" }, master);
        await first.UpAsync();
        second.Start(new Dictionary<string, string>(settings) { ["cluster.dns.port"] = $"{first.Remoting}", ["cluster.dns.nodes"] = "3" }, master);
        await second.UpAsync();

        var operatorKey = (await File.ReadAllTextAsync(Path.Combine(first.Data, "operator.key"))).Trim();
        using var one = new NodeClient(first.Url, operatorKey);
        using var other = new NodeClient(second.Url, operatorKey);
        // Some of them live at the one node, some at the other.
        for (var i = 0; i < 8; i++)
        {
            var pod = (await one.PostAsync<PodBody, RegisteredPodView>("api/v1/pods",
                new PodBody($"POD-TLS-{i}", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "1", "Europe/Rome", 1), CancellationToken.None)).Pod;
            Assert.NotNull(await other.GetAsync<PodView>($"api/v1/pods/{pod}", CancellationToken.None));
        }
        Assert.Equal(0, await first.TerminateAsync());
        Assert.Equal(0, await second.TerminateAsync());
    }

    private static NodeConfiguration Configuration(params string[] settings) =>
        NodeConfiguration.Load(NodeConfiguration.BuiltInFolder, null, new Hashtable(), settings);

    // An authority of its own each time, and a certificate of it.
    private (string Certificate, string Key, string Authority) Certified(string name)
    {
        var (from, until) = (new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=authority of {name}", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var authority = request.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256)
            .Create(authority, from, until, RandomNumberGenerator.GetBytes(8));
        return (_directory.Write($"{name}.crt", certificate.ExportCertificatePem()), _directory.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem()),
            _directory.Write($"{name}.authority.crt", authority.ExportCertificatePem()));
    }
}
