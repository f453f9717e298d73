using CsCheck;
using LinqToDB.Data;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering.LightNodes;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Notary.Anchoring.ContractAnchors;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Listings;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Tests.Scd.World;
using Platone.Testing;

namespace Platone.Actors.Tests.Scd;

/// <summary>An SCD that an earlier version of the program made (its statements are in <c>Golden</c>) is brought to this version in place.</summary>
public abstract class MigrationSpec(DatabaseProvider provider)
{
    private static readonly PageRequest First = new(null, 10_000);
    private static readonly string[] LaterColumns =
    [
        "key_revoked_at_us", "ledger", "contract", "settlement", "asked_at_us", "transaction_hash", "block_number", "block_hash", "final_at_us",
    ];

    // Emptied by a script, to be read from the journal again.
    private static readonly string[] ReadAgain = ["token_policy", "token_grant"];

    [SkippableFact]
    public async Task Tables_of_version_9_are_migrated_to_the_rows_of_a_rebuild_and_followed_on()
    {
        using (await ScdWorld.OpenAsync(provider))
        {
            // Without a server the test is skipped here, where the runner sees it.
        }
        await Gen.Select(Story.Gen, Gen.Int[1, 40]).SampleAsync(async (events, keep) =>
        {
            using var world = await ScdWorld.OpenAsync(provider);
            // The program of that version wrote none of these.
            var first = events.Take(Math.Max(1, events.Count - keep))
                .Where(e => e is not (OwnerLinked or OwnerRevoked or LightNodeKeyRevoked or ContractAnchorEvent)).ToList();
            world.Journal.Append(first);
            await world.FollowAsync(world.Follower);

            var (database, tables) = await OldDatabaseAsync(world);
            var store = new ScdStore(database);
            Assert.Equal(Of(tables, await world.DumpAsync()), Of(tables, await ScdWorld.DumpAsync(store)));
            // Projections that version 9 did not know begin at the first event.
            await world.FollowAsync(new ScdFollower(store, world.Journal));
            Assert.Equal(await world.DumpAsync(), await ScdWorld.DumpAsync(store));
            world.Journal.Append(events.Skip(Math.Max(1, events.Count - keep)));
            await world.FollowAsync(world.Follower);
            await world.FollowAsync(new ScdFollower(store, world.Journal) { BatchSize = 3 });
            Assert.Equal(await world.DumpAsync(), await ScdWorld.DumpAsync(store));
        }, iter: Nightly.Times(4, 100), threads: 1);
    }

    [SkippableFact]
    public async Task What_was_applied_is_known_by_number_name_and_time_and_many_openers_apply_it_once()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Given.PodRegistered(1), Given.NodeRegistered(1, 1), Given.Recorded(1, 1, Given.Epoch, Given.Reading(1, Given.Epoch)));
        var (database, _) = await OldDatabaseAsync(world);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            new ScdReader(new ScdStore(database), world.Clock).ReadingsAsync(Given.Pod(1), new(Given.Epoch, Given.Epoch.AddDays(1)), First, default))))
            .WaitAsync(Deadline.Default);

        await using var connection = database.Connect();
        var applied = await connection.QueryToListAsync<string>(
            "select cast(version as text) || ' ' || name || case when applied_at_us > 1700000000000000 then ' at' else '' end from schema_version order by version");
        Assert.Equal(ScdSchema.Schema.Scripts.Select((s, i) => $"{s.Version} {s.Name}{(i == 0 ? "" : " at")}"), applied);
        if (provider == DatabaseProvider.PostgreSql)
        {
            // What there was is one partition up to the end of its last day, and that day's further readings go there too.
            Assert.Equal(["reading_before_20260102"], await connection.QueryToListAsync<string>(
                "select cast(c.relname as text) from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'reading'::regclass"));
        }
    }

    [SkippableFact]
    public async Task A_script_that_fails_changes_nothing_and_is_run_again()
    {
        using var world = await ScdWorld.OpenAsync(provider);
        await world.RecordAsync(Given.PodRegistered(1));
        var (database, _) = await OldDatabaseAsync(world);
        await using (var connection = database.Connect())
        {
            // In the way of the script's first statement.
            await connection.ExecuteAsync("create table dropped_detail (x integer)");
            await Assert.ThrowsAnyAsync<Exception>(() => ScdSchema.EnsureAsync(database, default));
            Assert.Equal(9, await connection.ExecuteAsync<int>("select max(version) from schema_version"));
            await connection.ExecuteAsync("drop table dropped_detail");
        }
        await ScdSchema.EnsureAsync(database, default);
        Assert.Single((await new ScdReader(new ScdStore(database), world.Clock).PodsAsync(null, First, default)).Items);
    }

    private static IEnumerable<string> Of(IReadOnlyCollection<string> tables, List<string> dump) => dump.Where(row =>
        tables.Except(ReadAgain).Contains(row[..row.IndexOf(':', StringComparison.Ordinal)])
        && !row.StartsWith("projection_offset:", StringComparison.Ordinal) && !row.StartsWith("erased: tokens ", StringComparison.Ordinal));

    // A database as version 9 left it, with the rows the world's SCD has; and the tables it has.
    private static async Task<(Database Database, IReadOnlyCollection<string> Tables)> OldDatabaseAsync(ScdWorld world)
    {
        var database = await world.AnotherDatabaseAsync();
        var provider = database.Provider;
        var file = Repository.Path($"tests/Platone.Actors.Tests/Scd/Golden/scd-9.{(provider == DatabaseProvider.Sqlite ? "sqlite" : "postgresql")}.sql");
        const string version = "create table if not exists schema_version (version integer not null)";
        await database.EnsureCreatedAsync(version, version);
        await using var old = database.Connect();
        var statements = await File.ReadAllTextAsync(file);
        await old.ExecuteAsync(statements);
        var tables = ScdWorld.Tables.Where(t => statements.Contains($"create table {t} (", StringComparison.Ordinal)).ToHashSet();
        var projections = AllProjections.All.Where(p => p.Tables.All(tables.Contains)).Select(p => p.Name).ToHashSet();
        await old.ExecuteAsync("insert into schema_version (version) values (9)");
        await using var filled = await world.Store.OpenAsync(default);
        foreach (var table in tables)
        {
            await using var reader = await filled.ExecuteReaderAsync($"select * from {table}");
            var columns = Enumerable.Range(0, reader.Reader!.FieldCount).Select(reader.Reader.GetName).Except(LaterColumns).ToList();
            while (await reader.Reader.ReadAsync())
            {
                if (table == "projection_offset" && !projections.Contains(reader.Reader.GetString(0)))
                    continue;
                await using var insert = old.OpenDbConnection().CreateCommand();
                insert.CommandText = $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})";
                for (var i = 0; i < columns.Count; i++)
                {
                    var parameter = insert.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = ($"p{i}", reader.Reader[columns[i]]);
                    insert.Parameters.Add(parameter);
                }
                await insert.ExecuteNonQueryAsync();
            }
        }
        return (database, tables);
    }

    public sealed class OnSqlite() : MigrationSpec(DatabaseProvider.Sqlite);

    public sealed class OnPostgreSql() : MigrationSpec(DatabaseProvider.PostgreSql);
}
