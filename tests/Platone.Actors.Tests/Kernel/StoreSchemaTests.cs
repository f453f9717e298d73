using System.Security.Cryptography;
using System.Text;
using LinqToDB.Data;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Processes;
using Platone.Actors.Kernel.Storage;
using Platone.Testing;

namespace Platone.Actors.Tests.Kernel;

/// <summary>The schemas of the stores as scripts.</summary>
public sealed class StoreSchemaTests
{
    private static readonly string[] Stores = ["journal", "keys", "ledger", "scd", "snapshots", "witness"];

    // One that was released never changes: databases have it. A new script is a new line.
    [Fact]
    public void Scripts_are_those_that_were_approved()
    {
        var actual = string.Concat(Stores.SelectMany(store => StoreSchema.Of(store).Scripts.Select(s =>
            $"{store} {s.Version:D4} {s.Name} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(s.Text)))}\n")));
        Assert.Equal(File.ReadAllText(Repository.Path("tests/Platone.Actors.Tests/Kernel/SchemaScripts.txt")).ReplaceLineEndings("\n"), actual);
    }

    [Fact]
    public void A_script_says_what_is_for_which_database()
    {
        var script = SchemaScript.Of("0012-some-change.sql", "a KEY, b BYTES, c ID not null) CLUSTERED;\n-- sqlite:\nl;\n-- postgresql:\np;\n-- both:\nz;\n");
        Assert.Equal((12, "some-change"), (script.Version, script.Name));
        Assert.Equal("a text, b blob, c integer not null) without rowid;\nl;\nz;\n\n", script.For(DatabaseProvider.Sqlite));
        Assert.Equal("a text collate \"C\", b bytea, c bigint not null);\np;\nz;\n\n", script.For(DatabaseProvider.PostgreSql));
        Assert.Throws<FormatException>(() => SchemaScript.Of("change.sql", ""));
    }

    [SkippableTheory]
    [InlineData(DatabaseProvider.Sqlite)]
    [InlineData(DatabaseProvider.PostgreSql)]
    public async Task Stores_from_before_there_were_versions_are_taken_over_and_newer_ones_refused(DatabaseProvider provider)
    {
        using var directory = new TestDirectory("schemas");
        var storage = provider == DatabaseProvider.Sqlite ? Store.Sqlite(directory) : await Store.PostgreSqlAsync(directory);
        var master = new MasterKey(new byte[32]);
        var id = new KeyId("pod-a", 202611);
        var key = (await KeyStore.OpenAsync(storage.Keys, master)).GetOrCreate(id);
        // The plugin made its table and indexes itself.
        await StoreSchema.Of("journal").UpTo(1).MigrateAsync(storage.Journal, default);
        await SetAsync(storage.Journal, "create index journal_created_idx on journal (created); create index journal_sequence_number_idx on journal (sequence_number); drop table schema_version");
        await SetAsync(storage.Keys, "drop table schema_version");

        Assert.Equal(key, (await KeyStore.OpenAsync(storage.Keys, master)).Find(id));
        await StoreSchema.Of("journal").MigrateAsync(storage.Journal, default);
        await using (var connection = storage.Journal.Connect())
        {
            var indexes = await connection.QueryToListAsync<string>(provider == DatabaseProvider.Sqlite
                ? "select name from sqlite_master where type = 'index' and name like 'journal%' order by 1"
                : "select cast(indexname as text) from pg_indexes where tablename = 'journal' and indexname like 'journal%' order by 1");
            Assert.Equal(["journal_uq"], indexes);
        }

        await SetAsync(storage.Keys, "insert into schema_version (version, name) values (99, 'later')");
        var refused = await Assert.ThrowsAsync<NewerSchemaException>(() => KeyStore.OpenAsync(storage.Keys, master));
        Assert.Contains("keys has tables of version 99", refused.Message, StringComparison.Ordinal);
    }

    // What processes know is in no journal, so it must outlive whatever befalls the read models beside it.
    [SkippableTheory]
    [InlineData(DatabaseProvider.Sqlite, 12)]
    [InlineData(DatabaseProvider.PostgreSql, 12)]
    [InlineData(DatabaseProvider.Sqlite, 8)]
    [InlineData(DatabaseProvider.PostgreSql, 8)]
    public async Task Tables_that_processes_made_themselves_are_taken_over_with_their_rows(DatabaseProvider provider, int version)
    {
        using var directory = new TestDirectory("schemas");
        var storage = provider == DatabaseProvider.Sqlite ? Store.Sqlite(directory) : await Store.PostgreSqlAsync(directory);
        await StoreSchema.Scd.UpTo(12).MigrateAsync(storage.Scd, default);
        // As the versions before made them; one older than 9 is emptied.
        await SetAsync(storage.Scd, $"""
            create table process_offset (process text not null primary key, ordering {(provider == DatabaseProvider.Sqlite ? "integer" : "bigint")} not null);
            create table behind_pod (kind text not null, id text not null, pod text not null, primary key (kind, id));
            insert into process_offset (process, ordering) values ('erasure', 7000000000);
            insert into behind_pod (kind, id, pod) values ('light-node', 'a', 'b');
            insert into pod_zone (pod, time_zone) values ('b', 'Europe/Rome');
            {(version == 12 ? "" : $"delete from schema_version; insert into schema_version (version) values ({version})")}
            """);

        var offsets = new ProcessOffsets(storage.Scd);
        Assert.Equal(7_000_000_000, await offsets.LoadAsync("erasure", default));
        await offsets.MoveAsync("erasure", 7_000_000_000, 7_000_000_001, default);
        await using var connection = storage.Scd.Connect();
        Assert.Equal(["light-node a b"], await connection.QueryToListAsync<string>("select kind || ' ' || id || ' ' || pod from behind_pod"));
        Assert.Equal(version == 12 ? 1 : 0, await connection.ExecuteAsync<int>("select count(*) from pod_zone"));
        Assert.Equal(StoreSchema.Scd.Version, await connection.ExecuteAsync<int>("select max(version) from schema_version"));
    }

    private static async Task SetAsync(Database database, string sql)
    {
        await using var connection = database.Connect();
        await connection.ExecuteAsync(sql);
    }
}
