using System.Globalization;
using System.Text;
using Platone.Actors;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Log;
using Platone.Actors.Serialization;
using Platone.Field.Simulation;
using Platone.Host.Rest.Measurements;
using Platone.Testing;
using Xunit.Abstractions;

namespace Platone.Host.Tests.Chain;

/// <summary><c>kill -9</c> in the middle of 20,000 readings: nothing acknowledged is lost, nothing is there twice, and everything built on it is right.</summary>
public sealed class CrashTests(ITestOutputHelper output) : IDisposable
{
    private const int Households = 20;
    private const int Rows = 1000;

    // The ten days of data take a quarter of a minute at least, so that every kill finds readings still to come.
    private const double Speed = Rows * 900 / 15.0;
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TestDirectory _directory = new("crash");

    [SkippableTheory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_killed_node_goes_on_where_it_was(string provider)
    {
        var kills = Nightly.Times(3, 10);
        var random = Seeds.Random(output);
        var csv = _directory.Write("readings.csv", Csv());
        var storage = await RunningPlatone.StorageAsync(provider);
        await using var platone = await RunningPlatone.StartAsync(_directory.File("data"), storage);

        // Each kill comes when a random number of readings is acknowledged; the devices keep theirs and go on against the next process.
        var at = new Queue<long>(Enumerable.Range(0, kills).Select(_ => (long)random.Next(1, Households * Rows * 9 / 10)).Order());
        var killing = new Killing(platone, at, output);
        var result = await platone.SendAsync(csv, killing, batch: 5, speed: Speed);
        await killing.Done;
        Assert.True(result.IsComplete, $"{result}");
        Assert.Empty(at);

        using (var client = platone.Client())
        {
            for (var i = 0; i < Households; i++)
            {
                var pod = await RunningPlatone.PodAsync(client, $"hh_{i}");
                await RunningPlatone.CaughtUpAsync(client, async () => (await RunningPlatone.QuarterHoursAsync(client, pod)).Count == Rows);
                var readings = (await RunningPlatone.ReadingsAsync(client, pod)).Where(r => r.P is not null).ToList();
                Assert.Equal(Enumerable.Range(0, Rows).Select(row => Watts(i, row)), readings.Select(r => r.P!.Value));
                Assert.Equal(readings.Count, readings.Select(r => (r.Epoch, r.Seq)).Distinct().Count());
                Assert.Equal(Enumerable.Range(0, Rows).Select(row => Watts(i, row) * 900L),
                    (await RunningPlatone.QuarterHoursAsync(client, pod)).Select(q => q.EnergyJ));
                var days = await RunningPlatone.AllAsync<EnergyView>(client, $"api/v1/days?pod={pod}&from=2000-01-01&to=2100-01-01&");
                Assert.Equal(Enumerable.Range(0, Rows).Sum(row => Watts(i, row) * 900L), days.Sum(d => d.ImportJ));
            }
        }

        // What an undisturbed notary makes of the same journal is what is there.
        Assert.Equal(0, await platone.StopAsync());
        var options = new StorageOptions(provider == "sqlite" ? DatabaseProvider.Sqlite : DatabaseProvider.PostgreSql, platone.Data,
            storage.GetValueOrDefault("storage.postgresql", ""), TimeSpan.FromMilliseconds(100));
        var keys = await KeyStore.OpenAsync(options.Keys, MasterKey.Load(Path.Combine(platone.Data, "master.key")));
        using var system = Akka.Actor.ActorSystem.Create("reader");
        using var tail = new JournalTail(options.Journal, new EventCodec(PlatoneEvents.Registry, keys), JournalPulse.Of(system), TimeProvider.System,
            options.PollInterval);
        var audit = await new LogRebuild(tail, keys, options.Ledger, TimeProvider.System).AuditAsync(CancellationToken.None);
        var fresh = await new LogRebuild(tail, keys, options.Ledger, TimeProvider.System)
            .RebuildAsync(Database.Sqlite(_directory.File("undisturbed.db")), CancellationToken.None);
        Assert.True(audit.Size > 0);
        Assert.Equal(audit.RootHex, fresh.RootHex);
    }

    public void Dispose() => _directory.Dispose();

    private static int Watts(int household, int row) => 200 + (household * 131 + row * 37) % 3000;

    private static string Csv()
    {
        var text = new StringBuilder("time");
        for (var i = 0; i < Households; i++)
            text.Append(CultureInfo.InvariantCulture, $",hh_{i}");
        for (var row = 0; row < Rows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{Start.AddMinutes(15 * row):yyyy-MM-ddTHH:mm:ssZ}");
            for (var i = 0; i < Households; i++)
                text.Append(CultureInfo.InvariantCulture, $",{Watts(i, row)}");
        }
        return text.Append('\n').ToString();
    }

    // Told of the progress on the fleet's thread: a kill and the start after it run beside the fleet.
    private sealed class Killing(RunningPlatone platone, Queue<long> at, ITestOutputHelper output) : IProgress<FleetProgress>
    {
        public Task Done { get; private set; } = Task.CompletedTask;

        public void Report(FleetProgress value)
        {
            if (!Done.IsCompleted || !at.TryPeek(out var next) || value.Acknowledged < next)
                return;
            at.Dequeue();
            output.WriteLine($"kill -9 at {value.Acknowledged} acknowledged readings");
            Done = Task.Run(async () =>
            {
                await platone.KillAsync();
                await platone.StartAsync();
            });
        }
    }
}
