using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Field.SetPoints;

namespace Platone.Field.Mqtt;

/// <summary>
/// Takes readings from an external MQTT broker (tested with mosquitto). The broker answers the devices' PUBACK for itself; a message is
/// acknowledged to the broker only when it is in the journal, and the device hears of it on <c>readings/ack</c>. Who may publish below
/// which serial is the broker's to say (its access list): here the serial in the topic is believed.
/// </summary>
public sealed class BrokerGateway : ISetPointChannel, IOutcomeChannel, IAsyncDisposable
{
    // So long after a device came online the read models have what was scheduled just before.
    private static readonly TimeSpan BeforeTelling = TimeSpan.FromSeconds(1);

    private readonly BrokerGatewayOptions _options;
    private readonly ReadingsIntake _intake;
    private readonly SetPointSource? _setPoints;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _source;
    private Task _running = Task.CompletedTask;
    private volatile IMqttClient? _connected;

    /// <summary>Makes a gateway that does not connect yet.</summary>
    /// <param name="options">Which broker, and how.</param>
    /// <param name="intake">Where readings go.</param>
    /// <param name="clock">The one clock.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="setPoints">What a device that comes online is told; null for nothing.</param>
    public BrokerGateway(BrokerGatewayOptions options, ReadingsIntake intake, TimeProvider clock, ILogger<BrokerGateway> logger,
        SetPointSource? setPoints = null)
    {
        (_options, _intake, _clock, _logger, _setPoints) = (options, intake, clock, logger, setPoints);
        _source = $"broker {options.Host}:{options.Port}";
        Filter = Shared(LightNodeTopics.AllReadings);
        _intake.AcknowledgedLater += AcknowledgeLater;
    }

    /// <summary>What it subscribes to for readings.</summary>
    public string Filter { get; }

    /// <summary>Whether it is connected and subscribed.</summary>
    public bool IsConnected => _connected is not null;

    /// <summary>Ends when the gateway is disposed; fails if it gave up because of a bug.</summary>
    public Task Completion => _running;

    /// <summary>What nodes last said of themselves.</summary>
    public StatusBoard Statuses { get; } = new();

    /// <summary>Begins to connect, and keeps connected until it is disposed.</summary>
    public void Start() => _running = Task.Run(() => RunAsync(_stopping.Token));

    /// <summary>Disconnects. What is not acknowledged yet, the broker gives to this gateway or another one again.</summary>
    public async ValueTask DisposeAsync()
    {
        _intake.AcknowledgedLater -= AcknowledgeLater;
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    /// <inheritdoc/>
    public Task<bool> PublishAsync(string serial, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        PublishAsync(ReadingsMessages.SetPoint(serial, payload, retain: true), cancellation);

    /// <inheritdoc/>
    public Task<bool> PublishOutcomeAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        PublishAsync(ReadingsMessages.Outcome(topic, payload), cancellation);

    private async Task<bool> PublishAsync(MqttApplicationMessage message, CancellationToken cancellation)
    {
        if (_connected is not { } client)
            return false;
        try
        {
            return (await client.PublishAsync(message, cancellation)).IsSuccess;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && IsOfConnection(e))
        {
            _logger.Mqtt(_source, e.Message, null);
            return false;
        }
    }

    private static bool IsOfConnection(Exception e) => e is OperationCanceledException or MqttCommunicationException or MqttCommunicationTimedOutException
        or MqttClientNotConnectedException or MqttClientDisconnectedException or ObjectDisposedException;

    private string Shared(string filter) => _options.UseMqtt5 ? $"$share/{_options.ShareGroup}/{filter}" : filter;

    private async Task RunAsync(CancellationToken stopping)
    {
        var pause = _options.FirstPause;
        while (!stopping.IsCancellationRequested)
        {
            string reason;
            try
            {
                (reason, var wasConnected) = await ServeAsync(stopping);
                if (wasConnected)
                    pause = _options.FirstPause;
            }
            catch (Exception e) when (e is MqttCommunicationException or MqttCommunicationTimedOutException or MqttProtocolViolationException
                or MqttClientDisconnectedException or MqttClientNotConnectedException or IOException or OperationCanceledException)
            {
                reason = e.Message;
            }

            if (stopping.IsCancellationRequested)
                return;
            _logger.GatewayLost(_options.Host, _options.Port, reason, pause);
            await Task.Delay(pause, _clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < _options.LongestPause ? pause * 2 : _options.LongestPause;
        }
    }

    /// <summary>
    /// One connection, from CONNECT to its loss. Each has a client of its own: a packet identifier of a lost connection must not be
    /// acknowledged on the next, where it stands for another message.
    /// </summary>
    private async Task<(string Reason, bool WasConnected)> ServeAsync(CancellationToken stopping)
    {
        using var client = new MqttClientFactory().CreateMqttClient(new MqttLogger(_logger));
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var reason = "stopping";
        client.DisconnectedAsync += args =>
        {
            reason = args.Exception?.Message ?? args.ReasonString ?? args.Reason.ToString();
            return lost.CancelAsync();
        };
        var taken = Channel.CreateBounded<Taken>(_options.MaxInFlight);
        client.ApplicationMessageReceivedAsync += args => ReceiveAsync(args, taken.Writer, lost.Token);
        var result = await client.ConnectAsync(ClientOptions(), stopping);
        if (result.ResultCode != MqttClientConnectResultCode.Success)
            return ($"refused: {result.ResultCode}", false);
        var acknowledging = AcknowledgeAsync(client, taken.Reader, lost);
        try
        {
            await SubscribeAsync(client, lost.Token);
            _connected = client;
            _logger.Subscribed(Filter, _options.Host, _options.Port);
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _connected = null;
            await lost.CancelAsync();
            taken.Writer.TryComplete();
            await acknowledging;
            if (client.IsConnected)
                await client.DisconnectAsync(new MqttClientDisconnectOptions(), CancellationToken.None);
        }

        return (reason, true);
    }

    private async Task SubscribeAsync(IMqttClient client, CancellationToken cancellation)
    {
        // One by one: what a broker refuses it refuses in its answer, and statuses are not shared.
        foreach (var filter in (string[])[Filter, Shared(LightNodeTopics.AllSetPointAcknowledgements), LightNodeTopics.AllStatus])
        {
            var result = await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
                .WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancellation);
            var code = result.Items.Single().ResultCode;
            if (code > MqttClientSubscribeResultCode.GrantedQoS2)
                throw new MqttCommunicationException($"the broker refuses the subscription to {filter}: {code}");
        }
    }

    /// <summary>Begins with a message and goes on to the next; waits where too many are on their way.</summary>
    private async Task ReceiveAsync(MqttApplicationMessageReceivedEventArgs args, ChannelWriter<Taken> taken, CancellationToken lost)
    {
        args.AutoAcknowledge = false;
        var message = args.ApplicationMessage;
        var isOurs = LightNodeTopics.TrySplit(message.Topic, out var inTopic, out var rest);
        var serial = inTopic.ToString();
        Task<IntakeResult>? intake = null;
        if (isOurs && rest is LightNodeTopics.ReadingsSuffix)
            intake = _intake.TakeAsync(serial, message.Bytes(), _source, lost);
        else if (isOurs && rest is LightNodeTopics.SetPointAcknowledgementSuffix)
            intake = _intake.TakeAcknowledgementAsync(serial, message.Bytes(), _source, lost);
        else if (isOurs && rest is LightNodeTopics.StatusSuffix)
        {
            Statuses.Set(serial, message.Bytes().Span, _clock.GetUtcNow());
            // The broker keeps only the last set point for a device that comes back. What the broker had kept of its state is no news.
            if (!message.Retain && message.Bytes().Span.SequenceEqual("online"u8))
                _ = TellSetPointsAsync(serial, lost);
        }

        try
        {
            await taken.WriteAsync(new Taken(args, serial, intake), lost);
        }
        catch (OperationCanceledException)
        {
            // The connection is gone, and with it what was not acknowledged: the broker sends it again.
        }
    }

    /// <summary>Acknowledges in the order of arrival (MQTT-4.6.0-2), each once it is in the journal or refused for good.</summary>
    private async Task AcknowledgeAsync(IMqttClient client, ChannelReader<Taken> taken, CancellationTokenSource lost)
    {
        try
        {
            await foreach (var message in taken.ReadAllAsync(lost.Token))
            {
                if (message.Intake is not null)
                {
                    var result = await message.Intake;
                    // A broker sends again only on a new connection.
                    if (result.MustComeAgain)
                        return;
                    foreach (var acknowledgement in result.Acknowledged)
                        await client.PublishAsync(ReadingsMessages.Acknowledgement(message.Serial, acknowledgement), lost.Token);
                }

                await message.Args.AcknowledgeAsync(lost.Token);
            }
        }
        catch (Exception e) when (IsOfConnection(e))
        {
            _logger.Mqtt(_source, e.Message, null);
        }
        finally
        {
            await lost.CancelAsync();
        }
    }

    private async Task TellSetPointsAsync(string serial, CancellationToken lost)
    {
        if (_setPoints is null)
            return;
        try
        {
            await Task.Delay(BeforeTelling, _clock, lost);
            foreach (var payload in await _setPoints.KnownAsync(serial, lost))
                await PublishAsync(serial, payload, lost);
        }
        catch (OperationCanceledException)
        {
            // The connection is gone: the device says that it is online again.
        }
        catch (Exception e)
        {
            // Whatever the read models raise. What it did not acknowledge yet is sent again all the same.
            _logger.SetPointsNotRead(e);
        }
    }

    private void AcknowledgeLater(string serial, ImmutableArray<Acknowledgement> acknowledgements)
    {
        if (_connected is { } client)
            _ = PublishAsync(client, serial, acknowledgements);
    }

    private async Task PublishAsync(IMqttClient client, string serial, ImmutableArray<Acknowledgement> acknowledgements)
    {
        try
        {
            foreach (var acknowledgement in acknowledgements)
                await client.PublishAsync(ReadingsMessages.Acknowledgement(serial, acknowledgement), _stopping.Token);
        }
        catch (Exception e) when (IsOfConnection(e))
        {
            // The device sends its readings again and is told then.
            _logger.Mqtt(_source, e.Message, null);
        }
    }

    private MqttClientOptions ClientOptions()
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(_options.Host, _options.Port)
            .WithProtocolVersion(_options.UseMqtt5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithClientId(_options.ClientId)
            .WithCleanSession(false)
            .WithKeepAlivePeriod(_options.KeepAlive)
            .WithTimeout(_options.KeepAlive);
        if (_options.UseMqtt5)
            builder.WithSessionExpiryInterval((uint)_options.SessionExpiry.TotalSeconds).WithReceiveMaximum(_options.MaxInFlight);
        if (_options.User is not null)
            builder.WithCredentials(_options.User, _options.Password);
        if (_options.UseTls)
            builder.WithTlsOptions(MqttTls.Client(_options.Host, _options.Authorities, _options.Certificate));
        return builder.Build();
    }

    private readonly record struct Taken(MqttApplicationMessageReceivedEventArgs Args, string Serial, Task<IntakeResult>? Intake);
}
