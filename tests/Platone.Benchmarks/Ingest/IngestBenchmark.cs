using Platone.Actors.Kernel.Storage;
using Platone.Testing;
using Spectre.Console;

namespace Platone.Benchmarks.Ingest;

/// <summary>How fast readings become durable, on each database.</summary>
internal static class IngestBenchmark
{
    public static async Task RunAsync(int rounds, TimeSpan length, string? only)
    {
        AnsiConsole.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {rounds} rounds of {length.TotalSeconds:0} s");
        AnsiConsole.WriteLine("| compared | Platone /s | reference /s | ratio | target |");
        AnsiConsole.WriteLine("|---|---|---|---|---|");
        if (only is null or "sqlite")
        {
            using var directory = new TestDirectory("bench");
            await RunAsync("SQLite", new StorageOptions(DatabaseProvider.Sqlite, directory.Path, "", TimeSpan.FromMilliseconds(100)), rounds, length);
        }
        if (only is null or "postgresql")
        {
            await using var server = await PostgreSqlServer.StartAsync();
            using var directory = new TestDirectory("bench");
            var database = await server.CreateDatabaseAsync("bench");
            await RunAsync("PostgreSQL",
                new StorageOptions(DatabaseProvider.PostgreSql, directory.Path, database, TimeSpan.FromMilliseconds(100)), rounds, length);
        }
    }

    private static async Task RunAsync(string name, StorageOptions storage, int rounds, TimeSpan length)
    {
        await using var bench = await IngestNode.StartAsync(storage);
        await Comparison.RunAsync($"{name}: entities, one reading a command, against bare persistent actors", "commands/s", rounds,
            () => bench.EntitiesAsync(length), () => bench.BareActorsAsync(length), 0.8);
        await using var mqtt = await MqttLoad.StartAsync(bench);
        var rows = await RawInserts.CreateAsync(storage.Ledger);
        await Comparison.RunAsync($"{name}: messages of 15 readings, MQTT to durable, against raw bulk inserts", "readings/s", rounds,
            () => mqtt.RunAsync(length), () => rows.RunAsync(length), 1.0);
    }
}
