using LinqToDB;
using LinqToDB.Async;
using LinqToDB.Mapping;
using Platone.Actors.Kernel.Keys;
using Platone.Actors.Kernel.Storage;
using Platone.Actors.Notary.Checkpoints;

namespace Platone.Actors.Notary.Witnessing;

/// <summary>The head of a log that a witness cosigned last.</summary>
/// <param name="Size">Number of leaves.</param>
/// <param name="Root">Their root.</param>
internal sealed record CosignedHead(long Size, byte[] Root);

/// <summary>A witness's database: its key, and of each log the checkpoint it cosigned last. Every commit is synced to the disk.</summary>
/// <param name="database">The database.</param>
internal sealed class WitnessStore(Database database)
{
    private static readonly StoreSchema Schema = StoreSchema.Of("witness");

    /// <summary>The witness's key, drawn and made durable now if there is none.</summary>
    /// <exception cref="FormatException">It has another name, or there is none and no name is given.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">The master key is another.</exception>
    public async Task<WitnessKey> KeyAsync(MasterKey master, string? name, CancellationToken cancellation)
    {
        await Schema.MigrateAsync(database, cancellation).ConfigureAwait(false);
        var sealing = master.Derive("platone witness: signing key");
        await using var connection = database.Connect();
        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<KeyRow>().SingleOrDefaultAsync(k => k.Id == 1, cancellation).ConfigureAwait(false);
        if (row is null)
        {
            if (name is null)
                throw new FormatException("there is no witness yet: give it a name");
            var drawn = LogKey.NewSeed();
            _ = new WitnessKey(name, drawn);
            row = new KeyRow { Id = 1, Name = name, Sealed = SealedSeed.Seal(sealing, drawn, name) };
            await connection.InsertAsync(row, token: cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        }
        return name is null || row.Name == name
            ? new WitnessKey(row.Name, SealedSeed.Unseal(sealing, row.Sealed, row.Name))
            : throw new FormatException($"the witness is called {row.Name}, not {name}: its cosignatures name it");
    }

    /// <summary>
    /// Notes a checkpoint as the one that is cosigned, if a check of the one noted last allows it; both in one transaction that no other
    /// can come between. When this returns null the note is on the disk.
    /// </summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="signed">The same as it was sent, for evidence.</param>
    /// <param name="check">Given what was noted last, null if nothing was; gives the refusal, or null.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<WitnessAnswer?> AdvanceAsync(Checkpoint checkpoint, string signed, Func<CosignedHead?, WitnessAnswer?> check, DateTimeOffset now,
        CancellationToken cancellation)
    {
        await using var connection = database.Connect();
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, cancellation).ConfigureAwait(false);
        var row = await connection.GetTable<CosignedRow>().SingleOrDefaultAsync(c => c.Origin == checkpoint.Origin, cancellation).ConfigureAwait(false);
        if (check(row is null ? null : new CosignedHead(row.Size, row.Root)) is { } refusal)
            return refusal;
        var next = new CosignedRow
        {
            Origin = checkpoint.Origin,
            Size = (long)checkpoint.Size,
            Root = checkpoint.Root,
            Note = signed,
            AtUs = Kernel.Time.Instant.Microseconds(now),
        };
        if (row is null)
            await connection.InsertAsync(next, token: cancellation).ConfigureAwait(false);
        else if (row.Size < next.Size)
            await connection.UpdateAsync(next, token: cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return null;
    }

    [Table("witness_key")]
    private sealed class KeyRow
    {
        [Column("id"), PrimaryKey]
        public int Id { get; init; }

        [Column("name"), NotNull]
        public string Name { get; init; } = "";

        [Column("sealed"), NotNull]
        public byte[] Sealed { get; init; } = [];
    }

    [Table("cosigned")]
    private sealed class CosignedRow
    {
        [Column("origin"), PrimaryKey]
        public string Origin { get; init; } = "";

        [Column("size")]
        public long Size { get; init; }

        [Column("root"), NotNull]
        public byte[] Root { get; init; } = [];

        [Column("note"), NotNull]
        public string Note { get; init; } = "";

        [Column("at_us")]
        public long AtUs { get; init; }
    }
}
