using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using MQTTnet.Protocol;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Testing;

namespace Platone.Benchmarks.Ingest;

/// <summary>Devices on connections of their own, each sending its next message of 15 readings when the broker has acknowledged the last: durable.</summary>
internal sealed class MqttLoad : IAsyncDisposable
{
    private const int ReadingsAMessage = 15;
    private const int Connections = IngestNode.Nodes;

    private readonly EmbeddedBroker _broker;
    private readonly ReadingsIntake _intake;
    private readonly IMqttClient[] _clients;
    private readonly long[] _next = new long[Connections];

    private MqttLoad(EmbeddedBroker broker, ReadingsIntake intake, IMqttClient[] clients) => (_broker, _intake, _clients) = (broker, intake, clients);

    public static async Task<MqttLoad> StartAsync(IngestNode node)
    {
        var unlimited = new IntakeOptions { ReadingsPerSecond = 1e9, Burst = int.MaxValue };
        var intake = new ReadingsIntake(node.Entities, node.Directory, TimeProvider.System, unlimited, NullLogger<ReadingsIntake>.Instance);
        var options = new EmbeddedBrokerOptions { Port = FreePort.Next() };
        var broker = new EmbeddedBroker(options, intake, new Everyone(), TimeProvider.System, NullLogger<EmbeddedBroker>.Instance);
        await broker.StartAsync();
        var factory = new MqttClientFactory();
        var clients = new IMqttClient[Connections];
        for (var i = 0; i < Connections; i++)
        {
            clients[i] = factory.CreateMqttClient();
            await clients[i].ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer(IPAddress.Loopback.ToString(), options.Port)
                .WithCredentials(IngestNode.Serial(i), "x").WithClientId($"bench{i}").Build());
        }
        return new MqttLoad(broker, intake, clients);
    }

    /// <summary>Readings a second that were acknowledged.</summary>
    public async Task<double> RunAsync(TimeSpan length)
    {
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => Task.Run(async () =>
        {
            var count = 0;
            for (; watch.Elapsed < length; count += ReadingsAMessage)
                await SendAsync(i, ReadingsAMessage);
            return count;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds;
    }

    /// <summary>How long each message took of one device that is alone, from sending it to its acknowledgement.</summary>
    public async Task<List<TimeSpan>> AloneAsync(TimeSpan length)
    {
        var latencies = new List<TimeSpan>();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < length;)
        {
            var sent = Stopwatch.GetTimestamp();
            await SendAsync(0, 1);
            latencies.Add(Stopwatch.GetElapsedTime(sent));
        }
        return latencies;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _broker.DisposeAsync();
        await _intake.DisposeAsync();
    }

    private async Task SendAsync(int node, int readings)
    {
        var message = new MqttApplicationMessage
        {
            Topic = $"platone/v1/light-nodes/{IngestNode.Serial(node)}/readings",
            PayloadSegment = Json(node, _next[node], readings),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        };
        _next[node] += readings;
        var result = await _clients[node].PublishAsync(message);
        if (!result.IsSuccess)
            throw new InvalidOperationException($"{result.ReasonCode}");
    }

    // A new epoch, ten days after what the other comparison records: the readings go on in time, as a device's do.
    private static byte[] Json(int node, long first, int readings)
    {
        var text = new StringBuilder("[");
        foreach (var r in IngestNode.Readings(node, first, readings))
        {
            var time = r.Time.AddDays(10);
            text.Append(CultureInfo.InvariantCulture,
                $"{(text.Length > 1 ? "," : "")}{{\"epoch\":1,\"seq\":{r.Seq},\"time\":\"{time:yyyy-MM-ddTHH:mm:ssZ}\",\"p\":{r.ActivePowerW},\"q\":210,\"v\":231.4,\"i\":6.7,\"importWh\":{r.ImportWh},\"exportWh\":88120}}");
        }
        return Encoding.UTF8.GetBytes(text.Append(']').ToString());
    }

    private sealed class Everyone : IMqttSignIn
    {
        public Task<MqttIdentity?> SignInAsync(string user, string password, CancellationToken cancellation) =>
            Task.FromResult<MqttIdentity?>(new MqttIdentity.Node(user));
    }
}
