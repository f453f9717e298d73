using System.Globalization;
using System.Net;
using System.Text;
using MQTTnet;
using MQTTnet.Protocol;
using Platone.Field.LightNodes;

namespace Platone.Benchmarks.Cluster;

/// <summary>
/// Devices on connections of their own. Each sends a message of a quarter hour's readings, one a minute by its clock, as often as it is
/// told: so every message closes a quarter hour, and the POD's entity is at work too.
/// </summary>
internal sealed class ActiveDevices : IAsyncDisposable
{
    private const int ReadingsAMessage = 15;
    private const int ConnectAtOnce = 32;

    private readonly IReadOnlyList<(string Serial, string Password)> _devices;
    private readonly IMqttClient[] _clients;

    private ActiveDevices(IReadOnlyList<(string, string)> devices, IMqttClient[] clients) => (_devices, _clients) = (devices, clients);

    /// <summary>When the first reading was made: long enough ago that no device comes to the present.</summary>
    public static DateTimeOffset Start { get; } = new(TimeProvider.System.GetUtcNow().Date.AddDays(-2), TimeSpan.Zero);

    public static async Task<ActiveDevices> ConnectAsync(IReadOnlyList<(string Serial, string Password)> devices, int port)
    {
        var (factory, clients) = (new MqttClientFactory(), new IMqttClient[devices.Count]);
        await Parallel.ForAsync(0, clients.Length, new ParallelOptions { MaxDegreeOfParallelism = ConnectAtOnce }, async (i, stop) =>
        {
            clients[i] = factory.CreateMqttClient();
            await clients[i].ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer(IPAddress.Loopback.ToString(), port).WithClientId(devices[i].Serial)
                .WithCredentials(devices[i].Serial, devices[i].Password).WithTimeout(TimeSpan.FromMinutes(1)).WithKeepAlivePeriod(TimeSpan.FromMinutes(5)).Build(), stop);
        });
        return new ActiveDevices(devices, clients);
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
                if (await _clients[i].PublishAsync(message) is { IsSuccess: false } refused)
                    throw new InvalidOperationException($"{_devices[i].Serial}: {refused.ReasonCode} {refused.ReasonString}");
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

    private static byte[] Payload(int device, int first, int count)
    {
        var text = new StringBuilder("[");
        for (var seq = first; seq < first + count; seq++)
        {
            text.Append(seq == first ? "" : ",").Append(CultureInfo.InvariantCulture,
                $$"""{"epoch":1,"seq":{{seq}},"time":"{{Start.AddMinutes(seq).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}","p":{{200 + (device * 131 + seq * 37) % 3000}},"q":210,"v":231.4,"i":6.7}""");
        }
        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }
}
