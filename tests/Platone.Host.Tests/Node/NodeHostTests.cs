using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Participants;
using Platone.Host.Configuration;
using Platone.Host.Node;
using Platone.Host.Rest.Access;
using Platone.Host.Tests.Rest;
using Platone.Testing;

namespace Platone.Host.Tests.Node;

/// <summary>Starting and stopping a node.</summary>
public sealed class NodeHostTests : IDisposable
{
    private readonly TestDirectory _folder = new("node-host");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_operator_gets_one_key_at_the_first_start_and_keeps_it()
    {
        string key;
        await using (var first = await StartAsync())
        {
            key = first.OperatorKey!;
            Assert.Equal(key, (await File.ReadAllTextAsync(first.Options.OperatorKeyFile)).Trim());
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first.Options.OperatorKeyFile));
            Assert.Equal(HttpStatusCode.OK, await AskAsync(first, key));
        }

        await using var second = await StartAsync();
        Assert.Null(second.OperatorKey);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(second, key));

        // Whoever loses the file gets no new key by a restart: the node cannot know that nobody holds the old one.
        File.Delete(second.Options.OperatorKeyFile);
        Assert.Null(await new FirstOperator(second.Node.Entities, second.Node.JournalRows, TimeProvider.System, second.Options).EnsureAsync(CancellationToken.None));
        Assert.False(File.Exists(second.Options.OperatorKeyFile));

        // Neither does a key that was revoked come back because its file is still there.
        await File.WriteAllTextAsync(second.Options.OperatorKeyFile, key);
        Assert.IsType<CommandReply.Done>(await second.Node.Entities.SendAsync(
            new RevokeApiKey(new ParticipantId("operator"), ApiKey.Hash(key), TimeProvider.System.GetUtcNow()), CancellationToken.None));
        Assert.Null(await new FirstOperator(second.Node.Entities, second.Node.JournalRows, TimeProvider.System, second.Options).EnsureAsync(CancellationToken.None));
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (await second.Node.Scd.HolderOfKeyAsync(ApiKey.Hash(key), deadline.Token) is not null)
            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
    }

    [Fact]
    public async Task A_start_that_died_between_key_file_and_journal_is_mended_by_the_next()
    {
        await File.WriteAllTextAsync(_folder.File("operator.key"), "platone_from-the-first-try\n");

        await using var host = await StartAsync();

        Assert.Equal("platone_from-the-first-try", host.OperatorKey);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(host, "platone_from-the-first-try"));
    }

    [Fact]
    public async Task Two_nodes_do_not_share_a_data_folder()
    {
        await using var first = await StartAsync();

        var fault = await Assert.ThrowsAsync<InputException>(() => StartAsync());

        Assert.Contains("another node has this data folder", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http.listen", "platone.http.listen")]
    [InlineData("mqtt.embedded.listen", "platone.mqtt.embedded.listen")]
    [InlineData("pbm.listen", "platone.pbm.listen")]
    [InlineData("akka.remote.dot-netty.tcp.port", "akka.remote.dot-netty.tcp.port")]
    public async Task A_port_that_is_taken_is_said_by_its_key(string setting, string key)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var fault = await Assert.ThrowsAsync<InputException>(
            () => StartAsync($"{setting}={(setting.EndsWith("port", StringComparison.Ordinal) ? "" : "127.0.0.1:")}{port}"));

        Assert.StartsWith($"--set {setting}: {key} ", fault.Message, StringComparison.Ordinal);
        // What was started before it is stopped again.
        await using var next = await StartAsync();
        Assert.NotNull(next.Rest);
    }

    [Fact]
    public async Task Another_master_key_does_not_open_the_data()
    {
        await (await StartAsync()).DisposeAsync();
        await File.WriteAllTextAsync(_folder.File("master.key"), System.Buffers.Text.Base64Url.EncodeToString(new byte[32]));

        var fault = await Assert.ThrowsAsync<InputException>(() => StartAsync());

        Assert.Contains("master key", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_does_what_its_roles_say()
    {
        await using var host = await StartAsync("akka.cluster.roles=[api, market, notary]");

        Assert.NotNull(host.Rest);
        Assert.Null(host.Mqtt);
    }

    [Fact]
    public async Task With_a_certificate_rest_and_mqtt_speak_tls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=platone.test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2036, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (certificateFile, keyFile) = (_folder.Write("node.crt", certificate.ExportCertificatePem()), _folder.Write("node.key", key.ExportPkcs8PrivateKeyPem()));

        await using var host = await StartAsync(
            "http.listen=0.0.0.0:0", $"http.tls.certificate={certificateFile}", $"http.tls.key={keyFile}",
            $"mqtt.embedded.tls.certificate={certificateFile}", $"mqtt.embedded.tls.key={keyFile}");

        Assert.Equal("https", host.Rest!.Scheme);
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, shown, _, _) => shown?.Thumbprint == certificate.Thumbprint };
        using var client = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{host.Rest.Port}/") };
        client.DefaultRequestHeaders.Host = "anything.example";
        using var response = await client.GetAsync("health/live");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        using var tcp = new TcpClient();
        await tcp.ConnectAsync(host.Mqtt!);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, shown, _, _) => shown!.GetCertHashString() == certificate.Thumbprint);
        await tls.AuthenticateAsClientAsync("platone.test").WaitAsync(Deadline.Default);
        Assert.True(tls.IsEncrypted);
    }

    [SkippableFact]
    public async Task Readings_come_from_a_broker_elsewhere_too()
    {
        using var secrets = new TestDirectory("broker");
        await using var broker = await Mosquitto.StartAsync();
        await using var host = await StartAsync(
            "mqtt.embedded.enabled=off", $"mqtt.external.broker=127.0.0.1:{broker.Port}", "mqtt.external.user=gateway",
            $"mqtt.external.password-file={secrets.Write("secret", "secret\n")}");
        Assert.Null(host.Mqtt);
        await broker.WaitForLogAsync("Received SUBSCRIBE from platone-gateway");
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var code = await Host.Verbs.PlatoneCommandLine.InvokeAsync(
            ["field", "simulate", "--url", host.Rest!.ToString(), "--api-key", host.OperatorKey!, "--broker", $"127.0.0.1:{broker.Port}",
                "--nodes", "2", "--duration", "20", "--speed", "1000", "--json"],
            output, errors, CancellationToken.None);

        Assert.True(code == 0, errors.ToString());
        Assert.Contains("\"acknowledged\": 10", output.ToString(), StringComparison.Ordinal);
    }

    private Task<NodeHost> StartAsync(params string[] settings) =>
        NodeHost.StartAsync(TestNode.Configuration(_folder.Path, settings), TimeProvider.System, CancellationToken.None).WaitAsync(Deadline.Default);

    private static async Task<HttpStatusCode> AskAsync(NodeHost host, string key)
    {
        using var client = new HttpClient { BaseAddress = host.Rest };
        client.DefaultRequestHeaders.Add(ApiKeyAuthentication.Header, key);
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            using var response = await client.GetAsync("api/v1/participants/operator", deadline.Token);
            // The key is in the journal; the read model that knows its holder may be a moment behind.
            if (response.StatusCode != HttpStatusCode.Unauthorized)
                return response.StatusCode;
            await Task.Delay(TimeSpan.FromMilliseconds(20), deadline.Token);
        }
    }
}
