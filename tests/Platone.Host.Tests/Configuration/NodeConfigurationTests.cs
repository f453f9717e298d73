using System.Collections;
using Platone.Host.Configuration;
using Platone.Testing;

namespace Platone.Host.Tests.Configuration;

public sealed class NodeConfigurationTests : IDisposable
{
    private readonly TestDirectory _folder = new("config");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Later_sources_win_file_environment_option()
    {
        _folder.Write("own/a.conf", "platone.http.command-timeout = 11s\nplatone.http.max-body = 2MiB\nplatone.storage.provider = postgresql");
        _folder.Write("own/b.conf", "platone.http.command-timeout = 12s");

        var options = Load(
            Path.Combine(_folder.Path, "own"),
            new Hashtable { ["PLATONE__http__max_body"] = "3MiB", ["PLATONE__storage__provider"] = "sqlite", ["PLATONE_NIGHTLY"] = "1" },
            "http.listen=127.0.0.1:1", "platone.http.listen=127.0.0.1:2", "http.allowed-hosts=[a, b]");

        Assert.Equal("sqlite", options.Config.GetString("platone.storage.provider"));
        var http = PlatoneOptions.From(options).Http;
        Assert.Equal(TimeSpan.FromSeconds(12), http.CommandTimeout);
        Assert.Equal(3 * 1024 * 1024, http.MaxBody);
        Assert.Equal(2, http.Listen.Port);
        Assert.Equal(["a", "b"], http.AllowedHosts);
    }

    [Fact]
    public void What_nobody_sets_has_the_built_in_value()
    {
        var options = PlatoneOptions.From(Load(null, new Hashtable()));

        Assert.Equal("127.0.0.1:8080", options.Http.Listen.ToString());
        Assert.Null(options.Http.Certificate);
        Assert.Equal(Path.GetFullPath("data"), options.Data);
        Assert.Equal(TimeSpan.FromSeconds(2), options.Security.KeyCache);
    }

    [Fact]
    public void A_broker_elsewhere_is_read_whole()
    {
        var secret = _folder.Write("secret", "hush\nnot this\n");

        var external = PlatoneOptions.From(Load(
            null, new Hashtable(), "mqtt.external.broker=broker.example:8883", "mqtt.external.version=mqtt311", "mqtt.external.user=gateway",
            $"mqtt.external.password-file={secret}", "mqtt.external.tls.enabled=on", "mqtt.external.keep-alive=5s", "mqtt.external.max-in-flight=10",
            "mqtt.embedded.enabled=off")).Mqtt;

        Assert.Null(external.Embedded);
        Assert.Equal(
            ("broker.example", 8883, false, "gateway", "hush", true, TimeSpan.FromSeconds(5), 10),
            (external.External!.Host, external.External.Port, external.External.UseMqtt5, external.External.User, external.External.Password,
                external.External.UseTls, external.External.KeepAlive, external.External.MaxInFlight));
        Assert.Equal("secret-2", PlatoneOptions.From(Load(
            null, new Hashtable { ["PLATONE__mqtt__external__password"] = "secret-2" }, "mqtt.external.broker=[::1]:1883")).Mqtt.External!.Password);
        Assert.Null(PlatoneOptions.From(Load(null, new Hashtable())).Mqtt.External);
    }

    [Theory]
    [InlineData("broker", "--set mqtt.external.broker: platone.mqtt.external.broker must be a host with a port, such as broker.example:8883, not 'broker'")]
    [InlineData("broker:0", "--set mqtt.external.broker: platone.mqtt.external.broker must be a host with a port")]
    [InlineData("b r:1", "--set mqtt.external.broker: platone.mqtt.external.broker must be a host with a port")]
    public void A_broker_that_is_none_is_refused(string broker, string expected) => Assert.StartsWith(
        expected,
        Assert.Throws<InputException>(() => PlatoneOptions.From(Load(null, new Hashtable(), $"mqtt.external.broker={broker}"))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_value_keeps_every_character()
    {
        var connection = "Host=x;Password=a\"b\\c#d//e ${f}\n;Port=1";

        var config = Load(null, new Hashtable { ["PLATONE__storage__postgresql"] = connection });

        Assert.Equal(connection, config.Config.GetString("platone.storage.postgresql"));
    }

    [Theory]
    [InlineData("platone.http.lisen = \"127.0.0.1:1\"", ":1: unknown key platone.http.lisen; there is allowed-hosts, ")]
    [InlineData("\n\nplatone {\n  htp { listen = 1 }\n}", ":4: unknown key platone.htp; there is ")]
    [InlineData("plato.x = 1", ":1: unknown key plato; ")]
    [InlineData("platone.http = 5", ":1: platone.http is a section, not a value")]
    [InlineData("platone.http.listen { a = 1 }", ":1: platone.http.listen is a value, not a section")]
    [InlineData("# one\nplatone.http.command-timeout = soon", ":2: platone.http.command-timeout must be a duration such as 10s, not 'soon'")]
    [InlineData("platone.http.max-body = much", ":1: platone.http.max-body must be a size such as 1MiB, not 'much'")]
    [InlineData("platone.http.ready-lag = 1.5", ":1: platone.http.ready-lag must be a whole number, not '1.5'")]
    [InlineData("platone.http.allowed-hosts = a", ":1: platone.http.allowed-hosts must be a list, for example [a, b]")]
    [InlineData("platone.http.listen = [a]", ":1: platone.http.listen must be one value, not a list")]
    public void A_wrong_file_is_refused_with_its_line(string text, string expected)
    {
        var file = _folder.Write("own/a.conf", text);

        var fault = Assert.Throws<InputException>(() => Load(Path.Combine(_folder.Path, "own"), new Hashtable()));

        Assert.StartsWith(file + expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http.listen=nowhere", "--set http.listen: platone.http.listen must be an address with a port, such as 127.0.0.1:8080, not 'nowhere'")]
    [InlineData("http.listen=8080", "--set http.listen: platone.http.listen must be an address with a port, such as 127.0.0.1:8080, not '8080'")]
    [InlineData("pbm.listen=0.0.0.0:9110",
        "--set pbm.listen: platone.pbm.listen is 0.0.0.0:9110, which is not loopback: that needs platone.pbm.tls.certificate and platone.pbm.tls.key")]
    [InlineData("pbm.max-connections=0", "--set pbm.max-connections: platone.pbm.max-connections must be 1 or more, not 0")]
    [InlineData("http.listen=0.0.0.0:8080",
        "--set http.listen: platone.http.listen is 0.0.0.0:8080, which is not loopback: that needs platone.http.tls.certificate and platone.http.tls.key")]
    [InlineData("http.tls.key=x", "--set http.tls.key: platone.http.tls.key is x, but there is no such file")]
    [InlineData("logging.level=loud", "--set logging.level: platone.logging.level must be debug, information, warning or error, not 'loud'")]
    [InlineData("mqtt.intake.burst=0", "--set mqtt.intake.burst: platone.mqtt.intake.burst must be 1 or more, not 0")]
    [InlineData("mqtt.embedded.listen=192.0.2.1:1883",
        "--set mqtt.embedded.listen: platone.mqtt.embedded.listen is 192.0.2.1:1883, which is not loopback: that needs platone.mqtt.embedded.tls.certificate")]
    [InlineData("storage.data=", "--set storage.data: platone.storage.data must be a folder")]
    [InlineData("http.listn=x", "--set http.listn: unknown key platone.http.listn; ")]
    [InlineData("http..listen=x", "--set http..listen: 'platone.http..listen' is not a key")]
    [InlineData("http.listen", "--set http.listen: must be key=value")]
    public void A_wrong_option_is_refused_by_its_name(string setting, string expected)
    {
        var fault = Assert.Throws<InputException>(() => PlatoneOptions.From(Load(null, new Hashtable(), setting)));

        Assert.StartsWith(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_variable_is_refused_by_its_name()
    {
        var fault = Assert.Throws<InputException>(() => Load(null, new Hashtable { ["PLATONE__HTTP__READY_LAG"] = "x" }));

        Assert.Equal("environment variable PLATONE__HTTP__READY_LAG: platone.http.ready-lag must be a whole number, not 'x'", fault.Message);
    }

    [Fact]
    public void A_file_that_is_not_hocon_is_refused()
    {
        var file = _folder.Write("own/a.conf", "platone { http { ");

        var fault = Assert.Throws<InputException>(() => Load(Path.Combine(_folder.Path, "own"), new Hashtable()));

        Assert.Equal($"{file}:1: not HOCON: a '{{' is not closed", fault.Message);
    }

    [Fact]
    public void A_folder_without_files_is_refused()
    {
        Assert.Equal($"{_folder.Path}: there is no *.conf file in it", Assert.Throws<InputException>(() => Load(_folder.Path, new Hashtable())).Message);
        var missing = Path.Combine(_folder.Path, "none");
        Assert.Equal($"{missing}: there is no such folder", Assert.Throws<InputException>(() => Load(missing, new Hashtable())).Message);
    }

    private static NodeConfiguration Load(string? folder, IDictionary environment, params string[] settings) =>
        NodeConfiguration.Load(NodeConfiguration.BuiltInFolder, folder, environment, settings);
}
