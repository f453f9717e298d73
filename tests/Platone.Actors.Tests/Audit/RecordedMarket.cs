using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Platone.Actors.Audit;
using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Markets.Sessions;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Serialization;
using Platone.Actors.Tests.Kernel;
using Platone.Testing;

namespace Platone.Actors.Tests.Audit;

/// <summary>The data folder of a market that ran: two sessions, the first of them settled, corrected and settled again. Made once.</summary>
public sealed class RecordedMarket : IAsyncLifetime
{
    private readonly TestDirectory _folder = new("recorded");

    /// <summary>The checkpoint under which the first session has one version.</summary>
    public string First { get; private set; } = "";

    /// <summary>The newest checkpoint.</summary>
    public string Second { get; private set; } = "";

    internal SessionSettlement VersionOne { get; private set; } = null!;

    internal SessionSettlement VersionTwo { get; private set; } = null!;

    internal static DateTimeOffset FirstSeal => AuditWorld.Ended.AddMinutes(20);

    internal static DateTimeOffset SecondSeal => AuditWorld.Ended.AddMinutes(60);

    public async Task InitializeAsync()
    {
        await using var world = await AuditWorld.StartAsync(Store.Sqlite(_folder));
        (First, Second, VersionOne, VersionTwo) = await RecordAsync(world);
    }

    internal static async Task<(string First, string Second, SessionSettlement One, SessionSettlement Two)> RecordAsync(AuditWorld world)
    {
        await world.RegisterAsync(pods: 3, quarterHoursBefore: 180);
        await world.DeliverAsync(AuditWorld.Session, 3);
        var one = await world.SettleAsync(AuditWorld.Session, AuditWorld.Ended.AddMinutes(1));
        var first = await world.SealAsync(FirstSeal);
        await world.CorrectAsync(pod: 1, interval: 2, watts: 5_200, AuditWorld.Ended.AddMinutes(30));
        var two = await world.SettleAsync(AuditWorld.Session, AuditWorld.Ended.AddMinutes(31));
        return (first, await world.SealAsync(SecondSeal), one, two);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A copy to tamper with.</summary>
    internal AuditCopy Copy()
    {
        SqliteConnection.ClearAllPools();
        var copy = new TestDirectory("tampered");
        foreach (var file in Directory.EnumerateFiles(_folder.Path))
            File.Copy(file, copy.File(Path.GetFileName(file)));
        return new AuditCopy(copy);
    }
}

/// <summary>A data folder, and the hands of somebody who may write all of it.</summary>
internal sealed class AuditCopy(TestDirectory folder) : IDisposable
{
    public const string SessionStream = "market-session-terni-1";

    public string Folder => folder.Path;

    public static string PodStream(int n) => AuditWorld.Pod(n).Subject;

    public async Task<AuditReport> AuditAsync(AuditRequest? request = null)
    {
        var stores = await AuditStores.SqliteAsync(folder.File("journal.db"), Folder, PlatoneEvents.Registry, default);
        return await new JournalAudit(stores).RunAsync(request ?? new AuditRequest(), KernelSystem.Deadline);
    }

    public SettlementRows ReadModel() => new(new ScdStore(Database.SqliteReadOnly(folder.File("scd.db"))));

    /// <summary>The number in its stream of the last event of a type.</summary>
    public async Task<long> LastAsync(string stream, string manifest, int skip = 0)
    {
        await using var connection = Journal.Connect();
        return await connection.GetTable<JournalRow>().Where(r => r.PersistenceId == stream && r.Manifest == manifest)
            .OrderByDescending(r => r.SequenceNr).Skip(skip).Select(r => r.SequenceNr).FirstAsync();
    }

    public async Task<byte[]> BytesAsync(string stream, long number)
    {
        await using var connection = Journal.Connect();
        return (await connection.GetTable<JournalRow>().SingleAsync(r => r.PersistenceId == stream && r.SequenceNr == number)).Message;
    }

    public async Task WriteAsync(string stream, long number, byte[] bytes)
    {
        await using (var connection = Journal.Connect())
        {
            Assert.Equal(1, await connection.GetTable<JournalRow>().Where(r => r.PersistenceId == stream && r.SequenceNr == number)
                .Set(r => r.Message, bytes).UpdateAsync());
        }
        SqliteConnection.ClearAllPools();
    }

    /// <summary>Puts a forged event in the place of one, sealed anew with the real keys.</summary>
    public async Task ForgeAsync<TEvent>(string stream, long number, string manifest, Func<TEvent, TEvent> forge)
        where TEvent : class
    {
        var keys = await KeyStore.OpenAsync(Database.Sqlite(folder.File("keys.db")), MasterKey.Load(folder.File("master.key")));
        var codec = new EventCodec(PlatoneEvents.Registry, keys);
        var recorded = (TEvent)codec.Decode(manifest, await BytesAsync(stream, number));
        await WriteAsync(stream, number, codec.Encode(forge(recorded)));
    }

    public async Task EraseAsync(PodId pod)
    {
        var keys = await KeyStore.OpenAsync(Database.Sqlite(folder.File("keys.db")), MasterKey.Load(folder.File("master.key")));
        keys.Erase(pod.Subject, AuditWorld.Ended.AddDays(1));
        SqliteConnection.ClearAllPools();
    }

    public async Task SqlAsync(string store, string statement)
    {
        await using (var connection = Database.Sqlite(folder.File(store)).Connect())
            Assert.True(await connection.ExecuteAsync(statement) > 0, statement);
        SqliteConnection.ClearAllPools();
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private Database Journal => Database.Sqlite(folder.File("journal.db"));
}
