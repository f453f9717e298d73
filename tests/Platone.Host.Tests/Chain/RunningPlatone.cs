using Platone.Field.Simulation;
using Platone.Host.Rest.Json;
using Platone.Host.Rest.Measurements;
using Platone.Host.Rest.Operations;
using Platone.Host.Rest.Pods;
using Platone.Host.Verbs.Client;
using Platone.Host.Verbs.Field;
using Platone.Testing;

namespace Platone.Host.Tests.Chain;

/// <summary><c>platone run</c> as a process of its own, which can be killed and started again on the same data and ports.</summary>
internal sealed class RunningPlatone : IAsyncDisposable
{
    private const string Ever = "from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

    private readonly Dictionary<string, string> _settings;
    private readonly int _http = FreePort.Next();
    private ProcessHost _process = null!;

    private RunningPlatone(string data, IReadOnlyDictionary<string, string> more)
    {
        Data = data;
        _settings = new Dictionary<string, string>(more)
        {
            ["storage.data"] = data,
            ["http.listen"] = $"127.0.0.1:{_http}",
            ["mqtt.embedded.listen"] = $"127.0.0.1:{Mqtt}",
            ["akka.remote.dot-netty.tcp.port"] = "0",
            ["mqtt.intake.burst"] = "1000000",
            ["metering.clock-interval"] = "1h",
        };
    }

    public string Data { get; }

    public int Mqtt { get; } = FreePort.Next();

    /// <summary>Settings for the database a test wants.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> StorageAsync(string provider) => provider == "sqlite"
        ? new Dictionary<string, string>()
        : new Dictionary<string, string>
        {
            ["storage.provider"] = provider,
            ["storage.postgresql"] = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(),
        };

    public static async Task<RunningPlatone> StartAsync(string data, IReadOnlyDictionary<string, string> more)
    {
        var running = new RunningPlatone(data, more);
        await running.StartAsync();
        return running;
    }

    public async Task StartAsync()
    {
        _process = PlatoneHostProcess.Start(["run"], _settings);
        await _process.WaitForLineAsync("is up");
    }

    public Task KillAsync() => _process.KillAsync();

    public Task<int> StopAsync() => _process.TerminateAsync();

    public NodeClient Client() => new(new Uri($"http://127.0.0.1:{_http}/"), File.ReadAllText(Path.Combine(Data, "operator.key")).Trim());

    /// <summary>Sends a CSV through MQTT, until every reading is acknowledged end to end.</summary>
    public async Task<FleetProgress> SendAsync(string csv, IProgress<FleetProgress>? progress = null, int batch = 96, double? speed = null)
    {
        using var client = Client();
        var options = new FleetOptions { Port = Mqtt, MeterData = csv, Batch = batch, Speed = speed };
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(4));
        return await new Fleet(new RestRegistrar(client), TimeProvider.System).RunAsync(options, progress, deadline.Token);
    }

    /// <summary>The pseudonym of a simulated household's POD.</summary>
    public static async Task<string> PodAsync(NodeClient client, string serial)
    {
        var found = await client.GetAsync<PageView<PodView>>($"api/v1/pods?code=POD-{serial}", CancellationToken.None);
        return Assert.Single(found!.Items).Pod;
    }

    /// <summary>Waits until the read models have handled all the journal had.</summary>
    public static async Task CaughtUpAsync(NodeClient client, Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await condition())
        {
            Assert.NotEmpty(await client.GetAsync<IReadOnlyList<ProjectionView>>("api/v1/projections", deadline.Token) ?? []);
            await ticks.WaitForNextTickAsync(deadline.Token);
        }
    }

    /// <summary>All rows of a listing.</summary>
    /// <param name="client">Whom to ask.</param>
    /// <param name="path">With a query that ends where <c>limit</c> can follow.</param>
    public static async Task<List<T>> AllAsync<T>(NodeClient client, string path)
    {
        var all = new List<T>();
        string? next = $"{path}limit=1000";
        while (next is not null)
        {
            var page = await client.GetAsync<PageView<T>>(next.TrimStart('/'), CancellationToken.None);
            all.AddRange(page!.Items);
            next = page.Next;
        }
        return all;
    }

    public static Task<List<QuarterHourView>> QuarterHoursAsync(NodeClient client, string pod) =>
        AllAsync<QuarterHourView>(client, $"api/v1/quarter-hours?pod={pod}&{Ever}&");

    public static Task<List<MeasurementView>> ReadingsAsync(NodeClient client, string pod) =>
        AllAsync<MeasurementView>(client, $"api/v1/measurements?pod={pod}&{Ever}&");

    public async ValueTask DisposeAsync() => await _process.DisposeAsync();
}
