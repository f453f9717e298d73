using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;
using Platone.Actors.Ethereum;
using Platone.Actors.Kernel.Time;
using Platone.Actors.Metering;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Field.SetPoints;

namespace Platone.Field.Simulation;

/// <summary>
/// One simulated light node over real MQTT. It keeps every reading until the end-to-end acknowledgement, sends again what is not
/// acknowledged in time or after a lost connection, and begins an epoch with its lowest kept reading alone: only when that is acknowledged does
/// the platform know where the epoch begins, and the device sends ahead. One that can be controlled also obeys and acknowledges set points.
/// </summary>
internal sealed class SimulatedDevice(string serial, NodeCredentials credentials, Secp256k1PrivateKey? key, IReadingSource source, IPace pace,
    FleetOptions options, FleetCounters counters, TimeProvider clock, DeviceControl? control = null)
{
    private const int LongestPause = 30;

    /// <summary>Looked at least this often whether anything is to do, so that no lost wake-up matters.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How long it waits for word that it was told all its set points, from a broker that does not let it hear its own status.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly List<Reading> _kept = [];
    private bool _isConfirmed;
    private bool _isUrgent;
    private long _nextTicks = source.Next?.UtcTicks ?? long.MaxValue;
    private int _sent;
    private long _acknowledged = -1;

    /// <summary>Sends everything and returns when all of it is acknowledged, or when cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        ShowProgress();
        var pause = options.Pause;
        while (!cancellation.IsCancellationRequested && HasMore)
        {
            try
            {
                if (await ServeAsync(cancellation))
                    pause = options.Pause;
            }
            catch (Exception e) when (e is MqttCommunicationException or MqttCommunicationTimedOutException or MqttProtocolViolationException
                or MqttClientDisconnectedException or MqttClientNotConnectedException or OperationCanceledException or ObjectDisposedException)
            {
                counters.Report($"{serial}: {e.Message}");
            }

            if (cancellation.IsCancellationRequested)
                return;
            if (HasMore)
                await Task.Delay(pause, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < options.Pause * LongestPause ? pause * 2 : options.Pause * LongestPause;
        }

        if (!cancellation.IsCancellationRequested)
            counters.Finish();
    }

    /// <summary>Has it look whether there is something to do: time has passed, or somebody waits for its readings.</summary>
    public void Wake()
    {
        try
        {
            if (_wake.CurrentCount == 0)
                _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else woke it at the same time.
        }
    }

    private bool HasMore => source.Next is not null || _kept.Count > 0;

    /// <summary>One connection; returns whether it came about.</summary>
    private async Task<bool> ServeAsync(CancellationToken cancellation)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        client.DisconnectedAsync += _ => lost.CancelAsync();
        var cameIn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.ApplicationMessageReceivedAsync += args =>
        {
            var message = args.ApplicationMessage;
            if (message.Topic == LightNodeTopics.Acknowledgement(serial))
                OnAcknowledgement(message.Bytes().Span);
            else if (control is not null && message.Topic == LightNodeTopics.SetPoint(serial))
                OnSetPoint(control, client, message.Bytes(), lost.Token);
            else if (message.Topic == LightNodeTopics.Status(serial))
                cameIn.TrySetResult();
            return Task.CompletedTask;
        };
        var result = await client.ConnectAsync(ClientOptions(), cancellation);
        if (result.ResultCode != MqttClientConnectResultCode.Success)
        {
            counters.Report($"{serial}: the broker refuses the connection: {result.ResultCode}");
            return false;
        }

        counters.Connect(1);
        try
        {
            await SubscribeAsync(client, LightNodeTopics.Acknowledgement(serial), lost.Token);
            if (control is not null)
            {
                await SubscribeAsync(client, LightNodeTopics.SetPoint(serial), lost.Token);
                await SubscribeAsync(client, LightNodeTopics.Status(serial), lost.Token);
            }

            await client.PublishAsync(Message(LightNodeTopics.Status(serial), "online"u8.ToArray()), lost.Token);
            // What it hears of its own status came behind the set points that the broker had for it: only now it knows what it is doing.
            if (control is not null)
                await Task.WhenAny(cameIn.Task, Task.Delay(LongestSilence, clock, lost.Token));
            await SendAsync(client, lost.Token);
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), cancellation);
            return true;
        }
        finally
        {
            counters.Connect(-1);
        }
    }

    private static async Task SubscribeAsync(IMqttClient client, string filter, CancellationToken lost)
    {
        var result = await client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce).Build(), lost);
        if (result.Items.Single().ResultCode is > MqttClientSubscribeResultCode.GrantedQoS2 and var code)
            throw new MqttCommunicationException($"the broker refuses the subscription to {filter}: {code}");
    }

    private async Task SendAsync(IMqttClient client, CancellationToken lost)
    {
        // What was on its way on the last connection may not have arrived.
        _sent = 0;
        var ends = new Queue<long>();
        var progressed = clock.GetTimestamp();
        while (true)
        {
            if (Forget())
                progressed = clock.GetTimestamp();
            while (ends.TryPeek(out var end) && end <= Interlocked.Read(ref _acknowledged))
                ends.Dequeue();
            var pause = Measure();
            ShowProgress();
            if (!HasMore)
                return;
            if (ends.Count > 0 && clock.GetElapsedTime(progressed) > options.AcknowledgementTimeout)
            {
                counters.Report($"{serial}: no acknowledgement within {options.AcknowledgementTimeout.TotalSeconds} s, sent again");
                _sent = 0;
                ends.Clear();
            }

            var count = NextMessage(ends.Count);
            if (count > 0)
            {
                if (ends.Count == 0)
                    progressed = clock.GetTimestamp();
                var message = _kept.GetRange(_sent, count).ToArray();
                _sent += count;
                ends.Enqueue(message[^1].Seq);
                counters.Send(count);
                await PublishAsync(client, message, lost);
                continue;
            }

            await _wake.WaitAsync(pause, lost);
        }
    }

    /// <summary>Drops what is acknowledged; whether there was anything.</summary>
    private bool Forget()
    {
        var upTo = Interlocked.Read(ref _acknowledged);
        var forgotten = 0;
        while (forgotten < _kept.Count && _kept[forgotten].Seq <= upTo)
            forgotten++;
        if (forgotten == 0)
            return false;
        _isConfirmed = true;
        _kept.RemoveRange(0, forgotten);
        _sent = Math.Max(0, _sent - forgotten);
        counters.Acknowledge(forgotten);
        return true;
    }

    /// <summary>Takes the readings whose time has come; returns how long to wait for the next one at most.</summary>
    private TimeSpan Measure()
    {
        // No more at a time than is sent next: a fast replay need not hold the whole file.
        var enough = Math.Min(options.MaxKept, _sent + options.EffectiveBatch);
        while (source.Next is { } next && _kept.Count < enough)
        {
            var wait = pace.Until(next);
            if (wait > TimeSpan.Zero)
                return wait < LongestWait ? wait : LongestWait;
            _kept.Add(source.Take());
            counters.Measure();
            // The end of a quarter hour closes it: who settles waits for that, and a clock may stand still there.
            _isUrgent |= control is not null && next.UtcTicks % QuarterHour.Length.Ticks == 0;
            Volatile.Write(ref _nextTicks, source.Next?.UtcTicks ?? long.MaxValue);
        }

        return LongestWait < options.AcknowledgementTimeout ? LongestWait : options.AcknowledgementTimeout;
    }

    private int NextMessage(int unacknowledged)
    {
        var unsent = _kept.Count - _sent;
        if (!_isConfirmed)
            return unacknowledged == 0 ? Math.Min(1, unsent) : 0;
        if (unacknowledged >= options.Window)
            return 0;
        _isUrgent &= unsent > 0;
        return unsent >= options.EffectiveBatch || source.Next is null || _isUrgent || control?.Board?.IsAwaited(_nextTicks) == true
            ? Math.Min(unsent, options.EffectiveBatch)
            : 0;
    }

    private async Task PublishAsync(IMqttClient client, Reading[] message, CancellationToken lost)
    {
        var publishing = client.PublishAsync(Message(LightNodeTopics.Readings(serial), ReadingsWriter.Write(message, key)), lost);
        // PUBACK is not waited for: what counts is the end-to-end acknowledgement. A failure ends the connection, which is noticed there.
        if (publishing.IsCompleted)
            await publishing;
        else
            _ = publishing.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private void OnAcknowledgement(ReadOnlySpan<byte> payload)
    {
        long? epoch = null, upTo = null;
        try
        {
            var reader = new Utf8JsonReader(payload);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                var (isEpoch, isUpTo) = (reader.ValueTextEquals("epoch"u8), reader.ValueTextEquals("upTo"u8));
                reader.Read();
                if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
                    (epoch, upTo) = (isEpoch ? number : epoch, isUpTo ? number : upTo);
                else
                    reader.Skip();
            }
        }
        catch (JsonException)
        {
            counters.Report($"{serial}: an acknowledgement is not JSON");
            return;
        }

        if (upTo is not { } end || epoch != source.Epoch)
            return;
        for (var known = Interlocked.Read(ref _acknowledged); known < end; known = Interlocked.Read(ref _acknowledged))
            if (Interlocked.CompareExchange(ref _acknowledged, end, known) == known)
                break;
        Wake();
    }

    private void OnSetPoint(DeviceControl controlled, IMqttClient client, ReadOnlyMemory<byte> payload, CancellationToken lost)
    {
        if (SetPointMessage.Read(serial, payload, controlled.Platform, out var setPoint) is { } wrong)
        {
            counters.IgnoreSetPoint();
            counters.Report($"{serial}: a set point was ignored: it {wrong}");
            return;
        }

        var now = clock.GetUtcNow();
        // One that is over still tells what the device was doing at the time of readings that it has yet to make.
        if (setPoint!.ValidUntil > now || (setPoint.ValidUntil + controlled.Household.Ramp).UtcTicks > Volatile.Read(ref _nextTicks))
            controlled.Household.Obey(setPoint);
        if (setPoint.ValidUntil > now)
            _ = AcknowledgeAsync(controlled, client, setPoint.Id, controlled.Household.ActivePowerW(now), lost);
    }

    private async Task AcknowledgeAsync(DeviceControl controlled, IMqttClient client, string id, int watts, CancellationToken lost)
    {
        try
        {
            var payload = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["id"] = id, ["p"] = watts });
            if (!(await client.PublishAsync(Message(LightNodeTopics.SetPointAcknowledgement(serial), payload), lost)).IsSuccess)
                return;
            counters.AcknowledgeSetPoint();
            controlled.Board?.Know(id);
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttCommunicationTimedOutException or MqttClientDisconnectedException
            or MqttClientNotConnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The platform sends it again, and it is acknowledged then.
            counters.Report($"{serial}: {e.Message}");
        }
    }

    private void ShowProgress() => control?.Board?.Show(control.Index, _kept.Count > 0 ? _kept[0].Time : source.Next);

    private static MqttApplicationMessage Message(string topic, byte[] payload) => new()
    {
        Topic = topic,
        PayloadSegment = payload,
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    };

    private MqttClientOptions ClientOptions()
    {
        var builder = new MqttClientOptionsBuilder()
            .WithTcpServer(options.Host, options.Port)
            .WithProtocolVersion(options.UseMqtt5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithClientId(serial)
            .WithCredentials(credentials.User, credentials.Password)
            .WithWillTopic(LightNodeTopics.Status(serial))
            .WithWillPayload("offline"u8.ToArray())
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce);
        if (options.UseTls)
            builder.WithTlsOptions(MqttTls.Client(options.Host, options.Authorities, null));
        return builder.Build();
    }
}
