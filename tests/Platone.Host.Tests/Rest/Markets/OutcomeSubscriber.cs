using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Platone.Testing;

namespace Platone.Host.Tests.Rest.Markets;

/// <summary>An MQTT client that takes outcomes in.</summary>
internal sealed class OutcomeSubscriber : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<(string Topic, JsonNode Message)> _received = Channel.CreateUnbounded<(string, JsonNode)>();
    private readonly ConcurrentQueue<string> _topics = new();

    /// <summary>The topics of all that came.</summary>
    public IEnumerable<string> Topics => _topics;

    /// <summary>Its client id.</summary>
    public string ClientId => _client.Options.ClientId;

    public static async Task<OutcomeSubscriber> ConnectAsync(IPEndPoint broker, string user, string password)
    {
        var subscriber = new OutcomeSubscriber();
        subscriber._client.ApplicationMessageReceivedAsync += args =>
        {
            subscriber._topics.Enqueue(args.ApplicationMessage.Topic);
            return subscriber._received.Writer.WriteAsync((args.ApplicationMessage.Topic,
                JsonNode.Parse(Encoding.UTF8.GetString(args.ApplicationMessage.Payload.FirstSpan))!)).AsTask();
        };
        var result = await subscriber._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer(broker.Address.ToString(), broker.Port)
            .WithProtocolVersion(MqttProtocolVersion.V500).WithCredentials(user, password).Build());
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        return subscriber;
    }

    /// <summary>Subscribes; says whether the broker granted it.</summary>
    public async Task<bool> SubscribeAsync(string filter)
    {
        var result = await _client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        return result.Items.Single().ResultCode <= MqttClientSubscribeResultCode.GrantedQoS2;
    }

    /// <summary>Publishes, whatever the broker makes of it.</summary>
    public Task PublishAsync(string topic, string message) => _client.PublishStringAsync(topic, message, MqttQualityOfServiceLevel.AtLeastOnce);

    /// <summary>Returns when all the broker had for this client before has come.</summary>
    public Task PingAsync() => _client.PingAsync();

    /// <summary>The first message on a topic that is about a session.</summary>
    public async Task<JsonNode> OfAsync(string topic, string session)
    {
        using var deadline = new CancellationTokenSource(Deadline.Default);
        while (true)
        {
            var (of, message) = await _received.Reader.ReadAsync(deadline.Token);
            if (of == topic && (string)message["session"]! == session)
                return message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        _client.Dispose();
    }
}
