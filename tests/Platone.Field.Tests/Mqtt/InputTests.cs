using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet.Protocol;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Field.Tests.LightNodes;
using Platone.Testing;

namespace Platone.Field.Tests.Mqtt;

/// <summary>Every row of the table of inputs (field, "Light nodes over MQTT"), through a broker: publish, PUBACK, and what became of it.</summary>
public abstract class InputTests
{
    private static readonly Secp256k1PrivateKey Key = Secp256k1PrivateKey.Parse(new string('1', 64));

    /// <summary>Starts the broker, and what takes readings from it.</summary>
    private protected abstract Task<Way> StartAsync(IntakeOptions? options = null);

    public static TheoryData<string, string> Malformed => new()
    {
        { "{\"seq\":0,\"time\":", "malformed JSON" },
        { "{\"seq\":0,\"time\":\"2024-11-22T14:00:00Z\",\"p\":NaN}", "malformed JSON" },
        { "{\"seq\":0,\"time\":\"2024-11-22T14:00:00Z\",\"p\":\"1520\"}", "p: is a text, must be a number" },
        { "{\"seq\":0,\"time\":1732284000}", "time: is a number, must be a text" },
        { Messages.Array(1_001), "the array has more than 1000 readings" },
        { "{\"seq\":0,\"time\":\"2024-11-22T14:00:00Z\",\"x\":\"" + new string('x', 300_000) + "\"}", "the body is 300046 bytes long, more than 262144" },
        { "", "malformed JSON" },
    };

    [SkippableTheory]
    [MemberData(nameof(Malformed))]
    public async Task Malformed_is_acknowledged_counted_and_kept(string payload, string reason)
    {
        await using var way = await StartAsync();
        var node = way.Field.Register("sn-1");
        await using var client = await way.ConnectAsync("sn-1");
        Assert.True((await client.PublishAsync(LightNodeTopics.Readings("sn-1"), payload)).IsSuccess);
        await way.Field.Entities.WaitAsync(() => way.Field.Entities.Refused(node).GetValueOrDefault(RefusalReason.Malformed) == 1);
        var rejected = Assert.Single(way.Field.Intake.Rejected.Newest());
        Assert.Equal(("sn-1", Rejection.Malformed, payload.Length), (rejected.Serial, rejected.Why, rejected.Bytes));
        Assert.StartsWith(reason, rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(payload[..Math.Min(256, payload.Length)], Encoding.UTF8.GetString(rejected.Head.AsSpan()));
        Assert.Empty(way.Field.Entities.Recorded(node));

        // It does not come back, and the next message is taken.
        await SendAndAwaitAsync(way, client, Messages.One(0), """{"epoch":0,"upTo":0}""");
        Assert.Equal(1, way.Field.Intake.Rejected.Count);
    }

    [SkippableFact]
    public async Task An_unknown_serial_is_acknowledged_counted_for_its_source_and_creates_nothing()
    {
        await using var way = await StartAsync();
        way.Field.Register("sn-1");
        await using var client = await way.ConnectAsync(way.Gateway);
        Assert.True((await client.PublishAsync(LightNodeTopics.Readings("nobody"), Messages.One(0))).IsSuccess);
        Assert.True((await client.PublishAsync(LightNodeTopics.Readings("nobody"), "{")).IsSuccess);
        await Eventually.Async(() => way.Field.Intake.Strangers.BySource().Sum(s => s.Messages) == 2);
        Assert.Equal([(way.Source, 2L)], way.Field.Intake.Strangers.BySource());
        Assert.Equal((0, 0), (way.Field.Entities.Asked, way.Field.Entities.Commands.Count));
    }

    [SkippableFact]
    public async Task A_key_already_recorded_has_no_effect_and_is_acknowledged_again()
    {
        await using var way = await StartAsync();
        var node = way.Field.Register("sn-1");
        await using var client = await way.ConnectAsync("sn-1");
        await SendAndAwaitAsync(way, client, Messages.Array(3), """{"epoch":0,"upTo":2}""");
        await SendAndAwaitAsync(way, client, Messages.Array(3), """{"epoch":0,"upTo":2}""");
        Assert.Equal([0L, 1, 2], way.Field.Entities.Recorded(node).Select(r => r.Seq));
    }

    [SkippableFact]
    public async Task Out_of_order_is_recorded()
    {
        await using var way = await StartAsync();
        var node = way.Field.Register("sn-1");
        await using var client = await way.ConnectAsync("sn-1");
        await SendAndAwaitAsync(way, client, Messages.One(0), """{"epoch":0,"upTo":0}""");
        await SendAndAwaitAsync(way, client, Messages.One(2), """{"epoch":0,"upTo":0}""");
        await SendAndAwaitAsync(way, client, Messages.One(1), """{"epoch":0,"upTo":2}""");
        Assert.Equal([0L, 2, 1], way.Field.Entities.Recorded(node).Select(r => r.Seq));
    }

    [SkippableTheory]
    [InlineData("2200-01-01T00:00:00Z", RefusalReason.TimeInFuture)]
    [InlineData("1999-01-01T00:00:00Z", RefusalReason.BeforeValidFrom)]
    [InlineData("0001-01-01T00:00:00Z", RefusalReason.BeforeValidFrom)]
    public async Task A_time_that_cannot_be_is_refused_with_the_reason(string time, RefusalReason reason)
    {
        await using var way = await StartAsync();
        var node = way.Field.Register("sn-1");
        await using var client = await way.ConnectAsync("sn-1");
        await SendAndAwaitAsync(way, client, $$"""[{{Messages.One(0)}},{"seq":1,"time":"{{time}}"}]""", """{"epoch":0,"upTo":0}""");
        var rejected = Assert.Single(way.Field.Intake.Rejected.Newest());
        Assert.Equal(Rejection.RefusedByNode, rejected.Why);
        Assert.Contains($"seq 1): {reason}", rejected.Reason, StringComparison.Ordinal);
        Assert.Single(way.Field.Entities.Recorded(node));
    }

    /// <summary>The flag and the alarm are the node's; the gateway lets it pass.</summary>
    [SkippableFact]
    public async Task A_register_running_backwards_is_recorded()
    {
        await using var way = await StartAsync();
        var node = way.Field.Register("sn-1");
        await using var client = await way.ConnectAsync("sn-1");
        await SendAndAwaitAsync(way, client,
            """[{"seq":0,"time":"2024-11-22T14:00:00Z","importWh":100},{"seq":1,"time":"2024-11-22T14:00:04Z","importWh":90}]""", """{"epoch":0,"upTo":1}""");
        Assert.Equal([100L, 90], way.Field.Entities.Recorded(node).Select(r => r.ImportWh));
    }

    [SkippableFact]
    public async Task A_reading_as_large_as_many_counts_as_many()
    {
        await using var way = await StartAsync(new IntakeOptions { ReadingsPerSecond = 0.001, Burst = 10, RefusalCheck = TimeSpan.FromMilliseconds(50) });
        var node = way.Field.Register("sn-1");
        await using var client = await way.ConnectAsync("sn-1");
        await SendAndAwaitAsync(way, client, Large(0), """{"epoch":0,"upTo":0}""");
        Assert.True((await client.PublishAsync(LightNodeTopics.Readings("sn-1"), Large(1))).IsSuccess);
        await way.Field.Entities.WaitAsync(() => way.Field.Entities.Refused(node).Count > 0);
        Assert.Equal(1, way.Field.Entities.Refused(node)[RefusalReason.OverRate]);
        Assert.Single(way.Field.Entities.Recorded(node));

        static string Large(int seq) => $$$"""{"seq":{{{seq}}},"time":"2024-11-22T14:00:0{{{seq}}}Z","p":1,"ems":{"text":"{{{new string('x', 8_000)}}}"}}""";
    }

    [SkippableFact]
    public async Task Over_the_token_bucket_the_broker_acknowledges_and_the_end_does_not()
    {
        await using var way = await StartAsync(new IntakeOptions { ReadingsPerSecond = 0.001, Burst = 10, RefusalCheck = TimeSpan.FromMilliseconds(50) });
        var (fast, slow) = (way.Field.Register("fast"), way.Field.Register("slow"));
        await using var client = await way.ConnectAsync("fast");
        await SendAndAwaitAsync(way, client, Messages.Array(10), """{"epoch":0,"upTo":9}""", "fast");
        Assert.True((await client.PublishAsync(LightNodeTopics.Readings("fast"), Messages.Array(5, 10))).IsSuccess);
        await way.Field.Entities.WaitAsync(() => way.Field.Entities.Refused(fast).Count > 0);
        Assert.Equal(1, way.Field.Entities.Refused(fast)[RefusalReason.OverRate]);
        Assert.Equal(10, way.Field.Entities.Recorded(fast).Count);
        Assert.Empty(client.Waiting());

        // No other node feels it.
        await using var other = await way.ConnectAsync("slow");
        await SendAndAwaitAsync(way, other, Messages.Array(10), """{"epoch":0,"upTo":9}""", "slow");
        Assert.Empty(way.Field.Entities.Refused(slow));
    }

    [SkippableFact]
    public async Task A_bad_or_missing_signature_of_a_keyed_node_is_refused_and_counted()
    {
        await using var way = await StartAsync();
        var node = way.Field.Register("sn-1", Key.PublicKey);
        await using var client = await way.ConnectAsync("sn-1");
        var forged = ReadingsIntakeTests.Sign(Secp256k1PrivateKey.New(), Messages.One(0));
        Assert.True((await client.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.One(0))).IsSuccess);
        Assert.True((await client.PublishAsync(LightNodeTopics.Readings("sn-1"), forged)).IsSuccess);
        await Eventually.Async(() => way.Field.Intake.Rejected.Count == 2);
        Assert.All(way.Field.Intake.Rejected.Newest(), r => Assert.Equal(Rejection.BadSignature, r.Why));
        Assert.Empty(way.Field.Entities.Recorded(node));
        await SendAndAwaitAsync(way, client, ReadingsIntakeTests.Sign(Key, Messages.One(0)), """{"epoch":0,"upTo":0}""");
        Assert.Single(way.Field.Entities.Evidence(node));
        await way.Field.DisposeAsync();
        Assert.Equal(2, way.Field.Entities.Refused(node)[RefusalReason.BadSignature]);
    }

    /// <summary>What a journal that fails for a while leaves behind is nothing: every reading is recorded once in the end.</summary>
    [SkippableFact]
    public async Task Messages_survive_a_journal_that_is_away()
    {
        await using var way = await StartAsync();
        var node = way.Field.Register("sn-1");
        var failures = 0;
        way.Field.Entities.Answer = _ => Interlocked.Increment(ref failures) <= 2 ? new CommandReply.Unavailable("restarting") : null;
        for (var attempt = 0; way.Field.Entities.Recorded(node).Count == 0; attempt++)
        {
            Assert.True(attempt < 5, "not recorded after five attempts of the device");
            await using var client = await way.ConnectAsync("sn-1");
            try
            {
                await client.SubscribeAsync(LightNodeTopics.Acknowledgement("sn-1"));
                await client.PublishAsync(LightNodeTopics.Readings("sn-1"), Messages.One(0));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                // The embedded broker closed the connection; the device sends again.
                await client.Disconnected;
                continue;
            }

            Assert.Equal("""{"epoch":0,"upTo":0}""", (await client.NextAsync()).Text);
        }

        Assert.Equal(3, failures);
        Assert.Single(way.Field.Entities.Recorded(node));
    }

    private static async Task SendAndAwaitAsync(Way way, TestClient client, string payload, string acknowledgement, string serial = "sn-1")
    {
        Assert.Equal(MQTTnet.MqttClientSubscribeResultCode.GrantedQoS1, await client.SubscribeAsync(LightNodeTopics.Acknowledgement(serial)));
        Assert.True((await client.PublishAsync(LightNodeTopics.Readings(serial), payload, MqttQualityOfServiceLevel.AtLeastOnce)).IsSuccess);
        Assert.Equal((LightNodeTopics.Acknowledgement(serial), acknowledgement), await client.NextAsync());
    }

    /// <summary>A broker with the intake behind it.</summary>
    private protected abstract class Way : IAsyncDisposable
    {
        public abstract FieldUnderTest Field { get; }

        public abstract int Port { get; }

        /// <summary>What messages are counted under.</summary>
        public abstract string Source { get; }

        /// <summary>A user who may publish below any serial.</summary>
        public string Gateway => "gateway";

        public Task<TestClient> ConnectAsync(string user) => TestClient.ConnectAsync(Port, user);

        public abstract ValueTask DisposeAsync();
    }
}

/// <summary>The table of inputs through the embedded broker.</summary>
public sealed class EmbeddedInputTests : InputTests
{
    private protected override async Task<Way> StartAsync(IntakeOptions? options = null)
    {
        var broker = await BrokerUnderTest.StartAsync(intake: options);
        broker.SignIn.AddGateway("gateway", _ => true);
        return new EmbeddedWay(broker);
    }

    private sealed class EmbeddedWay(BrokerUnderTest broker) : Way
    {
        public override FieldUnderTest Field => broker.Field;

        public override int Port => broker.Port;

        public override string Source => "127.0.0.1";

        public override ValueTask DisposeAsync() => broker.DisposeAsync();
    }
}

/// <summary>The table of inputs through mosquitto and the gateway, with MQTT 5 and a shared subscription.</summary>
public class MosquittoInputTests : InputTests
{
    private protected virtual bool UseMqtt5 => true;

    private protected override async Task<Way> StartAsync(IntakeOptions? options = null)
    {
        var mosquitto = await Mosquitto.StartAsync();
        var way = new MosquittoWay(mosquitto, options, UseMqtt5);
        await Eventually.Async(() => way.IsConnected);
        return way;
    }

    private sealed class MosquittoWay : Way
    {
        private readonly Mosquitto _mosquitto;
        private readonly BrokerGateway _gateway;

        public MosquittoWay(Mosquitto mosquitto, IntakeOptions? options, bool useMqtt5)
        {
            _mosquitto = mosquitto;
            Field = new FieldUnderTest(options: options);
            _gateway = new BrokerGateway(new BrokerGatewayOptions { Port = mosquitto.Port, UseMqtt5 = useMqtt5 }, Field.Intake, Field.Clock,
                NullLogger<BrokerGateway>.Instance);
            _gateway.Start();
        }

        public override FieldUnderTest Field { get; }

        public override int Port => _mosquitto.Port;

        public override string Source => $"broker 127.0.0.1:{Port}";

        public bool IsConnected => _gateway.IsConnected;

        public override async ValueTask DisposeAsync()
        {
            await _gateway.DisposeAsync();
            await Field.DisposeAsync();
            await _mosquitto.DisposeAsync();
        }
    }
}

/// <summary>The same with MQTT 3.1.1.</summary>
public sealed class MosquittoMqtt311InputTests : MosquittoInputTests
{
    private protected override bool UseMqtt5 => false;
}
