using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using MQTTnet.Server;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Field.SetPoints;

namespace Platone.Field.Mqtt;

/// <summary>
/// The platform's own MQTT broker (3.1, 3.1.1 and 5). Its PUBACK for readings means <i>in the journal</i>: the publish interceptor awaits the intake,
/// and where the journal does not confirm, the connection is closed without PUBACK so that the device sends again. A node publishes and
/// subscribes below its own serial only. It keeps no sessions and no retained messages of devices; the set points that a device gets when it subscribes
/// are read anew each time.
/// </summary>
/// <remarks>
/// Messages of one connection are taken one after the other, so one connection is bound by the commit latency of the journal; many connections are
/// not. Who sends for many nodes should put several readings into a message, or open several connections.
/// </remarks>
public sealed class EmbeddedBroker : ISetPointChannel, IOutcomeChannel, IAsyncDisposable
{
    // A few words; what a device says of itself at length belongs into its readings.
    private const int MaxStatusBytes = 1_024;

    private readonly EmbeddedBrokerOptions _options;
    private readonly ReadingsIntake _intake;
    private readonly IMqttSignIn _signIn;
    private readonly SetPointSource? _setPoints;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly MqttListener _listener;
    private readonly MqttServer _server;
    private readonly Subscriptions _subscriptions = new();
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Makes a broker that does not listen yet.</summary>
    /// <param name="options">Where and how it listens.</param>
    /// <param name="intake">Where readings go.</param>
    /// <param name="signIn">Who may connect.</param>
    /// <param name="clock">The one clock.</param>
    /// <param name="logger">Where it logs.</param>
    /// <param name="setPoints">What a device that subscribes is told; null for nothing.</param>
    /// <exception cref="InvalidOperationException">It would listen on another address than loopback without TLS.</exception>
    public EmbeddedBroker(EmbeddedBrokerOptions options, ReadingsIntake intake, IMqttSignIn signIn, TimeProvider clock, ILogger<EmbeddedBroker> logger,
        SetPointSource? setPoints = null)
    {
        if (!IPAddress.IsLoopback(options.Address) && options.Certificate is null)
            throw new InvalidOperationException($"the MQTT broker listens on {options.Address} only with TLS: give it a certificate, or let it listen on 127.0.0.1");
        if (options.Certificate is { HasPrivateKey: false })
            throw new InvalidOperationException("the MQTT broker's certificate has no private key");
        (_options, _intake, _signIn, _clock, _logger, _setPoints) = (options, intake, signIn, clock, logger, setPoints);
        _listener = new MqttListener(options, clock, logger);
        var serverOptions = new MqttServerOptions
        {
            DefaultCommunicationTimeout = options.HandshakeTimeout,
            MaxPendingMessagesPerClient = options.MaxPendingMessages,
            PendingMessagesOverflowStrategy = MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage,
        };
        _server = new MqttServerFactory().CreateMqttServer(serverOptions, [_listener], new MqttLogger(logger));
        _server.ValidatingConnectionAsync += SignInAsync;
        _server.InterceptingPublishAsync += PublishAsync;
        _server.InterceptingSubscriptionAsync += SubscribeAsync;
        _server.InterceptingUnsubscriptionAsync += UnsubscribeAsync;
        _server.ClientDisconnectedAsync += DisconnectedAsync;
        _intake.AcknowledgedLater += Acknowledge;
    }

    /// <summary>Where it listens, once started.</summary>
    public IPEndPoint Endpoint => _listener.Endpoint;

    /// <summary>Open connections, signed in or not yet.</summary>
    public int Connections => _listener.Connections;

    /// <summary>What nodes last said of themselves.</summary>
    public StatusBoard Statuses { get; } = new();

    /// <summary>Begins to listen.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken, or the address not this machine's.</exception>
    public async Task StartAsync()
    {
        await _server.StartAsync();
        _logger.Listening(Endpoint, _options.Certificate is null ? "" : " with TLS");
    }

    /// <summary>Gives a set point to the device if it is connected; one that comes later is told when it subscribes.</summary>
    /// <inheritdoc/>
    public Task<bool> PublishAsync(string serial, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        if (_subscriptions.HasAny(serial))
            _subscriptions.Deliver(serial, ReadingsMessages.SetPoint(serial, payload, retain: true));
        return Task.FromResult(true);
    }

    /// <summary>Gives an outcome to who has subscribed; one that comes later reads it by REST.</summary>
    /// <inheritdoc/>
    public Task<bool> PublishOutcomeAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellation)
    {
        _subscriptions.DeliverOfMarket(ReadingsMessages.Outcome(topic, payload));
        return Task.FromResult(true);
    }

    /// <summary>Ends the connections of whoever satisfies a condition, because it may not connect any more.</summary>
    /// <returns>How many.</returns>
    public async Task<int> DisconnectAsync(Func<MqttIdentity, bool> whose)
    {
        var ended = 0;
        foreach (var session in await _server.GetSessionsAsync())
            if (BrokerClient.Of(session.Items) is { } client && whose(client.Identity))
            {
                await _server.DisconnectClientAsync(client.ClientId, new MqttServerClientDisconnectOptions { ReasonCode = MqttDisconnectReasonCode.NotAuthorized });
                ended++;
            }

        return ended;
    }

    /// <summary>Stops to listen and ends all connections; what is on its way into the journal gets no PUBACK any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _intake.AcknowledgedLater -= Acknowledge;
        await _stopping.CancelAsync();
        if (_server.IsStarted)
            await _server.StopAsync(new MqttServerStopOptions());
        _server.Dispose();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task SignInAsync(ValidatingConnectionEventArgs args)
    {
        var adapter = (ClientAdapter)args.ChannelAdapter;
        var source = (args.RemoteEndPoint as IPEndPoint)?.Address.ToString() ?? "unknown";
        MqttIdentity? identity = null;
        if (!string.IsNullOrEmpty(args.UserName))
            identity = await _signIn.SignInAsync(args.UserName, args.Password ?? "", _stopping.Token);
        else if (args.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } name)
            identity = await _signIn.SignInByCertificateAsync(name, _stopping.Token);
        if (identity is null)
        {
            FieldMetrics.SignInsRefused.Add(1);
            _logger.SignInRefused(source);
            args.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            return;
        }

        if (args.ProtocolVersion == MqttProtocolVersion.V500)
            args.AssignedClientIdentifier = adapter.AssignedClientId;
        args.SessionItems[BrokerClient.Key] = new BrokerClient(args.ClientId, identity, source, args.ProtocolVersion,
            args.RequestProblemInformation);
    }

    private async Task PublishAsync(InterceptingPublishEventArgs args)
    {
        // Whatever is distributed is distributed here, by serial; nothing is retained.
        args.ProcessPublish = false;
        if (BrokerClient.Of(args.SessionItems) is not { } client)
            return;
        var message = args.ApplicationMessage;
        if (!LightNodeTopics.TrySplit(message.Topic, out var inTopic, out var rest))
        {
            Refuse(args, client);
            return;
        }

        var serial = client.Identity is MqttIdentity.Node own && inTopic.SequenceEqual(own.Serial) ? own.Serial : inTopic.ToString();
        switch (rest)
        {
            case LightNodeTopics.AcknowledgementSuffix or LightNodeTopics.SetPointSuffix:
            case var _ when !client.Identity.May(serial):
                Refuse(args, client);
                break;
            case LightNodeTopics.ReadingsSuffix:
                Take(args, client, serial, message, await _intake.TakeAsync(serial, message.Bytes(), client.Source, _stopping.Token));
                break;
            case LightNodeTopics.SetPointAcknowledgementSuffix:
                Take(args, client, serial, message, await _intake.TakeAcknowledgementAsync(serial, message.Bytes(), client.Source, _stopping.Token));
                break;
            case LightNodeTopics.StatusSuffix when message.Bytes().Length <= MaxStatusBytes:
                if (!await _intake.MaySendAsync(serial, client.Source, _stopping.Token))
                    break;
                Statuses.Set(serial, message.Bytes().Span, _clock.GetUtcNow());
                _subscriptions.Deliver(serial, message);
                break;
            default:
                // No other topic is for anything, and what waits for a subscriber that does not read would be kept in memory.
                Refuse(args, client);
                break;
        }
    }

    private void Take(InterceptingPublishEventArgs args, BrokerClient client, string serial, MqttApplicationMessage message, IntakeResult result)
    {
        if (result.MustComeAgain)
        {
            args.CloseConnection = true;
            return;
        }

        if (_subscriptions.HasGateways && result.Outcome == IntakeOutcome.Durable)
            _subscriptions.Deliver(serial, message, toNodes: false);
        Acknowledge(serial, result.Acknowledged);
        if (result.Detail is not null && client.WantsReasons)
            args.Response.ReasonString = result.Detail;
    }

    private void Acknowledge(string serial, ImmutableArray<Acknowledgement> acknowledgements)
    {
        if (!_subscriptions.HasAny(serial))
            return;
        foreach (var acknowledgement in acknowledgements)
            _subscriptions.Deliver(serial, ReadingsMessages.Acknowledgement(serial, acknowledgement));
    }

    /// <summary>MQTT 3.1.1 has no way to say no (MQTT-3.3.5-2): it is acknowledged and goes nowhere.</summary>
    private void Refuse(InterceptingPublishEventArgs args, BrokerClient client)
    {
        FieldMetrics.CountRefused(Rejection.NotAuthorised, 1);
        _intake.Rejected.Add(_clock.GetUtcNow(), args.ApplicationMessage.Topic ?? "", client.Source, Rejection.NotAuthorised,
            "may not publish on this topic", args.ApplicationMessage.Bytes().Span);
        if (client.HasReasonCodes)
            args.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
    }

    private async Task SubscribeAsync(InterceptingSubscriptionEventArgs args)
    {
        args.ProcessSubscription = false;
        if (BrokerClient.Of(args.SessionItems) is not { } client)
            return;
        if (MarketTopics.MaySubscribe(client.Identity, args.TopicFilter.Topic))
            _subscriptions.AddOfMarket(client, args.TopicFilter.Topic, args.TopicFilter.QualityOfServiceLevel, args.Session);
        else if (!MaySubscribe(client.Identity, args.TopicFilter.Topic))
            args.Response.ReasonCode = client.HasReasonCodes ? MqttSubscribeReasonCode.NotAuthorized : MqttSubscribeReasonCode.UnspecifiedError;
        else if (!await TellSetPointsAsync(args))
            args.Response.ReasonCode = MqttSubscribeReasonCode.UnspecifiedError;
        else
            _subscriptions.Add(client, args.TopicFilter.Topic, args.TopicFilter.QualityOfServiceLevel, args.Session);
    }

    /// <summary>
    /// Puts the set points that a device must know into its queue, as a broker does with retained messages. Before it is subscribed: what is
    /// published meanwhile is missed and sent again, whereas an older one that arrived after a newer would take its place at the device.
    /// </summary>
    /// <returns>False if they could not be read: without them it must not believe that it knows all.</returns>
    private async Task<bool> TellSetPointsAsync(InterceptingSubscriptionEventArgs args)
    {
        if (_setPoints is null || !LightNodeTopics.TrySplit(args.TopicFilter.Topic, out var inFilter, out _) || inFilter is "+")
            return true;
        var serial = inFilter.ToString();
        if (MqttTopicFilterComparer.Compare(LightNodeTopics.SetPoint(serial), args.TopicFilter.Topic) != MqttTopicFilterCompareResult.IsMatch)
            return true;
        try
        {
            foreach (var payload in await _setPoints.KnownAsync(serial, _stopping.Token))
            {
                var message = ReadingsMessages.SetPoint(serial, payload, retain: true);
                message.QualityOfServiceLevel = args.TopicFilter.QualityOfServiceLevel < message.QualityOfServiceLevel
                    ? args.TopicFilter.QualityOfServiceLevel
                    : message.QualityOfServiceLevel;
                args.Session.TryEnqueueApplicationMessage(message, out _);
            }

            return true;
        }
        catch (Exception e)
        {
            // Whatever the read models raise, or the end of this broker: the device subscribes again.
            _logger.SetPointsNotRead(e);
            return false;
        }
    }

    private static bool MaySubscribe(MqttIdentity identity, string filter)
    {
        if (identity is MqttIdentity.Gateway && filter == LightNodeTopics.Prefix + "#")
            return true;
        return LightNodeTopics.TrySplit(filter, out var serial, out _) && (serial is "+"
            ? identity is MqttIdentity.Gateway
            : identity.May(serial.ToString()));
    }

    private Task UnsubscribeAsync(InterceptingUnsubscriptionEventArgs args)
    {
        args.ProcessUnsubscription = false;
        if (BrokerClient.Of(args.SessionItems) is { } client)
            _subscriptions.Remove(client, args.Topic);
        return Task.CompletedTask;
    }

    private Task DisconnectedAsync(ClientDisconnectedEventArgs args)
    {
        if (BrokerClient.Of(args.SessionItems) is { } client)
            _subscriptions.Remove(client);
        return Task.CompletedTask;
    }
}
