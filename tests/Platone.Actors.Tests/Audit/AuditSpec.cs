using LinqToDB;
using LinqToDB.Data;
using Npgsql;
using Platone.Actors.Audit;
using Platone.Actors.Audit.Reading;
using Platone.Actors.Audit.Reports;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Journal;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Markets.Settlement;
using Platone.Actors.Metering.Pods;
using Platone.Actors.Scd.Markets.Settlement;
using Platone.Actors.Scd.Storage;
using Platone.Actors.Tests.Kernel;
using Platone.Testing;

namespace Platone.Actors.Tests.Audit;

/// <summary>An audit while the market goes on, on each database.</summary>
public abstract class AuditSpec : IDisposable
{
    private static readonly MarketSessionId Netting = new("terni-2");

    protected TestDirectory Folder { get; } = new("audit");

    [SkippableFact]
    public async Task A_market_is_audited_while_it_runs_and_after_a_POD_was_erased()
    {
        var storage = await OpenAsync();
        await using var world = await AuditWorld.StartAsync(storage);
        await world.RegisterAsync(pods: 3, quarterHoursBefore: 40);
        await world.DeliverAsync(AuditWorld.Session, 3);
        await world.DeliverAsync(Netting, 3, SettlementLevel.Order);
        await world.SealAsync(AuditWorld.Ended.AddSeconds(1));
        var before = await AuditAsync(storage);
        Assert.True(before.IsClean, string.Join('\n', before.Findings));
        Assert.Equal([0, 0], before.Sessions.Select(s => s.Versions.Count));

        var one = await world.SettleAsync(AuditWorld.Session, AuditWorld.Ended.AddMinutes(1));
        var netted = await world.SettleAsync(Netting, AuditWorld.Ended.AddMinutes(1));
        await world.SealAsync(AuditWorld.Ended.AddMinutes(2));
        var report = await AuditAsync(storage);
        Assert.True(report.IsClean, string.Join('\n', report.Findings));
        // Nothing was anchored.
        Assert.All(report.Lines.Where(l => l.Check != AuditCheck.Anchors), l => Assert.True(l.State == AuditState.Ok, l.ToString()));
        Assert.Empty(report.Notes);
        Assert.Equal([one.Statement.Totals, netted.Statement.Totals], report.Sessions.Select(s => s.Versions[0].Totals));
        Assert.Equal(report.Lines, (await AuditAsync(storage)).Lines);

        var gone = AuditWorld.Pod(2);
        await world.DoAsync(new ErasePod(gone, AuditWorld.Ended.AddMinutes(3)));
        await world.SealAsync(AuditWorld.Ended.AddMinutes(4));
        world.Keys.Erase(gone.Subject, AuditWorld.Ended.AddMinutes(5));
        var after = await AuditAsync(storage);
        Assert.True(after.IsClean, string.Join('\n', after.Findings));
        Assert.Contains(after.Notes, n => n.Text.StartsWith($"POD {gone} is erased", StringComparison.Ordinal));
        Assert.Contains(after.Notes, n => n.Event?.PersistenceId == "market-session-terni-2" && n.Text.Contains("PODs net", StringComparison.Ordinal));
        Assert.Contains(after.Notes, n => n.Event?.PersistenceId == "market-session-terni-1" && n.Text.Contains("statements of version 1", StringComparison.Ordinal));

        // One byte, on any database.
        await using (var connection = storage.Journal.Connect())
        {
            var row = connection.GetTable<JournalRow>().Single(r => r.PersistenceId == AuditWorld.Pod(0).Subject && r.SequenceNr == 20);
            row.Message[^3] ^= 1;
            await connection.GetTable<JournalRow>().Where(r => r.Ordering == row.Ordering).Set(r => r.Message, row.Message).UpdateAsync();
        }
        var tampered = await AuditAsync(storage);
        Assert.Equal((AuditCheck.Decoding, new EventId(AuditWorld.Pod(0).Subject, 20)), (tampered.First!.Check, tampered.First.Event!.Value));
    }

    [SkippableFact]
    public async Task Nothing_can_be_written_to_what_an_audit_reads()
    {
        var storage = await OpenAsync();
        await using var world = await AuditWorld.StartAsync(storage);
        await world.RegisterAsync(pods: 1, quarterHoursBefore: 1);
        await world.SealAsync(AuditWorld.Gate);
        var stores = await StoresAsync(storage);
        foreach (var (database, statement) in new[] { (stores.Journal, "delete from journal"), (stores.Ledger, "delete from head"), (ScdOf(storage), "delete from pod") })
        {
            await using var connection = database.Connect();
            Assert.True(database.IsReadOnly);
            await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => connection.ExecuteAsync(statement));
        }
        Assert.ThrowsAny<Exception>(() => stores.Keys.GetOrCreate(new KeyId("pod-none", 202611)));
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<StorageOptions> OpenAsync();

    private static Task<AuditStores> StoresAsync(StorageOptions storage) => storage.Provider == DatabaseProvider.Sqlite
        ? AuditStores.SqliteAsync(Path.Combine(storage.Data, "journal.db"), storage.Data, PlatoneEvents.Registry, default)
        : AuditStores.PostgreSqlAsync(storage.PostgreSql, storage.Data, PlatoneEvents.Registry, default);

    private static Database ScdOf(StorageOptions storage) => storage.Provider == DatabaseProvider.Sqlite
        ? Database.SqliteReadOnly(Path.Combine(storage.Data, "scd.db"))
        : Database.PostgreSqlReadOnly(storage.PostgreSql, "scd");

    private static async Task<AuditReport> AuditAsync(StorageOptions storage)
    {
        var request = new AuditRequest { ReadModel = new SettlementRows(new ScdStore(ScdOf(storage))) };
        return await new JournalAudit(await StoresAsync(storage)).RunAsync(request, KernelSystem.Deadline);
    }
}

public sealed class SqliteAuditTests : AuditSpec
{
    protected override Task<StorageOptions> OpenAsync() => Task.FromResult(Store.Sqlite(Folder));
}

public sealed class PostgreSqlAuditTests : AuditSpec
{
    protected override Task<StorageOptions> OpenAsync() => Store.PostgreSqlAsync(Folder);
}
