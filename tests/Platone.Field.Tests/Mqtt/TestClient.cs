using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Platone.Testing;

namespace Platone.Field.Tests.Mqtt;

/// <summary>An MQTT client of a test.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<(string Topic, string Text)> _received = Channel.CreateUnbounded<(string, string)>();
    private readonly TaskCompletionSource _disconnected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isDropped;

    private TestClient()
    {
        _client.ApplicationMessageReceivedAsync += args =>
        {
            _received.Writer.TryWrite((args.ApplicationMessage.Topic, Encoding.UTF8.GetString(args.ApplicationMessage.Payload)));
            return Task.CompletedTask;
        };
        _client.DisconnectedAsync += _ =>
        {
            _disconnected.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <summary>Ends when the connection does.</summary>
    public Task Disconnected => _disconnected.Task.WaitAsync(Deadline.Default);

    public MqttClientConnectResult Connected { get; private set; } = null!;

    public static MqttClientOptionsBuilder Options(int port, string user, MqttProtocolVersion version = MqttProtocolVersion.V500) => new MqttClientOptionsBuilder()
        .WithTcpServer("127.0.0.1", port)
        .WithProtocolVersion(version)
        .WithCredentials(user, SignIn.Password(user))
        .WithTimeout(Deadline.Default);

    public static Task<TestClient> ConnectAsync(int port, string user, MqttProtocolVersion version = MqttProtocolVersion.V500) =>
        ConnectAsync(Options(port, user, version).Build());

    /// <summary>Connects; whether the broker agreed is in <see cref="Connected"/>.</summary>
    public static async Task<TestClient> ConnectAsync(MqttClientOptions options)
    {
        var client = new TestClient();
        using var timeout = new CancellationTokenSource(Deadline.Default);
        client.Connected = await client._client.ConnectAsync(options, timeout.Token);
        return client;
    }

    /// <summary>Publishes and waits for PUBACK.</summary>
    public async Task<MqttClientPublishResult> PublishAsync(string topic, byte[] payload, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce,
        bool retain = false)
    {
        using var timeout = new CancellationTokenSource(Deadline.Default);
        return await _client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag(retain)
            .WithQualityOfServiceLevel(qos).Build(), timeout.Token);
    }

    public Task<MqttClientPublishResult> PublishAsync(string topic, string payload, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce) =>
        PublishAsync(topic, Encoding.UTF8.GetBytes(payload), qos);

    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(string filter, MqttQualityOfServiceLevel qos = MqttQualityOfServiceLevel.AtLeastOnce)
    {
        using var timeout = new CancellationTokenSource(Deadline.Default);
        var result = await _client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, qos).Build(), timeout.Token);
        return result.Items.Single().ResultCode;
    }

    public async Task UnsubscribeAsync(string filter)
    {
        using var timeout = new CancellationTokenSource(Deadline.Default);
        await _client.UnsubscribeAsync(new MqttClientUnsubscribeOptionsBuilder().WithTopicFilter(filter).Build(), timeout.Token);
    }

    /// <summary>The next message.</summary>
    public async Task<(string Topic, string Text)> NextAsync()
    {
        using var timeout = new CancellationTokenSource(Deadline.Default);
        return await _received.Reader.ReadAsync(timeout.Token);
    }

    /// <summary>What has come and was not looked at. All that was sent before a PUBACK or SUBACK of this client is here once that has come.</summary>
    public IReadOnlyList<(string Topic, string Text)> Waiting()
    {
        var waiting = new List<(string, string)>();
        while (_received.Reader.TryRead(out var message))
            waiting.Add(message);
        return waiting;
    }

    /// <summary>Ends without DISCONNECT, as a device that loses power: its last will is published.</summary>
    public void Drop()
    {
        _isDropped = true;
        _client.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDropped)
            return;
        if (_client.IsConnected)
            await _client.DisconnectAsync(new MqttClientDisconnectOptions(), default);
        _client.Dispose();
    }
}
