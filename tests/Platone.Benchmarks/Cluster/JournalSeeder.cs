using LinqToDB.Data;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Identity;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Serialization;

namespace Platone.Benchmarks.Cluster;

/// <summary>
/// Writes events into the journal's table as Akka.Persistence.Sql does (the same columns, the bytes of the same codec), but thousands to a
/// transaction: entities recover them and everything follows them as if they had been recorded one by one.
/// </summary>
internal sealed class JournalSeeder(Database journal, EventCodec codec)
{
    private readonly string _writer = Pseudonym.New().Value;

    /// <summary>Appends events whose streams have exactly those before them.</summary>
    public async Task WriteAsync(IReadOnlyList<(string PersistenceId, long SequenceNr, object Event)> events)
    {
        var created = TimeProvider.System.GetUtcNow().Ticks;
        var rows = events.Select(e => new Row
        {
            Created = created,
            PersistenceId = e.PersistenceId,
            SequenceNr = e.SequenceNr,
            Message = codec.Encode(e.Event),
            Manifest = codec.ManifestOf(e.Event),
            WriterUuid = _writer,
        }).ToList();
        await using var connection = journal.Connect();
        await using var transaction = await connection.BeginTransactionAsync();
        var copy = journal.Provider == DatabaseProvider.Sqlite
            ? new BulkCopyOptions(BulkCopyType: BulkCopyType.MultipleRows, MaxBatchSize: 100, UseParameters: true)
            : new BulkCopyOptions(BulkCopyType: BulkCopyType.ProviderSpecific);
        await connection.BulkCopyAsync(copy, rows);
        await transaction.CommitAsync();
    }

    [Table("journal")]
    private sealed class Row
    {
        [Column("ordering"), PrimaryKey, Identity]
        public long Ordering { get; init; }

        [Column("created")]
        public long Created { get; init; }

        [Column("deleted")]
        public bool Deleted { get; init; }

        [Column("persistence_id")]
        public string PersistenceId { get; init; } = "";

        [Column("sequence_number")]
        public long SequenceNr { get; init; }

        [Column("message")]
        public byte[] Message { get; init; } = [];

        [Column("tags")]
        public string Tags { get; init; } = "";

        [Column("manifest")]
        public string Manifest { get; init; } = "";

        [Column("identifier")]
        public int Identifier { get; init; } = PlatoneSerializer.StoredIdentifier;

        [Column("writer_uuid")]
        public string WriterUuid { get; init; } = "";
    }
}
