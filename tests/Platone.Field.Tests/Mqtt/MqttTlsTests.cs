using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Exceptions;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Testing;

namespace Platone.Field.Tests.Mqtt;

public sealed class MqttTlsTests : IDisposable
{
    private const string Status = "platone/v1/light-nodes/sn-1/status";

    private readonly X509Certificate2 _authority = Authority("Platone test authority");
    private readonly X509Certificate2 _stranger = Authority("another authority");

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_TLS_and_listens_anywhere()
    {
        using var server = Issue(_authority, "127.0.0.1", "1.3.6.1.5.5.7.3.1");
        await using var broker = await BrokerUnderTest.StartAsync(new EmbeddedBrokerOptions { Port = 0, Address = IPAddress.Any, Certificate = server });
        broker.Field.Register("sn-1");
        await using var client = await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1").WithTlsOptions(Trusting()).Build());
        Assert.True((await client.PublishAsync(Status, "online")).IsSuccess);
        Assert.Equal("online", broker.Broker.Statuses.Find("sn-1")?.Text);
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1").Build()));
    }

    [Fact]
    public async Task A_client_certificate_of_the_authority_stands_for_a_password()
    {
        using var server = Issue(_authority, "127.0.0.1", "1.3.6.1.5.5.7.3.1");
        await using var broker = await BrokerUnderTest.StartAsync(new EmbeddedBrokerOptions { Port = 0, Certificate = server, ClientAuthorities = [_authority] });
        using var own = Issue(_authority, "sn-1", "1.3.6.1.5.5.7.3.2");
        var options = TestClient.Options(broker.Port, "sn-1").WithCredentials((IMqttClientCredentialsProvider?)null).WithTlsOptions(Trusting(own)).Build();
        await using var client = await TestClient.ConnectAsync(options);
        Assert.Equal(MqttClientPublishReasonCode.Success, (await client.PublishAsync(Status, "online")).ReasonCode);
        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, (await client.PublishAsync("platone/v1/light-nodes/sn-2/status", "online")).ReasonCode);

        // A password does as well, and nothing at all does not.
        await using (await TestClient.ConnectAsync(TestClient.Options(broker.Port, "sn-1").WithTlsOptions(Trusting()).Build()))
        {
        }

        var nobody = TestClient.Options(broker.Port, "sn-1").WithCredentials((IMqttClientCredentialsProvider?)null).WithTlsOptions(Trusting()).Build();
        await using var refused = await TestClient.ConnectAsync(nobody);
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, refused.Connected.ResultCode);
    }

    [Theory]
    [InlineData(true, "1.3.6.1.5.5.7.3.2")]
    [InlineData(false, "1.3.6.1.5.5.7.3.1")]
    public async Task Any_other_client_certificate_is_refused(bool isOfStranger, string usage)
    {
        using var server = Issue(_authority, "127.0.0.1", "1.3.6.1.5.5.7.3.1");
        await using var broker = await BrokerUnderTest.StartAsync(new EmbeddedBrokerOptions { Port = 0, Certificate = server, ClientAuthorities = [_authority] });
        using var wrong = Issue(isOfStranger ? _stranger : _authority, "sn-1", usage);
        var options = TestClient.Options(broker.Port, "sn-1").WithCredentials((IMqttClientCredentialsProvider?)null).WithTlsOptions(Trusting(wrong)).Build();
        await Assert.ThrowsAnyAsync<MqttCommunicationException>(() => TestClient.ConnectAsync(options));
    }

    [SkippableFact]
    public async Task Through_mosquitto_the_certificate_says_who_everybody_is()
    {
        Peers.Require("mosquitto");
        using var files = new TestDirectory("mqtt-tls");
        using var server = Issue(_authority, "127.0.0.1", "1.3.6.1.5.5.7.3.1");
        using var platform = Issue(_authority, "platone", "1.3.6.1.5.5.7.3.2");
        using var device = Issue(_authority, "sn-1", "1.3.6.1.5.5.7.3.2");
        var authority = files.Write("ca.pem", _authority.ExportCertificatePem());
        var certificate = files.Write("server.pem", server.ExportCertificatePem());
        var key = files.Write("server.key", server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var access = files.Write("access.acl", BrokerGatewayTests.AccessList);
        await using var mosquitto = await Mosquitto.StartAsync($"""
            allow_anonymous false
            cafile {authority}
            certfile {certificate}
            keyfile {key}
            require_certificate true
            use_identity_as_username true
            acl_file {access}
            """);
        await using var field = new FieldUnderTest();
        var (own, other) = (field.Register("sn-1"), field.Register("sn-2"));
        var options = new BrokerGatewayOptions { Port = mosquitto.Port, UseTls = true, Authorities = [_authority], Certificate = platform };
        await using var gateway = new BrokerGateway(options, field.Intake, field.Clock, NullLogger<BrokerGateway>.Instance);
        gateway.Start();
        await Eventually.Async(() => gateway.IsConnected);
        // The user name is another node's, and does not count.
        await using var client = await TestClient.ConnectAsync(TestClient.Options(mosquitto.Port, "sn-2").WithTlsOptions(Trusting(device)).Build());
        await client.SubscribeAsync(LightNodeTopics.Acknowledgement("sn-1"));
        await client.PublishAsync(LightNodeTopics.Readings("sn-2"), Messages.One(0));
        await client.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.One(0));
        Assert.Equal((LightNodeTopics.Acknowledgement("sn-1"), """{"epoch":0,"upTo":0}"""), await client.NextAsync());
        Assert.Single(field.Entities.Recorded(own));
        Assert.Empty(field.Entities.Recorded(other));

        // A gateway that trusts another authority does not connect.
        await using var distrusting = new BrokerGateway(options with { Authorities = [_stranger], ClientId = "other", FirstPause = TimeSpan.FromMilliseconds(10) },
            field.Intake, field.Clock, NullLogger<BrokerGateway>.Instance);
        distrusting.Start();
        await mosquitto.WaitForLogAsync("OpenSSL Error");
        Assert.False(distrusting.IsConnected);
    }

    private MqttClientTlsOptions Trusting(X509Certificate2? own = null) => MqttTls.Client("127.0.0.1", [_authority], own);

    private static X509Certificate2 Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(40), DateTimeOffset.UnixEpoch.AddYears(100));
    }

    private static X509Certificate2 Issue(X509Certificate2 authority, string name, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, DateTimeOffset.UnixEpoch.AddYears(41), DateTimeOffset.UnixEpoch.AddYears(99), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
