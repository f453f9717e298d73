using LinqToDB.Data;
using Microsoft.Extensions.Time.Testing;
using Platone.Actors.Kernel.Aggregates;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd;
using Platone.Actors.Scd.Following;
using Platone.Actors.Scd.Markets;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Serialization;
using Platone.Testing;

namespace Platone.Actors.Tests.Scd.World;

/// <summary>An SCD in a real database, a journal before it, and a key store with real keys.</summary>
internal sealed class ScdWorld : IDisposable
{
    private readonly TestDirectory _directory;

    private ScdWorld(TestDirectory directory, Database database, KeyStore keys)
    {
        (_directory, Database, Keys) = (directory, database, keys);
        Journal = new MemoryJournal(new EventCodec(PlatoneEvents.Registry, keys));
        Store = new ScdStore(database);
        Follower = new ScdFollower(Store, Journal);
        Reader = new ScdReader(Store, Clock);
        Market = new MarketScdReader(Store);
    }

    /// <summary>Those whose rows come from the journal.</summary>
    public static IReadOnlyList<string> Tables { get; } =
        [.. AllProjections.All.SelectMany(p => p.Tables).Append("erased").Append("projection_offset")];

    public static DateTimeOffset Now { get; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public Database Database { get; }

    public KeyStore Keys { get; }

    public MemoryJournal Journal { get; }

    public ScdStore Store { get; }

    public ScdFollower Follower { get; }

    public ScdReader Reader { get; }

    public MarketScdReader Market { get; }

    public FakeTimeProvider Clock { get; } = new(Now);

    public static async Task<ScdWorld> OpenAsync(DatabaseProvider provider)
    {
        var directory = new TestDirectory("scd");
        var keys = await KeyStore.OpenAsync(Database.Sqlite(directory.File("keys.db")), new MasterKey(new byte[32]));
        return new ScdWorld(directory, await NewDatabaseAsync(provider, directory), keys);
    }

    /// <summary>Another, empty SCD over the same journal.</summary>
    public async Task<(ScdStore Store, ScdFollower Follower)> AnotherAsync(int batchSize)
    {
        var store = new ScdStore(await NewDatabaseAsync(Database.Provider, _directory));
        return (store, new ScdFollower(store, Journal) { BatchSize = batchSize });
    }

    /// <summary>Another, empty database of the same kind.</summary>
    public Task<Database> AnotherDatabaseAsync() => NewDatabaseAsync(Database.Provider, _directory);

    /// <summary>Stores events and has them projected.</summary>
    public async Task RecordAsync(params IEnumerable<IDomainEvent> events)
    {
        Journal.Append(events);
        await FollowAsync(Follower);
    }

    /// <summary>What a follower's actor does, until there is nothing more to read.</summary>
    public async Task FollowAsync(ScdFollower follower)
    {
        var position = await follower.StartAsync(default);
        while (await Journal.ReadAsync(position, follower.BatchSize, default) is { Count: > 0 } batch)
        {
            await follower.HandleAsync(position, batch, default);
            position = batch[^1].Ordering;
            await follower.IdleAsync(default);
        }
        await follower.IdleAsync(default);
    }

    /// <summary>Destroys a POD's keys, as is done some time after its erasure was recorded.</summary>
    public void Shred(PodId pod) => Keys.Erase(PodTable.SubjectOf(pod), Now);

    public Task<List<string>> DumpAsync() => DumpAsync(Store);

    /// <summary>Every row of every table, as text.</summary>
    public static async Task<List<string>> DumpAsync(ScdStore store)
    {
        var rows = new List<string>();
        await using var connection = await store.OpenAsync(default);
        foreach (var table in Tables)
        {
            await using var reader = await connection.ExecuteReaderAsync($"select * from {table}");
            while (await reader.Reader!.ReadAsync())
            {
                var values = new object[reader.Reader.FieldCount];
                reader.Reader.GetValues(values);
                rows.Add($"{table}: {string.Join(" | ", values)}");
            }
        }
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    public void Dispose() => _directory.Dispose();

    private static int _files;

    private static async Task<Database> NewDatabaseAsync(DatabaseProvider provider, TestDirectory directory)
    {
        if (provider == DatabaseProvider.Sqlite)
            return Database.Sqlite(directory.File($"scd-{Interlocked.Increment(ref _files)}.db"));
        var server = await PostgreSqlServer.SharedAsync();
        return Database.PostgreSql(await server.CreateDatabaseAsync("scd"), "scd");
    }
}
