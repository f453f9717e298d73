using System.Data.Common;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using Platone.Host.Node;
using Platone.Host.Tests.Rest;
using Platone.Testing;

namespace Platone.Host.Tests.Node;

/// <summary>The tables of a node are those that the numbered scripts make (<c>Kernel/Storage/Schemas</c>), in every store and on both databases.</summary>
public sealed partial class NodeTablesTests : IDisposable
{
    private const string Schemas = "src/Platone.Actors/Kernel/Storage/Schemas";

    // Those of a node; a witness has one of its own.
    private static readonly string[] Stores = ["journal", "keys", "ledger", "scd", "snapshots"];

    private readonly TestDirectory _folder = new("tables");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_table_of_a_fresh_node_on_SQLite_is_made_by_a_script()
    {
        await using var host = await StartAsync();
        await using (var scd = Connect("scd"))
            await ProcessesHaveReadAsync(scd, "");
        Assert.Equal(Stores, Directory.GetFiles(_folder.Path, "*.db").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal));
        var tables = new List<string>();
        foreach (var store in Stores)
        {
            await using var connection = Connect(store);
            tables.AddRange((await RowsAsync(connection, "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite%'"))
                .Select(table => $"{store}.{table}"));
        }
        Assert.Equal(Scripted("-- postgresql:"), tables.Order(StringComparer.Ordinal));

        SqliteConnection Connect(string store) => new($"Data Source={_folder.File($"{store}.db")};Mode=ReadOnly;Pooling=False");
    }

    [SkippableFact]
    public async Task Every_table_of_a_fresh_node_on_PostgreSQL_is_made_by_a_script()
    {
        var database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync("tables");
        await using var host = await StartAsync("storage.provider=postgresql", $"storage.postgresql={database}");
        await using var connection = new NpgsqlConnection(database);
        await ProcessesHaveReadAsync(connection, "scd.");
        // Partitions are their table's.
        var tables = await RowsAsync(connection, """
            select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'f', 'm', 'v') and not c.relispartition
                and n.nspname <> 'information_schema' and n.nspname not like 'pg\_%'
            """);
        Assert.Equal(Scripted("-- sqlite:"), tables.Order(StringComparer.Ordinal));
    }

    // A store knows its version by its scripts only.
    [Fact]
    public void No_code_makes_a_table()
    {
        var makers = Directory.GetFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Where(f => File.ReadLines(f).Any(l => MakesTable().IsMatch(l) && !l.TrimStart().StartsWith("//", StringComparison.Ordinal)))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal);
        // The days of a table that is a script's, and the table of the versions themselves.
        Assert.Equal(["ReadingPartitions.cs", "StoreSchema.cs"], makers);
    }

    private Task<NodeHost> StartAsync(params string[] settings) =>
        NodeHost.StartAsync(TestNode.Configuration(_folder.Path, settings), TimeProvider.System, CancellationToken.None).WaitAsync(Deadline.Default);

    // What was made late would be there by then: the first events (the operator's) have gone through the processes.
    private static async Task ProcessesHaveReadAsync(DbConnection connection, string schema)
    {
        await connection.OpenAsync();
        using var deadline = new CancellationTokenSource(Deadline.Default);
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await RowsAsync(connection, $"select process from {schema}process_offset where process in ('erasure', 'metering') and ordering > 0") is not [_, _])
            await ticks.WaitForNextTickAsync(deadline.Token);
    }

    // All that the scripts of a node's stores make, but what is for the other database, and less what they make a partition or drop.
    private static IEnumerable<string> Scripted(string other) => Stores.SelectMany(store => Directory
        .GetFiles(Repository.Path($"{Schemas}/{store}"), "*.sql").SelectMany(file => Tables(File.ReadLines(file), other))
        .Append("schema_version").Distinct().Select(table => $"{store}.{table}")).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Tables(IEnumerable<string> script, string other)
    {
        var isOther = false;
        foreach (var line in script)
        {
            isOther = line.StartsWith("-- ", StringComparison.Ordinal) && line.EndsWith(':') ? line == other : isOther;
            if (!isOther && ScriptedTable().Match(line) is { Success: true } made)
                yield return made.Groups[1].Value;
        }
    }

    private static async Task<List<string>> RowsAsync(DbConnection connection, string query)
    {
        if (connection.State != System.Data.ConnectionState.Open)
            await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    [GeneratedRegex(@"\bcreate\s+(temp\w*\s+)?table\b|\bCreateTable(Async)?\b", RegexOptions.IgnoreCase)]
    private static partial Regex MakesTable();

    [GeneratedRegex(@"^create (?:table|view) (?:if not exists )?(\w+)")]
    private static partial Regex ScriptedTable();
}
