using System.Globalization;
using System.Net;
using System.Text;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;
using Platone.Field.LightNodes;

namespace Platone.Benchmarks.Cluster;

/// <summary>
/// Devices on connections of their own. Each sends a message of a quarter hour's readings, one a minute by its clock, as often as it is
/// told: so every message closes a quarter hour, and the POD's entity is at work too. What is not acknowledged is sent again over a new
/// connection, as devices do.
/// </summary>
internal sealed class ActiveDevices : IAsyncDisposable
{
    private const int ReadingsAMessage = 15;
    private const int ConnectAtOnce = 32;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly MqttClientFactory Factory = new();

    private readonly IReadOnlyList<(string Serial, string Password)> _devices;
    private readonly IMqttClient[] _clients;
    private readonly int _port;
    private int _again;

    private ActiveDevices(IReadOnlyList<(string, string)> devices, int port) =>
        (_devices, _port, _clients) = (devices, port, new IMqttClient[devices.Count]);

    /// <summary>Messages that were sent again.</summary>
    public int SentAgain => _again;

    /// <summary>When the first reading was made: long enough ago that no device comes to the present, and later in every run.</summary>
    public static DateTimeOffset Start { get; } = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddDays(-1).ToUnixTimeSeconds());

    // Another in every run on the same data: the devices count anew.
    private static readonly long Epoch = (Start.ToUnixTimeSeconds() - 1_577_836_800) / 60;

    public static async Task<ActiveDevices> ConnectAsync(IReadOnlyList<(string Serial, string Password)> devices, int port)
    {
        var all = new ActiveDevices(devices, port);
        await Parallel.ForAsync(0, devices.Count, new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce }, async (i, _) => await all.ConnectAsync(i));
        return all;
    }

    /// <summary>Readings that were acknowledged, and so are durable.</summary>
    /// <param name="messages">How many each device sends.</param>
    /// <param name="every">Time between two messages of one device; they begin spread over it.</param>
    /// <param name="look">How often to look at the node.</param>
    /// <param name="looking">The look.</param>
    public async Task<long> RunAsync(int messages, TimeSpan every, TimeSpan look, Func<Task> looking)
    {
        long readings = 0;
        var sending = Task.WhenAll(Enumerable.Range(0, _clients.Length).Select(i => Task.Run(async () =>
        {
            await Task.Delay(every * i / _clients.Length);
            using var timer = new PeriodicTimer(every);
            for (var m = 0; m < messages; m++)
            {
                // The first of an epoch goes alone: only when it is acknowledged does the platform know where the epoch begins.
                var first = m == 0 ? 0 : 1 + (m - 1) * ReadingsAMessage;
                var count = m == 0 ? 1 : ReadingsAMessage;
                var message = new MqttApplicationMessageBuilder().WithTopic(LightNodeTopics.Readings(_devices[i].Serial)).WithPayload(Payload(i, first, count))
                    .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
                while (!await SendAsync(i, message))
                    Interlocked.Increment(ref _again);
                Interlocked.Add(ref readings, count);
                await timer.WaitForNextTickAsync();
            }
        })));
        while (await Task.WhenAny(sending, Task.Delay(look)) != sending)
            await looking();
        await sending;
        return readings;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client?.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ConnectAsync(int device)
    {
        _clients[device]?.Dispose();
        _clients[device] = Factory.CreateMqttClient();
        await _clients[device].ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer(IPAddress.Loopback.ToString(), _port)
            .WithClientId(_devices[device].Serial).WithCredentials(_devices[device].Serial, _devices[device].Password)
            .WithTimeout(TimeSpan.FromMinutes(1)).WithKeepAlivePeriod(TimeSpan.FromMinutes(5)).Build());
    }

    // A node that cannot commit in time closes the connection without an acknowledgement.
    private async Task<bool> SendAsync(int device, MqttApplicationMessage message)
    {
        try
        {
            if (!_clients[device].IsConnected)
                await ConnectAsync(device);
            return (await _clients[device].PublishAsync(message)).IsSuccess;
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttClientUnexpectedDisconnectReceivedException or MqttClientDisconnectedException
            or MqttClientNotConnectedException or OperationCanceledException)
        {
            await Task.Delay(Pause);
            return false;
        }
    }

    private static byte[] Payload(int device, int first, int count)
    {
        var text = new StringBuilder("[");
        for (var seq = first; seq < first + count; seq++)
        {
            text.Append(seq == first ? "" : ",").Append(CultureInfo.InvariantCulture,
                $$"""{"epoch":{{Epoch}},"seq":{{seq}},"time":"{{Start.AddMinutes(seq).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","p":{{200 + (device * 131 + seq * 37) % 3000}},"q":210,"v":231.4,"i":6.7}""");
        }
        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }
}
