using System.CommandLine;
using System.Globalization;
using Platone.Field.Simulation;
using Platone.Host.Configuration;
using Platone.Host.Verbs.Client;

namespace Platone.Host.Verbs.Field;

/// <summary><c>platone field</c>: devices against a running platform.</summary>
internal static class FieldVerb
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(5);

    /// <summary>The verb.</summary>
    public static Command Create(VerbContext context) => new("field", "Devices.") { Simulate(context) };

    private static Command Simulate(VerbContext context)
    {
        var broker = new Option<string>("--broker") { Description = "The MQTT broker.", DefaultValueFactory = _ => "127.0.0.1:1883", HelpName = "HOST:PORT" };
        var nodes = new Option<int>("--nodes") { Description = "How many households the built-in model has.", DefaultValueFactory = _ => 10, HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "Seed of the model: the same seed gives the same households and values.", DefaultValueFactory = _ => 1, HelpName = "N" };
        var data = new Option<string?>("--meter-data") { Description = "A CSV of real readings to send in place of the model.", HelpName = "CSV" };
        var speed = new Option<double?>("--speed") { Description = "How many times faster than real. Standard: real time with the model, as fast as it is acknowledged with --meter-data.", HelpName = "X" };
        var batch = new Option<int?>("--batch") { Description = "Readings a message, 1 to 1000. Standard: 1 with the model, 96 with --meter-data.", HelpName = "N" };
        var interval = new Option<double>("--interval") { Description = "Seconds between two readings of the model.", DefaultValueFactory = _ => 4, HelpName = "S" };
        var duration = new Option<double?>("--duration") { Description = "Seconds of time the model covers. Standard: until Ctrl+C.", HelpName = "S" };
        var prefix = new Option<string>("--prefix") { Description = "Put before the serials, so that fleets can be told apart.", DefaultValueFactory = _ => "", HelpName = "TEXT" };
        var sign = new Option<bool>("--sign") { Description = "The devices sign their readings (secp256k1)." };
        var json = new Option<bool>("--json") { Description = "One JSON document at the end instead of lines." };
        var node = new NodeConnection();
        var verb = new Command("simulate", "Light nodes that register themselves and stream readings over MQTT.")
        {
            broker, nodes, seed, data, speed, batch, interval, duration, prefix, sign, json,
        };
        node.AddTo(verb);
        verb.SetAction(async (parsed, cancellation) =>
        {
            var (host, port) = Endpoints.TryParseHost(parsed.GetValue(broker)!)
                ?? throw new InputException($"--broker {parsed.GetValue(broker)}: must be a host with a port, such as 127.0.0.1:1883");
            using var client = node.Open(parsed);
            var options = new FleetOptions
            {
                Host = host,
                Port = port,
                Nodes = parsed.GetValue(nodes),
                Seed = parsed.GetValue(seed),
                MeterData = parsed.GetValue(data),
                Speed = parsed.GetValue(speed),
                Batch = parsed.GetValue(batch),
                Interval = TimeSpan.FromSeconds(parsed.GetValue(interval)),
                Duration = parsed.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                SerialPrefix = parsed.GetValue(prefix)!,
                Sign = parsed.GetValue(sign),
            };
            return await RunAsync(context, client, options, parsed.GetValue(json), cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(VerbContext context, NodeClient client, FleetOptions options, bool json, CancellationToken cancellation)
    {
        var report = json ? null : new Reporter(context, TimeProvider.System);
        FleetProgress end;
        try
        {
            end = await new Fleet(new RestRegistrar(client), TimeProvider.System).RunAsync(options, report, cancellation);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or IOException)
        {
            throw new InputException(e.Message, e);
        }

        if (json)
        {
            context.WriteJson(new
            {
                nodes = end.Nodes, measured = end.Measured, sent = end.Sent, acknowledged = end.Acknowledged, complete = end.IsComplete, problem = end.Problem,
            });
        }
        else
        {
            report!.Tell(end);
        }

        // A fleet without an end is ended by whoever started it: then all is well.
        var isEndless = options is { MeterData: null, Duration: null };
        return end.IsComplete || (isEndless && cancellation.IsCancellationRequested) ? ExitCode.Ok : ExitCode.No;
    }

    private static string Line(FleetProgress p) => string.Create(CultureInfo.InvariantCulture,
        $"{p.Connected} of {p.Nodes} nodes connected, {p.Measured} readings measured, {p.Acknowledged} acknowledged, {p.Done} nodes done{(p.Problem is null ? "" : $"; last problem: {p.Problem}")}");

    // Not Progress<T>, which would hand the lines to the pool and so mix them with the last one.
    private sealed class Reporter(VerbContext context, TimeProvider clock) : IProgress<FleetProgress>
    {
        private long _toldAt;
        private FleetProgress? _told;

        public void Report(FleetProgress value)
        {
            if (_told is null || clock.GetElapsedTime(_toldAt) >= ReportEvery)
                Tell(value);
        }

        /// <summary>Writes a line, unless it is the one before.</summary>
        public void Tell(FleetProgress value)
        {
            if (value == _told)
                return;
            (_told, _toldAt) = (value, clock.GetTimestamp());
            context.Out.WriteLine(Line(value));
        }
    }
}
