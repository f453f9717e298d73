using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Metering.LightNodes;
using Platone.Field.LightNodes;
using Platone.Field.Mqtt;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Field.Tests.Mqtt;

/// <summary>
/// What the embedded broker and the intake cost by themselves: many connections send messages of 15 readings as fast as they are acknowledged,
/// and the entities answer at once, or after a time as a journal would. Shown, not judged: the machine decides.
/// </summary>
public class ThroughputTests(ITestOutputHelper output)
{
    private const int Connections = 100;
    private const int Readings = 15;

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task Shows_messages_a_second_of_many_connections(int commitMilliseconds)
    {
        var messages = Nightly.Times(50, 2_000);
        var directory = new MemoryDirectory();
        var entities = new QuickEntities(TimeSpan.FromMilliseconds(commitMilliseconds));
        await using var intake = new ReadingsIntake(entities, directory, TimeProvider.System, new IntakeOptions { ReadingsPerSecond = 1e9, Burst = int.MaxValue },
            NullLogger<ReadingsIntake>.Instance);
        await using var broker = new EmbeddedBroker(new EmbeddedBrokerOptions { Port = 0 }, intake, new SignIn(), TimeProvider.System, NullLogger<EmbeddedBroker>.Instance);
        await broker.StartAsync();
        var devices = new List<Device>();
        for (var i = 0; i < Connections; i++)
        {
            directory.Assign(DirectoryKind.LightNode, $"sn-{i}");
            devices.Add(await Device.ConnectAsync(broker.Endpoint.Port, $"sn-{i}"));
        }

        await Task.WhenAll(devices.Select(d => d.SendAsync(5)));
        var allocated = GC.GetTotalAllocatedBytes();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(devices.Select(d => d.SendAsync(messages)));
        var seconds = watch.Elapsed.TotalSeconds;
        var total = (double)messages * Connections;
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        output.WriteLine($"{Connections} connections, commit {commitMilliseconds} ms: {total / seconds:F0} messages/s of {Readings} readings, "
            + $"{cpu.TotalMicroseconds / total:F0} us of CPU and {allocated / total:F0} bytes a message, sender included");
        Assert.Equal(Connections * (messages + 5), entities.Commands);
        devices.ForEach(d => d.Dispose());
    }

    /// <summary>A device that speaks just enough MQTT 3.1.1, so that what is measured is the broker.</summary>
    private sealed class Device : IDisposable
    {
        private readonly TcpClient _client;
        private readonly byte[] _publish;

        private Device(TcpClient client, string serial)
        {
            _client = client;
            var topic = Encoding.UTF8.GetBytes(LightNodeTopics.Readings(serial));
            var payload = Encoding.UTF8.GetBytes(Messages.Array(Readings));
            _publish = Packet(0x32, [.. Text(topic), 0, 1, .. payload]);
        }

        public static async Task<Device> ConnectAsync(int port, string serial)
        {
            var client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(IPAddress.Loopback, port);
            await client.GetStream().WriteAsync(Packet(0x10,
                [0, 4, .. "MQTT"u8, 4, 0b1100_0010, 0, 0, 0, 0, .. Text(Encoding.UTF8.GetBytes(serial)), .. Text(Encoding.UTF8.GetBytes(SignIn.Password(serial)))]));
            var answer = new byte[4];
            await client.GetStream().ReadExactlyAsync(answer);
            Assert.Equal([0x20, 2, 0, 0], answer);
            return new Device(client, serial);
        }

        /// <summary>Sends one message after the other, each when the one before is acknowledged.</summary>
        public async Task SendAsync(int messages)
        {
            var stream = _client.GetStream();
            var answer = new byte[4];
            for (var i = 0; i < messages; i++)
            {
                await stream.WriteAsync(_publish);
                await stream.ReadExactlyAsync(answer);
                if (answer is not [0x40, 2, 0, 1])
                    throw new InvalidDataException($"not PUBACK: {Convert.ToHexString(answer)}");
            }
        }

        public void Dispose() => _client.Dispose();

        private static byte[] Packet(byte header, byte[] body)
        {
            var length = new List<byte>();
            for (var rest = body.Length; rest > 0 || length.Count == 0; rest >>= 7)
                length.Add((byte)((rest & 127) | (rest > 127 ? 128 : 0)));
            return [header, .. length, .. body];
        }

        private static byte[] Text(byte[] utf8)
        {
            var length = new byte[2];
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)utf8.Length);
            return [.. length, .. utf8];
        }
    }

    private sealed class QuickEntities(TimeSpan commit) : IEntities
    {
        private static readonly CommandReply Done = new CommandReply.Done(1, new ReadingsReport(Readings, 0, [], [new Acknowledgement(0, Readings - 1)]));
        private int _commands;

        public int Commands => _commands;

        public async Task<CommandReply> SendAsync(ICommand command, CancellationToken cancellation)
        {
            Interlocked.Increment(ref _commands);
            if (commit > TimeSpan.Zero)
                await Task.Delay(commit, cancellation);
            return Done;
        }

        public Task<TView> AskAsync<TView>(IQuery query, CancellationToken cancellation) =>
            Task.FromResult((TView)(object)new LightNodeView(((GetLightNode)query).Id, true, null, null));
    }
}
