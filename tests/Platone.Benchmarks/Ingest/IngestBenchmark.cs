using System.Globalization;
using Platone.Actors.Kernel.Storage;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Ingest;

/// <summary>How fast readings become durable, on each database.</summary>
internal static class IngestBenchmark
{
    /// <summary>Runs them.</summary>
    /// <param name="rounds">Rounds of each comparison.</param>
    /// <param name="length">Of a round.</param>
    /// <param name="only">Which database and which comparisons; empty for all.</param>
    /// <param name="isPackageJournal">Whether to write as Akka.Persistence.Sql's own journal does, to see what the platform's changes.</param>
    public static async Task RunAsync(int rounds, TimeSpan length, string[] only, bool isPackageJournal)
    {
        AnsiConsole.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {rounds} rounds of {length.TotalSeconds:0} s, processor time in us each");
        AnsiConsole.WriteLine("| compared | Platone /s | reference /s | ratio | target | us Platone | us reference |");
        AnsiConsole.WriteLine("|---|---|---|---|---|---|---|");
        if (IsWanted("sqlite", "postgresql"))
        {
            using var directory = new TestDirectory("bench");
            await RunAsync("SQLite", new StorageOptions(DatabaseProvider.Sqlite, directory.Path, "", TimeSpan.FromMilliseconds(100)));
        }
        if (IsWanted("postgresql", "sqlite"))
        {
            await using var server = await PostgreSqlServer.StartAsync();
            using var directory = new TestDirectory("bench");
            var database = await server.CreateDatabaseAsync("bench");
            await RunAsync("PostgreSQL", new StorageOptions(DatabaseProvider.PostgreSql, directory.Path, database, TimeSpan.FromMilliseconds(100)));
        }

        bool IsWanted(string name, params string[] others) => only.Contains(name) || !only.Intersect(others).Any();

        async Task RunAsync(string name, StorageOptions storage)
        {
            await using var bench = await IngestNode.StartAsync(storage, isPackageJournal);
            if (IsWanted("entities", "mqtt", "alone"))
            {
                await Comparison.RunAsync($"{name}: entities, one reading a command, against bare persistent actors", "commands/s", rounds,
                    () => bench.EntitiesAsync(length), () => bench.BareActorsAsync(length), 0.8, ProcessorTime.OfAll);
            }
            await using var mqtt = await MqttLoad.StartAsync(bench);
            if (IsWanted("mqtt", "entities", "alone"))
            {
                var rows = await RawInserts.CreateAsync(storage.Ledger);
                await Comparison.RunAsync($"{name}: messages of 15 readings, MQTT to durable, against raw bulk inserts", "readings/s", rounds,
                    () => mqtt.RunAsync(length), () => rows.RunAsync(length), 1.0, ProcessorTime.OfAll);
            }
            if (IsWanted("alone", "entities", "mqtt"))
            {
                await mqtt.AloneAsync(length / 2);
                var latency = (await mqtt.AloneAsync(length)).Order().ToList();
                AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{name}: one device alone, a message of one reading after the other: {latency.Count:N0} messages, "
                    + $"p50 {latency[latency.Count / 2].TotalMilliseconds:0.00} ms, p99 {latency[latency.Count * 99 / 100].TotalMilliseconds:0.00} ms, "
                    + $"longest {latency[^1].TotalMilliseconds:0.0} ms"));
            }
        }
    }
}
