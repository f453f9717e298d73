using System.Diagnostics;
using System.Globalization;
using LinqToDB.Data;
using Platone.Actors;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Serialization;
using Platone.Host.Rest.LightNodes;
using Platone.Host.Verbs.Client;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Cluster;

/// <summary>
/// Many registered PODs of which some are active, on one whole node with all its read models, the log, the processes and the broker: what
/// memory that takes. The registrations are written into journal and key store by the thousand (<see cref="JournalSeeder"/>); the active
/// ones' light nodes are registered by REST and send by MQTT, each on a connection of its own.
/// </summary>
internal static class MillionPods
{
    private const int PodsATransaction = 10_000;
    private const int RequestsAtOnce = 16;
    private const long Target = 2L << 30;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <param name="pods">How many are registered.</param>
    /// <param name="active">How many of them have a light node that sends.</param>
    /// <param name="messages">How many messages each sends.</param>
    /// <param name="messageSeconds">Time between two of them.</param>
    /// <param name="given">A folder that keeps the node's data, to run again without the registrations; null for one of this run.</param>
    public static async Task RunAsync(int pods, int active, int messages, int messageSeconds, string? given)
    {
        using var own = new TestDirectory("bench-million");
        var folder = Path.GetFullPath(given ?? own.Path);
        var (http, mqtt) = (FreePort.Next(), FreePort.Next());
        var settings = new Dictionary<string, string>
        {
            ["storage.data"] = folder,
            ["http.listen"] = $"127.0.0.1:{http}",
            ["mqtt.embedded.listen"] = $"127.0.0.1:{mqtt}",
            ["pbm.listen"] = "127.0.0.1:0",
            ["akka.remote.dot-netty.tcp.port"] = "0",
            ["mqtt.intake.burst"] = "1000000",
        };
        AnsiConsole.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {pods} PODs, {active} active, SQLite");
        // A node makes its files, tables, master key and operator's key itself.
        await using (await NodeProcess.StartAsync(settings))
        {
        }

        var watch = Stopwatch.StartNew();
        var there = await OneAsync(Of(folder).Journal, "select count(*) from journal where manifest = 'pod.registered.1'");
        if (there < pods)
        {
            await SeedAsync(folder, pods);
            Say($"{pods:N0} registrations written in {watch.Elapsed.TotalSeconds:N0} s");
        }
        AnsiConsole.WriteLine("| after | working set MiB | its peak | heap MiB | heap committed MiB |");
        AnsiConsole.WriteLine("|---|---|---|---|---|");
        await using var node = await NodeProcess.StartAsync(settings);
        watch.Restart();
        await CaughtUpAsync(node, folder);
        await ShowAsync(node, $"{pods:N0} registrations read by all that follow the journal ({watch.Elapsed.TotalSeconds:N0} s)");

        watch.Restart();
        var devices = await RegisterAsync(new Uri($"http://127.0.0.1:{http}/"), (await File.ReadAllTextAsync(Path.Combine(folder, "operator.key"))).Trim(), await FirstPodsAsync(folder, active));
        await ShowAsync(node, $"{active:N0} light nodes registered ({watch.Elapsed.TotalSeconds:N0} s)");

        watch.Restart();
        await using (var field = await ActiveDevices.ConnectAsync(devices, mqtt))
        {
            var readings = await field.RunAsync(messages, TimeSpan.FromSeconds(messageSeconds), Look, async () => Warn((await node.MemoryAsync(collect: false)).Peak));
            await ShowAsync(node, $"{readings:N0} readings from {active:N0} connections ({watch.Elapsed.TotalSeconds:N0} s, {field.SentAgain} messages sent twice)");
            watch.Restart();
            await CaughtUpAsync(node, folder);
            await ShowAsync(node, $"all of it read ({watch.Elapsed.TotalSeconds:N0} s later)");
            var memory = await node.MemoryAsync(collect: true);
            Row("a full collection, connections still open", memory);
            AnsiConsole.WriteLine($"peak {memory.Peak / 1024.0 / 1024:N0} MiB: {(memory.Peak < Target ? "under" : "OVER")} 2 GiB");
        }
    }

    private static StorageOptions Of(string folder) => new(DatabaseProvider.Sqlite, folder, "", TimeSpan.FromMilliseconds(100));

    private static async Task<PodId[]> FirstPodsAsync(string folder, int count)
    {
        await using var connection = Of(folder).Scd.Connect();
        return [.. (await connection.QueryToListAsync<string>($"select pod from pod order by pod limit {count}")).Select(PodId.Parse)];
    }

    private static async Task SeedAsync(string folder, int count)
    {
        var storage = Of(folder);
        var keys = await KeyStore.OpenAsync(storage.Keys, MasterKey.Load(Path.Combine(folder, "master.key")));
        var seeder = new JournalSeeder(storage.Journal, new EventCodec(PlatoneEvents.Registry, keys));
        var at = TimeProvider.System.GetUtcNow();
        var registration = new PodRegistration(at.AddYears(-1), "bus-7", "Europe/Rome", 10_000, null);
        foreach (var some in Enumerable.Range(0, count).Chunk(PodsATransaction))
        {
            List<string> names = [.. some.Select(i => string.Create(CultureInfo.InvariantCulture, $"IT001E{i:D8}"))];
            var pods = keys.Import(DirectoryKind.Pod, names, p => new PodId(p).Subject, KeyId.For("", at).Month).Select(p => new PodId(p)).ToList();
            // What the entity itself decides.
            await seeder.WriteAsync([.. pods.Select(p => (p.Subject, 1L, (object)Pod.Empty(p).Decide(new RegisterPod(p, registration, at)).Events.Single()))]);
        }
    }

    private static async Task<List<(string Serial, string Password)>> RegisterAsync(Uri rest, string key, PodId[] pods)
    {
        using var client = new NodeClient(rest, key, TimeSpan.FromMinutes(2));
        var devices = new (string, string)[pods.Length];
        await Parallel.ForAsync(0, pods.Length, new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce }, async (i, stop) =>
        {
            var registered = await client.PostAsync<LightNodeBody, RegisteredLightNodeView>("api/v1/light-nodes",
                new LightNodeBody(string.Create(CultureInfo.InvariantCulture, $"SN-{i:D6}"), pods[i].ToString(), ActiveDevices.Start.AddDays(-1)), stop);
            devices[i] = (registered.Serial, registered.Mqtt.Password);
        });
        return [.. devices];
    }

    // Every projection, process and the log stand at the journal's last row.
    private static async Task CaughtUpAsync(NodeProcess node, string folder)
    {
        var storage = Of(folder);
        for (var said = Stopwatch.StartNew(); ;)
        {
            var last = await OneAsync(storage.Journal, "select max(ordering) from journal");
            var read = await OneAsync(storage.Scd,
                "select min(ordering) from (select ordering from projection_offset where projection <> 'certification' union all select ordering from process_offset)");
            var logged = await OneAsync(storage.Ledger, "select ordering from head");
            if (read >= last && logged >= last)
                return;
            if (said.Elapsed > TimeSpan.FromSeconds(20))
            {
                var memory = await node.MemoryAsync(collect: false);
                Say($"{last:N0} events, read to {read:N0}, log to {logged:N0}; working set {memory.Resident >> 20} MiB, heap {memory.Heap >> 20} MiB");
                said.Restart();
            }
            await Task.Delay(Look);
        }
    }

    private static async Task<long> OneAsync(Database database, string query)
    {
        await using var connection = database.Connect();
        return await connection.ExecuteAsync<long>(query);
    }

    private static async Task ShowAsync(NodeProcess node, string after) => Row(after, await node.MemoryAsync(collect: false));

    private static void Row(string after, Memory memory) => AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {after} | {memory.Resident >> 20:N0} | {memory.Peak >> 20:N0} | {memory.Heap >> 20:N0} | {memory.Committed >> 20:N0} |"));

    private static void Warn(long peak)
    {
        if (peak >= Target)
            Say($"the working set has been {peak >> 20} MiB");
    }

    private static void Say(FormattableString text) => AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]  {text.ToString(CultureInfo.InvariantCulture)}[/]");
}
