using System.Globalization;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using Platone.Field.LightNodes;
using Platone.Field.Simulation;

namespace Platone.Host.ClusterDemo;

/// <summary>
/// A light node that keeps sending: a batch of readings a beat, to any node's broker, to the next one where that does not acknowledge, each
/// batch until it is acknowledged. A broker inside a node acknowledges (PUBACK) what is in the journal.
/// </summary>
/// <param name="number">From 0: which broker it begins with.</param>
/// <param name="pod">Its POD.</param>
/// <param name="lightNode">Its pseudonym.</param>
/// <param name="serial">Its serial.</param>
/// <param name="credentials">Its sign-in.</param>
internal sealed class LoadDevice(int number, string pod, string lightNode, string serial, NodeCredentials credentials)
{
    /// <summary>Its epoch.</summary>
    public const int Epoch = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Lock _sync = new();
    private readonly List<(long SentAt, long AcknowledgedAt)> _messages = [];

    /// <summary>When its first reading was made. Long past, so that readings may be made faster than time goes by.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Between two readings, by the device's clock.</summary>
    public static TimeSpan Step { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Its POD.</summary>
    public string Pod => pod;

    /// <summary>Its pseudonym.</summary>
    public string LightNode => lightNode;

    /// <summary>Readings acknowledged: those from 0 up to before this.</summary>
    public long Acknowledged { get; private set; }

    /// <summary>Watts of a reading.</summary>
    public static int Watts(int device, long seq) => 200 + (int)((device * 131 + seq * 37) % 3000);

    /// <summary>When the first message sent at or after a time was acknowledged; null if none was yet.</summary>
    public long? AcknowledgedAfter(long timestamp)
    {
        lock (_sync)
        {
            var index = _messages.FindIndex(m => m.SentAt >= timestamp);
            return index < 0 ? null : _messages[index].AcknowledgedAt;
        }
    }

    /// <summary>Sends until it is stopped; what is on its way then is acknowledged first.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="batch">Readings a message.</param>
    /// <param name="beat">Time from one message to the next.</param>
    /// <param name="clock">The clock of the beat.</param>
    /// <param name="stop">Begin no more messages.</param>
    /// <param name="cancellation">Ends it at once.</param>
    public async Task RunAsync(IReadOnlyList<NodeAddress> nodes, int batch, TimeSpan beat, TimeProvider clock, CancellationToken stop,
        CancellationToken cancellation)
    {
        for (var node = number; !stop.IsCancellationRequested; node++)
        {
            try
            {
                await ServeAsync(nodes[node % nodes.Count], batch, beat, clock, stop, cancellation);
            }
            catch (Exception e) when (e is MqttCommunicationException or MqttCommunicationTimedOutException or MqttProtocolViolationException
                or MqttClientDisconnectedException or MqttClientNotConnectedException or TimeoutException or ObjectDisposedException
                or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                // To the next one.
                await Task.Delay(Pause, clock, cancellation);
            }
        }
    }

    private async Task ServeAsync(NodeAddress node, int batch, TimeSpan beat, TimeProvider clock, CancellationToken stop, CancellationToken cancellation)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", node.MqttPort).WithClientId(serial)
            .WithCredentials(credentials.User, credentials.Password).WithTimeout(Patience).Build();
        if ((await client.ConnectAsync(options, cancellation)).ResultCode != MqttClientConnectResultCode.Success)
            throw new MqttCommunicationException($"{serial} is refused");
        var next = clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            // The first of an epoch goes alone: only when it is acknowledged does the platform know where the epoch begins.
            var count = Acknowledged == 0 ? 1 : batch;
            var message = new MqttApplicationMessageBuilder().WithTopic(LightNodeTopics.Readings(serial)).WithPayload(Payload(Acknowledged, count))
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
            var sent = clock.GetTimestamp();
            if (!(await client.PublishAsync(message, cancellation).WaitAsync(Patience, clock, cancellation)).IsSuccess)
                throw new MqttCommunicationException($"{serial} is not acknowledged");
            lock (_sync)
                _messages.Add((sent, clock.GetTimestamp()));
            Acknowledged += count;
            next += (long)(beat.TotalSeconds * clock.TimestampFrequency);
            if (clock.GetElapsedTime(clock.GetTimestamp(), next) is { Ticks: > 0 } rest)
                await Task.Delay(rest, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await client.DisconnectAsync(new MqttClientDisconnectOptions(), cancellation);
    }

    private byte[] Payload(long first, int count)
    {
        var text = new StringBuilder("[");
        for (var seq = first; seq < first + count; seq++)
        {
            text.Append(seq == first ? "" : ",").Append(CultureInfo.InvariantCulture,
                $$"""{"epoch":{{Epoch}},"seq":{{seq}},"time":"{{(Start + seq * Step).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","p":{{Watts(number, seq)}}}""");
        }
        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }
}
