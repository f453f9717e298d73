using System.Diagnostics;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Storage;

namespace Platone.Benchmarks.Ingest;

/// <summary>The reference: readings as plain rows, bulk-inserted 1,500 to a transaction that is synced to disk; no events, no encryption, no broker.</summary>
internal sealed class RawInserts
{
    private const int RowsATransaction = 1500;

    private readonly Database _database;
    private long _next;

    private RawInserts(Database database) => _database = database;

    public static async Task<RawInserts> CreateAsync(Database database)
    {
        const string columns = "seq bigint not null, time_us bigint not null, p integer, q integer, v integer, i integer, import_wh bigint, export_wh bigint, "
            + "primary key (node, seq))";
        await database.EnsureCreatedAsync($"create table if not exists raw_reading (node integer not null, {columns}",
            $"create table if not exists raw_reading (node integer not null, {columns}");
        return new RawInserts(database);
    }

    /// <summary>Rows a second.</summary>
    public async Task<double> RunAsync(TimeSpan length)
    {
        await using var connection = _database.Connect();
        var copy = new BulkCopyOptions { BulkCopyType = _database.Provider == DatabaseProvider.Sqlite ? BulkCopyType.MultipleRows : BulkCopyType.ProviderSpecific };
        var watch = Stopwatch.StartNew();
        long rows = 0;
        for (; watch.Elapsed < length; rows += RowsATransaction, _next += RowsATransaction)
        {
            var batch = IngestNode.Readings(0, _next, RowsATransaction).Select(r => new RawReading
            {
                Node = (int)(r.Seq % IngestNode.Nodes),
                Seq = r.Seq,
                TimeUs = r.Time.ToUnixTimeMilliseconds() * 1000,
                P = r.ActivePowerW,
                Q = r.ReactivePowerVar,
                V = r.VoltageMv,
                I = r.CurrentMa,
                ImportWh = r.ImportWh,
                ExportWh = r.ExportWh,
            });
            await using var transaction = await connection.BeginTransactionAsync();
            await connection.GetTable<RawReading>().BulkCopyAsync(copy, batch);
            await transaction.CommitAsync();
        }
        return rows / watch.Elapsed.TotalSeconds;
    }

    [Table("raw_reading")]
    private sealed class RawReading
    {
        [Column("node")]
        public int Node { get; init; }

        [Column("seq")]
        public long Seq { get; init; }

        [Column("time_us")]
        public long TimeUs { get; init; }

        [Column("p")]
        public int? P { get; init; }

        [Column("q")]
        public int? Q { get; init; }

        [Column("v")]
        public int? V { get; init; }

        [Column("i")]
        public int? I { get; init; }

        [Column("import_wh")]
        public long? ImportWh { get; init; }

        [Column("export_wh")]
        public long? ExportWh { get; init; }
    }
}
